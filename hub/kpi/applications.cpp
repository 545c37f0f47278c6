#include "kpi/applications.hpp"

#include <algorithm>
#include <span>
#include <tuple>

namespace mizan::kpi {

using model::Holder;
using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

auto order_of(const ApplicationRecord& of) {
  return std::tuple(of.kind, of.day, of.part.source_case->source, std::string_view(of.record->key),
                    std::string_view(of.part.record().key));
}

// Those of one kind, in order.
std::span<const ApplicationRecord> of_kind(const std::vector<ApplicationRecord>& list,
                                           std::string_view kind) {
  return {std::ranges::lower_bound(list, kind, {}, &ApplicationRecord::kind),
          std::ranges::upper_bound(list, kind, {}, &ApplicationRecord::kind)};
}

Bail bail_made_of(const Application& one, std::string_view assigned, DateReader& dates, NameReader& names) {
  Bail bail;
  bail.kind = names(one.listed().kind);
  bail.decided_on = one.first(Precedence::kCourt,
                              [&](const Record& record) { return dates(record, field::decided_on_id); });
  bail.opposed = one.first(Precedence::kProsecutor,
                           [](const Record& record) { return record.boolean(field::opposed_id); });
  const auto decision =
      one.first(Precedence::kCourt, [](const Record& record) { return record.text(field::decision_id); });
  bail.decision = find_decision(Unit::kBail, decision.value_or(""));
  const auto own = one.first(Precedence::kProsecutor,
                             [](const Record& record) { return record.text(field::prosecutor_id); });
  bail.prosecutor = names(own.value_or(assigned));
  return bail;
}

}  // namespace

Applications::Applications(const std::vector<HeldRecord>& parts, Kind kind, DateReader& dates) {
  const auto sort_field = kind == Kind::kBail ? field::bail_kind_id : field::by_id;
  for (const auto& part : parts) {
    for (const auto& child : part.children()) {
      if (child.kind != kind) continue;
      const auto filed_on = dates(child, field::filed_on_id);
      const auto decided_on = dates(child, field::decided_on_id);
      by_holder_[Application::place_of(part.holder)].push_back(
          {part, &child, child.text(sort_field).value_or(""),
           filed_on.value_or(decided_on.value_or(base::kFarFuture))});
    }
  }
  for (auto& list : by_holder_) std::ranges::sort(list, {}, order_of);
  const auto& holders = holders_by(Precedence::kCourt);
  const auto first = std::ranges::find_if(
      holders, [&](Holder holder) { return !by_holder_[Application::place_of(holder)].empty(); });
  if (first != holders.end()) match(*first);
}

// With each goes what stands at the same place among those of its kind that another holder has.
void Applications::match(Holder first) {
  for (const auto& listed : by_holder_[Application::place_of(first)]) {
    const auto nth = static_cast<std::size_t>(
        &listed - of_kind(by_holder_[Application::place_of(first)], listed.kind).data());
    auto& one = all_.emplace_back();
    one.listed_by_ = first;
    for (const auto holder : holders_by(Precedence::kCourt)) {
      const auto same = of_kind(by_holder_[Application::place_of(holder)], listed.kind);
      if (nth < same.size()) one.by_holder_[Application::place_of(holder)] = &same[nth];
    }
  }
}

std::vector<Bail> bail_of(const std::vector<HeldRecord>& parts, std::string_view assigned, DateReader& dates,
                          NameReader& names) {
  std::vector<Bail> out;
  const Applications applications(parts, Kind::kBail, dates);
  for (const auto& one : applications.all()) out.push_back(bail_made_of(one, assigned, dates, names));
  return out;
}

}  // namespace mizan::kpi
