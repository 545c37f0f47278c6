#include "due/sight.hpp"

#include <algorithm>
#include <set>

#include "kpi/coverage.hpp"
#include "kpi/observation.hpp"

namespace mizan::due {
namespace {

using kpi::Definition;
using kpi::Engine;
using kpi::Reach;

constexpr std::array<std::string_view, 5> kStates = {"done", "ahead", "overdue", "unseen", "unknown"};

bool gives_some(const Definition& definition, const model::SourceDeclaration& source,
                std::string_view province) {
  if (!source.province.empty() && source.province != province) return false;
  return definition.needs.empty() || std::any_of(definition.needs.begin(), definition.needs.end(),
                                                 [&](const kpi::Need& need) { return need.seen_by(source); });
}

// The day before, or the least horizon of the sources that give some of what is needed (KPIS rule 6).
base::Day seen_until(const Definition& definition, const Engine& engine, std::string_view province,
                     const Reach& reach) {
  auto last = reach.today + -1;
  for (const auto& source : engine.sources()) {
    if (!gives_some(definition, source.declaration, province)) continue;
    const auto horizon = reach.horizons.find(source.declaration.id.value);
    if (horizon != reach.horizons.end() && horizon->second) last = std::min(last, *horizon->second);
  }
  return last;
}

std::vector<std::string> missing_needs(const Definition& definition, const Engine& engine,
                                       std::string_view province) {
  std::vector<std::string> missing;
  for (const auto& need : definition.needs) {
    Definition of_one;
    of_one.needs = {need};
    if (!kpi::is_observed(of_one, engine.sources(), province)) missing.push_back(kpi::need_text(need));
  }
  return missing;
}

ProvinceSight sight_of(const Engine& engine, std::string_view province, const Reach& reach) {
  ProvinceSight all;
  for (const auto kind : kKinds) {
    auto& sight = all[static_cast<std::size_t>(kind)];
    sight.seen_until = reach.today + -1;
    const auto* definition = engine.in_force(facts_of(kind).kpi, reach.today);
    if (definition == nullptr) {
      sight.missing = {"the KPI " + std::string(facts_of(kind).kpi)};
      continue;
    }
    sight.applies = kpi::applies_in(*definition, province);
    sight.missing = missing_needs(*definition, engine, province);
    sight.observed = sight.missing.empty();
    sight.seen_until = seen_until(*definition, engine, province, reach);
  }
  return all;
}

}  // namespace

std::string_view state_name(State state) {
  return kStates[static_cast<std::size_t>(state)];
}

Sight::Sight(const Engine& engine, const Reach& reach) : today_(reach.today) {
  std::set<std::string> provinces;
  for (const auto& source : engine.sources()) {
    if (!source.declaration.province.empty()) provinces.insert(source.declaration.province);
  }
  names_.assign(provinces.begin(), provinces.end());
  for (const auto& province : names_) provinces_.emplace(province, sight_of(engine, province, reach));
  elsewhere_ = sight_of(engine, "", reach);
}

const ProvinceSight& Sight::of(std::string_view province) const {
  const auto found = provinces_.find(province);
  return found == provinces_.end() ? elsewhere_ : found->second;
}

State Sight::state_of(const Obligation& what, const ProvinceSight& here) const {
  const auto& sight = here[static_cast<std::size_t>(what.kind)];
  if (!sight.observed) return State::kUnknown;
  if (what.done) return State::kDone;
  if (what.last >= today_) return State::kAhead;
  const bool waits = facts_of(what.kind).waits_for_sources;
  return waits && what.last > sight.seen_until ? State::kUnseen : State::kOverdue;
}

bool Sight::approaches(const Obligation& what, const ProvinceSight& here) const {
  const auto ahead = facts_of(what.kind).told_ahead;
  return ahead > 0 && state_of(what, here) == State::kAhead && what.last - today_ <= ahead;
}

}  // namespace mizan::due
