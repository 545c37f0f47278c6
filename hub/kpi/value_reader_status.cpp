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
bool ValueReader::gives_what_is_needed(std::size_t source, std::string_view province) const {
  if (province == "_T" || !engine_.sources_[source].declaration.province.empty()) return gives_[source];
  return gives_[source] && engine_.observed(definition_, province);
}

void ValueReader::judge(KpiResult& result, CellId cell) const {
  const auto& name = engine_.cells_.name(cell);
  cover(result, name);
  const bool nation = name.province == "_T";
  bool observed = false;
  bool reached = false;
  bool beyond = false;
  for (std::size_t i = 0; i < gives_.size(); ++i) {
    const auto& source = engine_.sources_[i];
    const auto& province = source.declaration.province;
    if (!nation && !province.empty() && province != name.province) continue;
    if (!gives_what_is_needed(i, name.province)) continue;
    observed = true;
    reached = reached || !horizons_[i] || *horizons_[i] >= result.period.from;
    beyond = beyond || !horizons_[i] || *horizons_[i] + 1 < result.period.to;
  }
  const auto& excluded = result.excluded;
  const auto used =
      result.denominator.value_or(result.value ? std::max<std::int64_t>(result.value->numerator, 0) : 0);
  result.records = {used,
                    used + excluded.missing + excluded.not_observed + excluded.negative + excluded.no_limit};
  const bool applies = applies_in(definition_, name.province);
  if (!applies || !observed || !reached || result.period.from > today_) {
    result.status = applies ? KpiStatus::kNotAvailable : KpiStatus::kNotApplicable;
    result.value.reset();
    result.numerator.reset();
    result.denominator.reset();
  } else if (result.period.to > today_ || beyond) {
    result.status = KpiStatus::kProvisional;
  }
}

Places places_of(const Cells& cells) {
  Places places;
  for (CellId cell = 0; cell < cells.size(); ++cell) {
    const auto& name = cells.name(cell);
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
  for (const auto& source : engine.sources_) {
    gives_.push_back(gives_somewhere(source.declaration));
    const auto horizon = reach.horizons.find(source.declaration.id.value);
    horizons_.push_back(horizon == reach.horizons.end() ? std::nullopt : horizon->second);
  }
  if (!is_due(definition_.form)) return;
  for (const auto province : places.provinces) {
    const auto& name = engine_.cells_.name(province).province;
    due_.emplace_back(province, engine_.due_until(definition_, name, reach));
  }
}

}  // namespace mizan::kpi
