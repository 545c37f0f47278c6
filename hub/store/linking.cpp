#include "store/linking.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "store/case_member_impl.hpp"
#include "store/case_numbers_impl.hpp"
#include "store/in_transaction_impl.hpp"
#include "store/record_writer.hpp"

namespace mizan::store {
namespace {

constexpr int kMostRounds = 4;

/// Where a record is to count, and why.
struct Wanted {
  std::int64_t linked = 0;
  std::string reason;
  std::string detail;
  const ReviewedLink* reviewed = nullptr;
};

std::string digest_of(const std::vector<ReviewedLink>& reviewed) {
  std::string text;
  for (const auto& link : reviewed) {
    text += fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", static_cast<int>(link.what), link.source,
                        link.key, link.with_source, link.with_key, link.by, link.on, link.why);
  }
  return fmt::format("{:016x}", base::digest64(text));
}

}  // namespace

/// One settling, inside its transaction.
class Linking::Pass {
 public:
  Pass(Store::Impl& impl, const NumbersOf& numbers_of, const std::vector<ReviewedLink>& reviewed)
      : impl_(impl), numbers_(impl, numbers_of), reviewed_(reviewed), digest_(digest_of(reviewed)) {}

  /// Whether anything can have changed since the last one.
  base::Result<bool> needed() {
    MIZAN_ASSIGN(const auto position, setting(impl_.db, "link_position"));
    MIZAN_ASSIGN(const auto digest, setting(impl_.db, "links"));
    position_ = position.empty() ? -1 : std::stoll(position);
    other_links_ = digest != digest_ && !(digest.empty() && reviewed_.empty());
    return other_links_ || position_ != impl_.head;
  }

  base::Result<LinkCount> run(base::Micros at) {
    const auto before = impl_.head;
    MIZAN_TRY(numbers_.follow(position_));
    for (int round = 0; round < kMostRounds; ++round) {
      const auto moved = count_.moved;
      MIZAN_TRY(settle_reviewed());
      MIZAN_TRY(settle_numbers());
      if (count_.moved == moved) break;
    }
    MIZAN_TRY(put_batch(before, at));
    MIZAN_TRY(put_setting(impl_.db, "link_position", fmt::format("{}", impl_.head)));
    MIZAN_TRY(put_setting(impl_.db, "links", digest_));
    MIZAN_ASSIGN(const auto links, impl_.db.query_integer("SELECT count(*) FROM case_link"));
    impl_.has_links = links > 0;
    return count_;
  }

 private:
  // The hub's own work stands in no source's books.
  base::Result<> put_batch(model::Sequence before, base::Micros at) {
    if (impl_.head == before) return {};
    MIZAN_ASSIGN(
        auto* insert,
        impl_.statement("INSERT INTO run(source, started_at, ended_at, status, message, adapter, "
                        "adapter_version, mapping) VALUES (0, ?1, ?1, 'ok', 'links', 'mizan', '', ?2)"));
    MIZAN_TRY(insert->bind(1, at).bind(2, std::string_view(digest_)).run());
    return put_batch_row(impl_, before, at, RunId{impl_.db.last_row()});
  }

  // ---- by numbers

  static bool is_reviewed(const Member& member) {
    return member.reason == "manual" || member.reason == "apart";
  }

  base::Result<> settle_numbers() {
    MIZAN_ASSIGN(const auto affected, numbers_.take_affected());
    fir_of_.clear();
    company_of_.clear();
    for (const auto ref : affected) {
      MIZAN_ASSIGN(const auto found, read_member(impl_, ref));
      if (!found || found->own_fir || is_reviewed(*found)) continue;
      MIZAN_ASSIGN(const auto wanted, wanted_by_numbers(*found));
      if (wanted) {
        MIZAN_TRY(link(*found, *wanted));
      } else {
        MIZAN_TRY(unlink(*found));
      }
    }
    return {};
  }

  // A number that leads to a FIR says more than one that leads to records without.
  base::Result<std::optional<Wanted>> wanted_by_numbers(const Member& member) {
    MIZAN_ASSIGN(auto fir, fir_by_numbers(member.ref));
    if (fir) return std::optional(std::move(*fir));
    MIZAN_ASSIGN(const auto own, own_case(member));
    MIZAN_ASSIGN(const auto numbers, numbers_.of(member.ref));
    for (const auto& number : numbers) {
      MIZAN_ASSIGN(const auto company, verdict_in(company_of_, number, &Pass::find_company_of));
      if (company == own) return std::optional<Wanted>();  // the others come to it
      if (company != 0) return std::optional(by_number(company, number));
    }
    return std::optional<Wanted>();
  }

