// How far a value can be trusted: which places and sources are behind it, and its status (KPIS section 1).
#include <algorithm>

#include "kpi/value_reader.hpp"

namespace mizan::kpi {

using model::KpiResult;
using model::KpiStatus;

// True if the source sees some of what is needed, and all of it is seen in its place, or in any if it covers
// all.
bool ValueReader::gives_somewhere(const model::SourceDeclaration& source) const {
  const auto& needs = definition_.needs;
  const auto sees = [&](const Need& need) { return need.seen_by(source); };
  if (!needs.empty() && std::none_of(needs.begin(), needs.end(), sees)) return false;
  if (!source.province.empty()) return engine_.observed(definition_, source.province);
  return std::any_of(engine_.sources_.begin(), engine_.sources_.end(), [&](const SourceState& other) {
    return engine_.observed(definition_, other.declaration.province);
  });
}

// Places: districts of the cell with all that is needed observed, of all its districts known.
void ValueReader::cover(KpiResult& result, const CellName& name) const {
  const auto found = districts_.find(name.province);
  if (found != districts_.end()) result.places = found->second;
  if (name.dimension == Dimension::kDistrict) {
    result.places.used = std::min<std::int64_t>(result.places.used, 1);
    result.places.all = 1;
  }
  for (const auto& source : engine_.sources_) {
    const auto& declaration = source.declaration;
    if (name.province != "_T" && !declaration.province.empty() && declaration.province != name.province)
      continue;
    result.fresh_to.push_back({declaration.name, source.horizon, source.newest_change});
  }
}

// A horizon matters only of a source that sees some of what is needed, in a place where all of it is seen
// (rule 6). A source without a province gives to all.
ValueReader::View ValueReader::view_of(std::string_view province) const {
  const bool nation = province == "_T";
  const bool all_seen = nation || engine_.observed(definition_, province);
  View view{province, applies_in(definition_, province)};
  for (std::size_t i = 0; i < gives_.size(); ++i) {
    const auto& declaration = engine_.sources_[i].declaration;
    const bool everywhere = declaration.province.empty();
    if (!nation && !everywhere && declaration.province != province) continue;
    if (!gives_[i] || (everywhere && !all_seen)) continue;
    const auto found = reach_.horizons.find(declaration.id.value);
    const auto horizon = found == reach_.horizons.end() ? std::nullopt : found->second;
    view.observed = true;
    view.furthest = std::max(view.furthest, horizon.value_or(base::kFarFuture));
    view.nearest = std::min(view.nearest, horizon.value_or(base::kFarPast));
  }
  if (is_due(definition_.form)) view.due_until = engine_.due_until(definition_, province, reach_);
  return view;
}

const ValueReader::View& ValueReader::view_of(CellId cell) const {
  const std::string_view province = engine_.cells_.name(cell).province;
  return *std::find_if(views_.begin(), views_.end(),
                       [&](const View& view) { return view.province == province; });
}

void ValueReader::judge(Figures& figures, CellId cell, const model::Period& period) const {
  const auto& view = view_of(cell);
  figures.used =
      figures.denominator.value_or(figures.value ? std::max<std::int64_t>(figures.value->numerator, 0) : 0);
  if (!view.applies || !view.observed || view.furthest < period.from || period.from > today_) {
    figures.status = view.applies ? KpiStatus::kNotAvailable : KpiStatus::kNotApplicable;
    figures.value.reset();
    figures.numerator.reset();
    figures.denominator.reset();
  } else if (period.to > today_ || view.nearest + 1 < period.to) {
    figures.status = KpiStatus::kProvisional;
  }
}

Places places_of(const Cells& cells) {
  Places places;
  for (CellId cell = 0; cell < cells.size(); ++cell) {
    const auto& name = cells.name(cell);
    if (std::find(places.names.begin(), places.names.end(), name.province) == places.names.end())
      places.names.push_back(name.province);
    if (name.province == "_T") continue;
    if (name.dimension == Dimension::kTotal) places.provinces.push_back(cell);
    if (name.dimension == Dimension::kDistrict && !cells.empty(cell)) ++places.districts[name.province];
  }
  return places;
}

ValueReader::ValueReader(const Engine& engine, std::size_t kpi, const Places& places, const Reach& reach,
                         base::Micros known_at)
    : engine_(engine),
      definition_(engine.definitions_[kpi]),
      kpi_(static_cast<std::uint8_t>(kpi)),
      reach_(reach),
      today_(reach.today),
      known_at_(known_at) {
  auto& nation = districts_["_T"];
  for (const auto& [province, count] : places.districts) {
    const model::Share share{engine.observed(definition_, province) ? count : 0, count};
    districts_[province] = share;
    nation.used += share.used;
    nation.all += share.all;
  }
  if (is_mix(definition_.form)) classes_ = class_names(definition_);
  for (const auto& source : engine.sources_) gives_.push_back(gives_somewhere(source.declaration));
  for (const auto province : places.names) views_.push_back(view_of(province));
  if (!is_due(definition_.form)) return;
  for (const auto province : places.provinces) due_.emplace_back(province, view_of(province).due_until);
}

}  // namespace mizan::kpi
