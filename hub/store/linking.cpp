#include "store/linking.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "store/in_transaction_impl.hpp"
#include "store/record_writer.hpp"

namespace mizan::store {
namespace {

using model::Kind;

constexpr int kFirstField = 4;
constexpr int kMostRounds = 4;

/// Where a record is to count, and why.
struct Wanted {
  std::int64_t linked = 0;
  std::string reason;
  std::string detail;
  const ReviewedLink* reviewed = nullptr;
};

/// A case record with what it says of itself.
struct Member {
  std::int64_t ref = 0;
  std::int64_t source = 0;
  std::int64_t linked = 0;  ///< where it counts now
  std::optional<std::string> own_fir;
  std::string reason;  ///< of its link; empty: it follows from its own FIR
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
  Pass(Store::Impl& impl, const NumberOf& number_of, const std::vector<ReviewedLink>& reviewed)
      : impl_(impl), number_of_(number_of), reviewed_(reviewed), digest_(digest_of(reviewed)) {}

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
    MIZAN_TRY(find_numbers());
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

  // ---- which numbers to look at

  // Numbers link the records of several sources; a hub with one, and one whose records all name their FIR,
  // needs none.
  base::Result<bool> wants_numbers() {
    MIZAN_ASSIGN(
        const auto wanted,
        impl_.db.query_integer(
            "SELECT (SELECT count(*) FROM source) > 1 AND EXISTS (SELECT 1 FROM linked_case AS l CROSS JOIN "
            "rec_case AS r ON r.linked_case = l.id WHERE l.fir_key IS NULL AND r.court_case_no IS NOT "
            "NULL)"));
    return wanted != 0;
  }

  base::Result<bool> any_wants_numbers(const std::set<std::int64_t>& changed) {
    MIZAN_ASSIGN(const auto sources, impl_.db.query_integer("SELECT count(*) FROM source"));
    if (sources < 2) return false;
    for (const auto ref : changed) {
      MIZAN_ASSIGN(const auto found, member(ref));
      if (!found || found->own_fir) continue;
      MIZAN_ASSIGN(const auto number, number_of(ref));
      if (number != 0) return true;
    }
    return false;
  }

  base::Result<> find_numbers() {
    MIZAN_ASSIGN(const auto built, setting(impl_.db, "link_numbers"));
    MIZAN_ASSIGN(const bool known, changes_are_known());
    if (!known) {
      MIZAN_ASSIGN(const bool wanted, wants_numbers());
      return wanted || !built.empty() ? build_numbers() : base::Result<>{};
    }
    MIZAN_ASSIGN(const auto changed, changed_refs());
    if (built.empty()) {
      MIZAN_ASSIGN(const bool wanted, any_wants_numbers(changed));
      return wanted ? build_numbers() : base::Result<>{};
    }
    for (const auto ref : changed) MIZAN_TRY(renumber(ref));
    return {};
  }

  // The changes that the KPI engine has not counted yet are kept; after a first load they are not.
  base::Result<bool> changes_are_known() {
    if (position_ < 0) return false;
    if (position_ == impl_.head) return true;
    MIZAN_ASSIGN(auto* query, impl_.statement("SELECT count(*) FROM pending_change WHERE seq > ?1"));
    const ResetGuard guard(*query);
    MIZAN_ASSIGN(const bool row, query->bind(1, position_).step());
    return row && query->integer(0) == impl_.head - position_;
  }

  base::Result<std::set<std::int64_t>> changed_refs() {
    std::set<std::int64_t> refs;
    MIZAN_ASSIGN(
        auto* query,
        impl_.statement("SELECT source, coalesce(after, before) FROM pending_change WHERE seq > ?1"));
    const ResetGuard guard(*query);
    query->bind(1, position_);
    while (true) {
      MIZAN_ASSIGN(const bool row, query->step());
      if (!row) return refs;
      const auto record = model::Record::decode(query->blob(1));
      if (!record || record->kind != Kind::kCase) continue;
      MIZAN_ASSIGN(const auto ref, ref_of(query->integer(0), record->key));
      if (ref) refs.insert(*ref);
    }
  }

