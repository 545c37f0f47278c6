#include "api/due_list.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "api/stored_facts.hpp"
#include "base/text.hpp"

namespace mizan::api {
namespace {

using due::Kind;
using due::Obligation;
using due::State;

constexpr std::string_view kNobody = "unattributed";

std::string_view report_type_name(kpi::ReportType type) {
  constexpr std::array<std::string_view, 7> kNames = {
      "", "interim", "final", "supplementary", "cancellation", "untraced", "discharge"};
  return kNames[static_cast<std::size_t>(type)];
}

DueKey key_of(model::LinkedCaseId id, const Obligation& what) {
  return {what.last, id, static_cast<std::int32_t>(what.kind), what.nth};
}

bool before(const DueItem& a, const DueItem& b) {
  return a.key < b.key;
}

}  // namespace

std::string due_cursor(const DueKey& key) {
  return fmt::format("{}.{}.{}.{}", key.last.value, key.id.value, key.kind, key.nth);
}

std::optional<DueKey> parse_due_cursor(std::string_view text) {
  const auto parts = base::split(text, '.');
  if (parts.size() != 4) return std::nullopt;
  std::array<std::int64_t, 4> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto number = base::parse_int(parts[i]);
    if (!number || *number < -10'000'000 || (i != 1 && *number > 10'000'000)) return std::nullopt;
    numbers[i] = *number;
  }
  return DueKey{base::Day{static_cast<std::int32_t>(numbers[0])},
                {numbers[1]},
                static_cast<std::int32_t>(numbers[2]),
                static_cast<std::int32_t>(numbers[3])};
}

DueCollector::DueCollector(DueQuery query, due::Sight sight, DueRules rules, const kpi::Names& names)
    : query_(std::move(query)), sight_(std::move(sight)), rules_(std::move(rules)), names_(names) {}

bool DueCollector::wants(const kpi::Facts& facts) const {
  const auto fits = [&](const std::string& wanted, kpi::NameId id) {
    return wanted.empty() || names_.text(id) == wanted;
  };
  return fits(query_.province, facts.province) && fits(query_.district, facts.district) &&
         fits(query_.station, facts.police_station) &&
         (!query_.shown || query_.shown(names_.text(facts.province), names_.text(facts.district)));
}

bool DueCollector::wants(const Obligation& what, State state) const {
  const auto& kinds = query_.kinds;
  if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), what.kind) == kinds.end()) return false;
  if (query_.holder && what.with.office != *query_.holder) return false;
  if (!query_.prosecutor.empty()) {
    const auto who = what.prosecutor == kpi::kNoName ? kNobody : names_.text(what.prosecutor);
    if (who != query_.prosecutor) return false;
  }
  switch (state) {
    case State::kOverdue:
      return what.kind != Kind::kHearing;  // its day has gone by, and what it brought is not here yet
    case State::kAhead:
      return !query_.overdue_only &&
             what.last - query_.on <= query_.ahead.value_or(due::facts_of(what.kind).shown_ahead);
    case State::kUnseen:
      return !query_.overdue_only;
    case State::kDone:
    case State::kUnknown:
      return false;
  }
  return false;
}

DueItem DueCollector::item_of(model::LinkedCaseId id, const kpi::Facts& facts, const Obligation& what,
                              State state) const {
  const auto text = [&](kpi::NameId name) {
    return name == kpi::kNoName ? std::string() : std::string(names_.text(name));
  };
  DueItem item{key_of(id, what), what.kind, state};
  item.province = text(facts.province);
  item.district = text(facts.district);
  item.station = text(facts.police_station);
  item.prosecutor = text(what.prosecutor);
  item.from = what.from;
  item.rule = what.rule;
  if (what.kind == Kind::kReport) item.itself = rules_->report_itself(item.province, what.from);
  item.with = what.with;
  if (what.report != nullptr) {
    item.report_type = report_type_name(what.report->type);
    if (what.kind == Kind::kObjections) {
      for (const auto code : what.report->objections) item.objections.push_back(text(code));
    }
  }
  if (what.adjourned != nullptr) {
    item.adjourned_on = what.adjourned->held_on;
    item.adjourn_reason = text(what.adjourned->adjourn_reason);
    item.adjourn_side = text(what.adjourned->adjourn_side);
  }
  return item;
}