  base::Result<std::optional<Wanted>> fir_by_numbers(std::int64_t ref) {
    MIZAN_ASSIGN(const auto numbers, numbers_.of(ref));
    for (const auto& number : numbers) {
      MIZAN_ASSIGN(const auto fir, verdict_in(fir_of_, number, &Pass::find_fir_of));
      if (fir != 0) return std::optional(by_number(fir, number));
    }
    return std::optional<Wanted>();
  }

  // Found once a number and settling: nothing that is settled by numbers changes it, and a number without
  // meaning may stand at a hundred thousand records.
  using Verdicts = std::map<std::int64_t, std::int64_t>;
  base::Result<std::int64_t> verdict_in(
      Verdicts& known, const CaseNumbers::Number& number,
      base::Result<std::int64_t> (Pass::*find)(const CaseNumbers::Number&)) {
    if (const auto found = known.find(number.digest); found != known.end()) return found->second;
    MIZAN_ASSIGN(const auto verdict, (this->*find)(number));
    known.emplace(number.digest, verdict);
    return verdict;
  }

  // The one FIR that records with it name; 0: none, several, or a court's number that a source has twice.
  base::Result<std::int64_t> find_fir_of(const CaseNumbers::Number& number) {
    MIZAN_ASSIGN(const auto members, members_of(number));
    const auto firs = firs_of(members);
    const bool unclear = number.kind == NumberKind::kCourt && twice_in_a_source(members);
    return unclear || firs.size() != 1 ? std::int64_t{0} : *firs.begin();
  }

  static Wanted by_number(std::int64_t linked, const CaseNumbers::Number& number) {
    const auto* reason = number.kind == NumberKind::kCourt ? "court_number" : "prosecution_number";
    return {linked, reason, "", nullptr};
  }

  // A court numbers each of its cases once. The prosecution's number stands at each trial and each prisoner.
  static bool twice_in_a_source(const std::vector<Member>& members) {
    std::set<std::int64_t> sources;
    return !std::all_of(members.begin(), members.end(),
                        [&](const Member& each) { return sources.insert(each.source).second; });
  }

  static std::set<std::int64_t> firs_of(const std::vector<Member>& members) {
    std::set<std::int64_t> firs;
    for (const auto& each : members) {
      if (each.own_fir && each.reason != "apart") firs.insert(each.linked);
    }
    return firs;
  }

  base::Result<std::vector<Member>> members_of(const CaseNumbers::Number& number) {
    MIZAN_ASSIGN(const auto refs, numbers_.refs_with(number.digest));
    std::vector<Member> members;
    for (const auto ref : refs) {
      MIZAN_ASSIGN(auto found, read_member(impl_, ref));
      if (found) members.push_back(std::move(*found));
    }
    return members;
  }

  // Where records of a number that leads to no FIR come together: the first that no other number takes away.
  // 0: the number tells nothing.
  base::Result<std::int64_t> find_company_of(const CaseNumbers::Number& number) {
    MIZAN_ASSIGN(const auto members, members_of(number));
    if (members.size() < 2 || twice_in_a_source(members) || !firs_of(members).empty()) return std::int64_t{0};
    for (const auto& each : members) {
      if (each.own_fir || is_reviewed(each)) continue;
      MIZAN_ASSIGN(const auto elsewhere, fir_by_numbers(each.ref));
      if (!elsewhere) return own_case(each);
    }
    return std::int64_t{0};
  }

  // ---- by review

  base::Result<> settle_reviewed() {
    std::set<std::int64_t> standing;
    count_.waiting = 0;
    for (const auto& link : reviewed_) {
      MIZAN_ASSIGN(const auto wanted, wanted_by(link));
      if (!wanted) {
        ++count_.waiting;
        continue;
      }
      MIZAN_ASSIGN(const auto found, member_of(link.source, link.key));
      standing.insert(found->ref);
      MIZAN_TRY(this->link(*found, *wanted));
    }
    return withdraw_all_but(standing);
  }

  base::Result<std::optional<Member>> member_of(const std::string& source, const std::string& key) {
    MIZAN_ASSIGN(auto* query,
                 impl_.statement("SELECT f.ref FROM case_ref AS f JOIN source AS s ON s.id = f.source "
                                 "WHERE s.name = ?1 AND f.key = ?2"));
    std::int64_t ref = 0;
    {
      const ResetGuard guard(*query);
      MIZAN_ASSIGN(const bool row,
                   query->bind(1, std::string_view(source)).bind(2, std::string_view(key)).step());
      if (!row) return std::optional<Member>();
      ref = query->integer(0);
    }
    return read_member(impl_, ref);
  }

