#include "kpi/applications.hpp"

#include <algorithm>
#include <tuple>

namespace mizan::kpi {

using model::Holder;
using model::Kind;
using model::Record;
namespace field = model::field;

namespace {

bool comes_before(const ApplicationRecord& a, const ApplicationRecord& b) {
  const auto order = [](const ApplicationRecord& of) {
    return std::tuple(of.kind, of.day, of.part.source_case->source, std::string_view(of.record->key),
                      std::string_view(of.part.record().key));
  };
  return order(a) < order(b);
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
  std::optional<Holder> first;
  for (const auto& part : parts) {
    for (const auto& child : part.children()) {
      if (child.kind != kind) continue;
      const auto filed_on = dates(child, field::filed_on_id);
      const auto decided_on = dates(child, field::decided_on_id);
      by_holder_[Application::place_of(part.holder)].push_back(
          {part, &child, child.text(sort_field).value_or(""),
           filed_on.value_or(decided_on.value_or(base::kFarFuture))});
      if (!first || rank_of(part.holder, Precedence::kCourt) < rank_of(*first, Precedence::kCourt))
        first = part.holder;
    }
  }
  for (auto& list : by_holder_) std::sort(list.begin(), list.end(), comes_before);
  if (first) match(*first);
}

// The record that stands at the same place among those of its kind.
const ApplicationRecord* Applications::nth_of_kind(const List& list, std::string_view kind, std::size_t nth) {
  for (const auto& one : list) {
    if (one.kind == kind && nth-- == 0) return &one;
  }
  return nullptr;
}

void Applications::match(Holder first) {
  const auto& list = by_holder_[Application::place_of(first)];
  std::size_t nth = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    nth = i > 0 && list[i - 1].kind == list[i].kind ? nth + 1 : 0;
    auto& one = all_.emplace_back();
    one.listed_by_ = first;
    for (std::size_t h = 0; h < Application::kHolders; ++h)
      one.by_holder_[h] = nth_of_kind(by_holder_[h], list[i].kind, nth);
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