  base::Result<std::optional<std::int64_t>> ref_of(std::int64_t source, std::string_view key) {
    MIZAN_ASSIGN(auto* query, impl_.statement("SELECT ref FROM case_ref WHERE source = ?1 AND key = ?2"));
    const ResetGuard guard(*query);
    MIZAN_ASSIGN(const bool row, query->bind(1, source).bind(2, key).step());
    return row ? std::optional(query->integer(0)) : std::nullopt;
  }

  base::Result<> build_numbers() {
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    MIZAN_ASSIGN(auto rows, impl_.db.prepare("SELECT ref FROM rec_case WHERE court_case_no IS NOT NULL"));
    while (true) {
      MIZAN_ASSIGN(const bool row, rows.step());
      if (!row) break;
      MIZAN_ASSIGN(const auto number, number_of(rows.integer(0)));
      if (number != 0) all.emplace_back(number, rows.integer(0));
    }
    std::sort(all.begin(), all.end());
    MIZAN_TRY(impl_.db.execute("DELETE FROM case_number"));
    for (const auto& [number, ref] : all) MIZAN_TRY(put_number(number, ref));
    for (const auto& [number, ref] : all) affected_.insert(number);
    return put_setting(impl_.db, "link_numbers", "1");
  }

  base::Result<> put_number(std::int64_t number, std::int64_t ref) {
    MIZAN_ASSIGN(auto* put, impl_.statement("INSERT OR IGNORE INTO case_number VALUES (?1, ?2)"));
    return put->bind(1, number).bind(2, ref).run();
  }

  // The digest of a current record's number; 0: it has none, or is gone.
  base::Result<std::int64_t> number_of(std::int64_t ref) {
    auto& load = impl_.kinds[static_cast<std::size_t>(Kind::kCase)].load;
    const ResetGuard guard(load);
    MIZAN_ASSIGN(const bool row, load.bind(1, ref).step());
    if (!row) return std::int64_t{0};
    const auto text = number_of_(read_record(load, Kind::kCase, kFirstField));
    return text.empty() ? std::int64_t{0} : static_cast<std::int64_t>(base::digest64(text));
  }

  base::Result<> renumber(std::int64_t ref) {
    MIZAN_ASSIGN(auto* old, impl_.statement("SELECT number FROM case_number WHERE ref = ?1"));
    {
      const ResetGuard guard(*old);
      old->bind(1, ref);
      while (true) {
        MIZAN_ASSIGN(const bool row, old->step());
        if (!row) break;
        affected_.insert(old->integer(0));
      }
    }
    MIZAN_ASSIGN(auto* clear, impl_.statement("DELETE FROM case_number WHERE ref = ?1"));
    MIZAN_TRY(clear->bind(1, ref).run());
    MIZAN_ASSIGN(const auto number, number_of(ref));
    if (number == 0) return {};
    affected_.insert(number);
    return put_number(number, ref);
  }

  // ---- members

  base::Result<std::optional<Member>> member(std::int64_t ref) {
    MIZAN_ASSIGN(
        auto* query,
        impl_.statement("SELECT f.source, c.linked_case, iif(k.ref IS NULL, l.fir_key, k.own_fir), "
                        "coalesce(k.reason, '') FROM rec_case AS c JOIN case_ref AS f USING (ref) JOIN "
                        "linked_case AS l ON l.id = c.linked_case LEFT JOIN case_link AS k USING (ref) "
                        "WHERE c.ref = ?1"));
    const ResetGuard guard(*query);
    MIZAN_ASSIGN(const bool row, query->bind(1, ref).step());
    if (!row) return std::optional<Member>();
    Member found{ref, query->integer(0), query->integer(1), std::nullopt, std::string(query->text(3))};
    if (!query->is_null(2)) found.own_fir = std::string(query->text(2));
    return std::optional(std::move(found));
  }