void DueCollector::put(DueItem item) {
  items_.push_back(std::move(item));
  std::push_heap(items_.begin(), items_.end(), before);
  if (items_.size() <= query_.limit) return;
  std::pop_heap(items_.begin(), items_.end(), before);
  items_.pop_back();
  more_ = true;
}

void DueCollector::add(model::LinkedCaseId id, const kpi::Facts& facts) {
  if (!wants(facts)) return;
  const auto province = names_.text(facts.province);
  due::obligations_of(facts, province, *rules_, of_case_);
  for (const auto& what : of_case_) {
    const auto state = sight_.state_of(what, sight_.of(province));
    if (!wants(what, state)) continue;
    ++counts_[what.kind][state];
    const auto key = key_of(id, what);
    if (query_.after && key <= *query_.after) continue;
    const bool full = items_.size() >= query_.limit;
    if (full && (items_.empty() || items_.front().key < key)) {
      more_ = true;
      continue;
    }
    put(item_of(id, facts, what, state));
  }
}

std::vector<DueSight> DueCollector::sights() const {
  std::vector<DueSight> all;
  for (const auto& province : sight_.provinces()) {
    if (!query_.province.empty() && province != query_.province) continue;
    for (const auto kind : due::kKinds) {
      const auto& kinds = query_.kinds;
      if (!kinds.empty() && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) continue;
      all.push_back({province, kind, sight_.of(province)[static_cast<std::size_t>(kind)]});
    }
  }
  return all;
}

DueList DueCollector::take() {
  std::sort_heap(items_.begin(), items_.end(), before);
  DueList list{query_.on, std::move(items_), std::nullopt, std::move(counts_), sights(), rules_};
  if (more_ && !list.items.empty()) list.next = list.items.back().key;
  return list;
}

base::Result<> check_names(const DueQuery& query, const kpi::Engine& engine) {
  const auto refuse = [](std::string text) { return base::Error{base::Code::kNotFound, std::move(text)}; };
  const due::Sight sight(engine, engine.reach(query.on));
  const auto& provinces = sight.provinces();
  if (!query.province.empty() &&
      std::find(provinces.begin(), provinces.end(), query.province) == provinces.end())
    return refuse(fmt::format("no source is of the province \"{}\": there are {}", query.province,
                              fmt::join(provinces, ", ")));
  const auto known = [&](const std::string& text) {
    return text.empty() || text == kNobody || engine.names().find(text).has_value();
  };
  if (!known(query.district)) return refuse("no record is of the district \"" + query.district + "\"");
  if (!known(query.station)) return refuse("no record is of the police station \"" + query.station + "\"");
  if (!known(query.prosecutor)) return refuse("no record names the prosecutor \"" + query.prosecutor + "\"");
  return {};
}

kpi::Reach reach_on(const kpi::Engine& engine, base::Day today, base::Day on) {
  auto reach = engine.reach(today);
  reach.today = on;
  for (auto& [source, horizon] : reach.horizons) {
    if (horizon) *horizon = *horizon + (on - today);
  }
  return reach;
}

base::Result<DueList> due_list(const DueQuery& query, const kpi::Engine& engine, const DueRules& rules,
                               store::Store& store, base::Day today) {
  MIZAN_ASSIGN(const auto head, store.head());
  DueCollector collector(query, due::Sight(engine, reach_on(engine, today, query.on)), rules, engine.names());
  MIZAN_TRY(
      for_each_facts(store, engine, [&](model::LinkedCaseId id, const kpi::Facts& facts) -> base::Result<> {
        collector.add(id, facts);
        return {};
      }));
  auto list = collector.take();
  MIZAN_TRY(add_due_details(list, store, head));
  return list;
}

}  // namespace mizan::api