  base::Result<std::optional<Wanted>> wanted_by(const ReviewedLink& link) {
    MIZAN_ASSIGN(const auto from, member_of(link.source, link.key));
    if (!from) return std::optional<Wanted>();
    if (link.what == ReviewedLink::What::kApart) {
      MIZAN_ASSIGN(const auto own, own_case(*from));
      return std::optional(Wanted{own, "apart", "", &link});
    }
    MIZAN_ASSIGN(const auto to, member_of(link.with_source, link.with_key));
    if (!to) return std::optional<Wanted>();
    return std::optional(Wanted{to->linked, "manual", link.with_source + " " + link.with_key, &link});
  }

  base::Result<> withdraw_all_but(const std::set<std::int64_t>& standing) {
    std::vector<std::int64_t> refs;
    MIZAN_ASSIGN(auto* query,
                 impl_.statement("SELECT ref FROM case_link WHERE reason IN ('manual', 'apart')"));
    {
      const ResetGuard guard(*query);
      while (true) {
        MIZAN_ASSIGN(const bool row, query->step());
        if (!row) break;
        if (!standing.contains(query->integer(0))) refs.push_back(query->integer(0));
      }
    }
    for (const auto ref : refs) {
      MIZAN_ASSIGN(const auto found, read_member(impl_, ref));
      if (found) {
        MIZAN_TRY(unlink(*found));
      } else {
        MIZAN_TRY(forget(ref));
      }
      MIZAN_TRY(numbers_.renumber(ref));  // a number may link it again
    }
    return {};
  }

  // ---- links and moves

  base::Result<std::int64_t> own_case(const Member& member) {
    return writer_of(member).linked_for_own(member.ref);
  }

  RecordWriter writer_of(const Member& member) {
    return {impl_, model::SourceId{static_cast<std::int32_t>(member.source)}, model::ChangeReason::kRelinked};
  }

  base::Result<> link(const Member& member, const Wanted& wanted) {
    MIZAN_ASSIGN(auto* put,
                 impl_.statement("INSERT OR REPLACE INTO case_link VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"));
    put->bind(1, member.ref).bind(2, wanted.linked).bind(3, std::string_view(wanted.reason));
    put->bind(4, std::string_view(wanted.detail));
    member.own_fir ? put->bind(5, std::string_view(*member.own_fir)) : put->bind_null(5);
    const ReviewedLink none;
    const auto& review = wanted.reviewed != nullptr ? *wanted.reviewed : none;
    put->bind(6, std::string_view(review.by)).bind(7, std::string_view(review.on));
    MIZAN_TRY(put->bind(8, std::string_view(review.why)).run());
    return move(member, wanted.linked);
  }

  base::Result<> unlink(const Member& member) {
    if (member.reason.empty()) return {};
    MIZAN_TRY(forget(member.ref));
    auto writer = writer_of(member);
    MIZAN_ASSIGN(const auto linked,
                 member.own_fir ? writer.linked_by_fir(*member.own_fir) : writer.linked_for_own(member.ref));
    return move(member, linked);
  }

  base::Result<> forget(std::int64_t ref) {
    MIZAN_ASSIGN(auto* clear, impl_.statement("DELETE FROM case_link WHERE ref = ?1"));
    return clear->bind(1, ref).run();
  }

  base::Result<> move(const Member& member, std::int64_t linked) {
    if (member.linked == linked) return {};
    ++count_.moved;
    MIZAN_TRY(writer_of(member).move_case(member.ref, linked));
    return numbers_.touch(member.ref);
  }

  Store::Impl& impl_;
  CaseNumbers numbers_;
  const std::vector<ReviewedLink>& reviewed_;
  std::string digest_;
  model::Sequence position_ = -1;
  bool other_links_ = false;
  Verdicts fir_of_;      ///< by digest of a number
  Verdicts company_of_;  ///< the same of numbers that lead to no FIR
  LinkCount count_;
};

base::Result<LinkCount> Linking::settle(const std::vector<ReviewedLink>& reviewed, base::Micros at) {
  auto& impl = *store_->impl_;
  if (impl.backfill) return LinkCount{};
  Pass pass(impl, numbers_of_, reviewed);
  MIZAN_ASSIGN(const bool needed, pass.needed());
  if (!needed) return LinkCount{};
  return in_transaction<LinkCount>(impl, [&] { return pass.run(at); });
}

}  // namespace mizan::store