  base::Result<std::vector<Member>> members_of(std::int64_t number) {
    std::vector<std::int64_t> refs;
    MIZAN_ASSIGN(auto* query, impl_.statement("SELECT ref FROM case_number WHERE number = ?1 ORDER BY ref"));
    {
      const ResetGuard guard(*query);
      query->bind(1, number);
      while (true) {
        MIZAN_ASSIGN(const bool row, query->step());
        if (!row) break;
        refs.push_back(query->integer(0));
      }
    }
    std::vector<Member> members;
    for (const auto ref : refs) {
      MIZAN_ASSIGN(auto found, member(ref));
      if (found) members.push_back(std::move(*found));
    }
    return members;
  }

  // ---- by numbers

  static bool twice_in_a_source(const std::vector<Member>& members) {
    std::set<std::int64_t> sources;
    return !std::all_of(members.begin(), members.end(),
                        [&](const Member& each) { return sources.insert(each.source).second; });
  }

  static bool is_reviewed(const Member& member) {
    return member.reason == "manual" || member.reason == "apart";
  }

  base::Result<> settle_numbers() {
    for (const auto number : affected_) {
      MIZAN_ASSIGN(const auto members, members_of(number));
      MIZAN_ASSIGN(const auto target, target_of(members));
      for (const auto& each : members) {
        if (each.own_fir || is_reviewed(each)) continue;
        MIZAN_ASSIGN(const auto own, own_case(each));
        if (target == 0 || target == own) {
          MIZAN_TRY(unlink(each));
        } else {
          MIZAN_TRY(link(each, {target, "court_number", "", nullptr}));
        }
      }
    }
    return {};
  }

  // The case that records without a FIR and with this number are of; 0: the number tells nothing.
  base::Result<std::int64_t> target_of(const std::vector<Member>& members) {
    if (members.size() < 2 || twice_in_a_source(members)) return std::int64_t{0};
    std::set<std::int64_t> with_fir;
    for (const auto& each : members) {
      if (each.own_fir && each.reason != "apart") with_fir.insert(each.linked);
    }
    if (with_fir.size() == 1) return *with_fir.begin();
    if (!with_fir.empty()) return std::int64_t{0};
    const auto first = std::find_if(members.begin(), members.end(),
                                    [](const Member& each) { return !each.own_fir && !is_reviewed(each); });
    return first == members.end() ? base::Result<std::int64_t>(0) : own_case(*first);
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
    return member(ref);
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
      MIZAN_ASSIGN(const auto found, member(ref));
      if (found) {
        MIZAN_TRY(unlink(*found));
      } else {
        MIZAN_TRY(forget(ref));
      }
      MIZAN_TRY(renumber(ref));  // a number may link it again
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
    // Who has a number of this record's may follow it.
    MIZAN_ASSIGN(const auto number, number_of(member.ref));
    if (number != 0) affected_.insert(number);
    return {};
  }

  Store::Impl& impl_;
  const NumberOf& number_of_;
  const std::vector<ReviewedLink>& reviewed_;
  std::string digest_;
  model::Sequence position_ = -1;
  bool other_links_ = false;
  std::set<std::int64_t> affected_;  ///< digests of numbers
  LinkCount count_;
};

base::Result<LinkCount> Linking::settle(const std::vector<ReviewedLink>& reviewed, base::Micros at) {
  auto& impl = *store_->impl_;
  if (impl.backfill) return LinkCount{};
  Pass pass(impl, number_of_, reviewed);
  MIZAN_ASSIGN(const bool needed, pass.needed());
  if (!needed) return LinkCount{};
  return in_transaction<LinkCount>(impl, [&] { return pass.run(at); });
}

}  // namespace mizan::store
