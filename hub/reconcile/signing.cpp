#include "reconcile/signing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/digest.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "reconcile/counts.hpp"
#include "reconcile/reading.hpp"
#include "reconcile/signature_events.hpp"
#include "store/announcements.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace mizan::reconcile {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view kPosition = "told_reconciliation";
constexpr int kForm = 1;

base::Error bad(std::string what) {
  return {base::Code::kData, std::move(what)};
}

base::Result<Selection> selection_to_sign(const SignOff& what, base::Day today) {
  if (what.province.empty()) return bad("say of which province");
  if (what.office.empty() || what.by.empty()) return bad("say which office signs, and who for it");
  if (!model::find_holder(what.holder)) return bad("the holder is police, prosecution, court or prison");
  Question question;
  question.period = what.period;
  question.province = what.province;
  question.district = what.district;
  question.by = what.district.empty() ? "province" : "district";
  MIZAN_ASSIGN(auto selection, selection_of(question));
  if (selection.to() > today)
    return bad(fmt::format("{} has not ended: what is counted of it is not final", what.period));
  return selection;
}

// Those of one holder, of the one cell that the selection names.
base::Result<std::vector<Count>> counts_of(store::Store& store, const Sources& sources,
                                           const Selection& selection, model::Holder holder,
                                           base::Day today) {
  Tally tally(selection, sources);
  MIZAN_TRY(for_each_held(store, selection, sources, today, [&](const HeldCase& held) -> base::Result<> {
    tally.add(held);
    return {};
  }));
  auto counts = tally.counts();
  std::erase_if(counts, [&](const Count& each) { return each.holder != holder; });
  return counts;
}

base::Result<> refuse_unseen(const std::vector<Count>& counts, const SignOff& what) {
  bool any = false;
  for (const auto& each : counts) {
    any = any || each.sight.observed;
    if (each.sight.provisional)
      return bad(fmt::format("the {} of {} cannot be signed by the {} yet: {}", info_of(each.stage).title,
                             what.period, what.holder, each.sight.why));
  }
  if (any) return {};
  return bad(fmt::format("no source of the {} in {} sees anything of {} that could be signed", what.holder,
                         what.province, what.period));
}

base::Result<> refuse_signed(const std::vector<store::Signature>& all, const SignOff& what) {
  for (const auto& each : all) {
    if (each.withdrawn || each.period != what.period || each.province != what.province ||
        each.district != what.district || each.holder != what.holder)
      continue;
    return bad(fmt::format("that is signed already, by {} on {} (signature {}): it can be withdrawn",
                           each.office, base::to_iso(base::karachi_day(each.at)), each.id));
  }
  return {};
}

// Each signature names the digest of the one before, so that none can be taken out or put in between.
std::string figures_json(const std::vector<Count>& counts, const SignOff& what, model::Sequence as_of,
                         const std::string& previous, base::Micros now) {
  auto figures = ordered_json::array();
  for (const auto& each : counts)
    figures.push_back({{"stage", info_of(each.stage).name},
                       {"count", each.sight.observed ? ordered_json(each.count) : ordered_json()},
                       {"status", each.sight.status()},
                       {"whole", each.sight.whole}});
  return base::json_text(
      ordered_json{{"v", kForm},
                   {"period", what.period},
                   {"province", what.province},
                   {"district", what.district.empty() ? ordered_json() : ordered_json(what.district)},
                   {"holder", what.holder},
                   {"office", what.office},
                   {"by", what.by},
                   {"signed_at", base::to_rfc3339(now)},
                   {"as_of_change", as_of},
                   {"previous", previous.empty() ? ordered_json() : ordered_json(previous)},
                   {"figures", std::move(figures)}});
}

// Figures that hold must have been told all that came before: what comes after is held against that place.
base::Result<> settle_position(const store::Store& store, const Sources& sources, model::Sequence head) {
  const auto now = now_told(head, sources);
  MIZAN_ASSIGN(const bool others, store::any_signature_holds(store));
  if (others) {
    MIZAN_ASSIGN(const auto until, told_until(store));
    if (until.sequence != now.sequence || until.basis != now.basis)
      return base::Error{base::Code::kTransient, "records came while the figures were counted: sign again"};
  }
  return put_told_until(store, now);
}

}  // namespace

base::Result<ToldUntil> told_until(const store::Store& store) {
  MIZAN_ASSIGN(const auto text, store::setting(store.database(), kPosition));
  const auto words = base::split(text, ' ');
  ToldUntil until;
  if (words.size() != 2) return until;
  until.sequence = base::parse_int(words[0]).value_or(0);
  until.basis = std::strtoull(std::string(words[1]).c_str(), nullptr, 16);
  return until;
}

base::Result<> put_told_until(const store::Store& store, const ToldUntil& until) {
  return store::put_setting(store.database(), kPosition,
                            fmt::format("{} {:016x}", until.sequence, until.basis));
}

ToldUntil now_told(model::Sequence sequence, const Sources& sources) {
  return {sequence, base::digest64(sources.basis())};
}

base::Result<store::Signature> sign(store::Store& store, const Sources& sources, const SignOff& what,
                                    base::Micros now) {
  const auto today = base::karachi_day(now);
  MIZAN_ASSIGN(const auto selection, selection_to_sign(what, today));
  MIZAN_ASSIGN(auto transaction, store::Transaction::begin(store.database()));
  MIZAN_ASSIGN(const auto head, store.head());
  MIZAN_TRY(settle_position(store, sources, head));
  MIZAN_ASSIGN(const auto before, store::signatures(store));
  MIZAN_TRY(refuse_signed(before, what));
  MIZAN_ASSIGN(const auto counts,
               counts_of(store, sources, selection, *model::find_holder(what.holder), today));
  MIZAN_TRY(refuse_unseen(counts, what));
  const auto previous = before.empty() ? std::string() : before.back().digest;
  store::Signature signature{0,
                             now,
                             what.period,
                             what.province,
                             what.district,
                             what.holder,
                             what.office,
                             what.by,
                             figures_json(counts, what, head, previous, now),
                             ""};
  signature.digest = base::to_hex(base::sha256(signature.figures));
  MIZAN_ASSIGN(signature.id, store::put_signature(store, signature));
  MIZAN_TRY(store::put_events(store.database(), {signed_event(signature)}));
  MIZAN_TRY(transaction.commit());
  return signature;
}

base::Result<> withdraw(store::Store& store, std::int64_t signature, const std::string& by,
                        const std::string& why, base::Micros now) {
  if (by.empty() || why.empty()) return bad("say who withdraws it, and why");
  MIZAN_ASSIGN(auto transaction, store::Transaction::begin(store.database()));
  MIZAN_ASSIGN(auto all, store::signatures(store));
  const auto found = std::ranges::find(all, signature, &store::Signature::id);
  if (found == all.end())
    return base::Error{base::Code::kNotFound, fmt::format("there is no signature {}", signature)};
  if (found->withdrawn)
    return bad(fmt::format("signature {} was withdrawn on {}", signature,
                           base::to_iso(base::karachi_day(found->withdrawn->at))));
  found->withdrawn = store::Withdrawal{now, by, why};
  MIZAN_TRY(store::put_withdrawal(store, signature, *found->withdrawn));
  MIZAN_TRY(store::put_events(store.database(), {withdrawn_event(*found)}));
  return transaction.commit();
}

bool is_unchanged(const store::Signature& signature) {
  return base::to_hex(base::sha256(signature.figures)) == signature.digest;
}

}  // namespace mizan::reconcile
