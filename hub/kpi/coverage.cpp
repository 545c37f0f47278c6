#include "kpi/coverage.hpp"

#include <algorithm>
#include <set>

namespace mizan::kpi {
namespace {

namespace field = model::field;
using model::FieldId;
using model::Kind;

constexpr FieldId kFirstIdentity = 256;

// Sections of the same record say what these are.
bool follows_from_sections(FieldId id) {
  return id == field::offence_group_id || id == field::iccs_id || id == field::max_years_id ||
         id == field::offence_flags_id;
}

Sight sight_of(const model::SourceDeclaration& source, Kind kind, FieldId id) {
  if (follows_from_sections(id))
    return source.sees(kind, field::sections_id) ? Sight::kDerived : Sight::kMissing;
  return source.sees(kind, id) ? Sight::kObserved : Sight::kMissing;
}

std::vector<const Definition*> in_force(const Engine& engine, base::Day today) {
  std::vector<const Definition*> all;
  for (const auto& definition : engine.definitions()) {
    if (engine.is_in_force(definition, today)) all.push_back(&definition);
  }
  return all;
}

bool needs_field(const Definition& definition, Kind kind, FieldId id) {
  return std::any_of(definition.needs.begin(), definition.needs.end(), [&](const Need& need) {
    return need.field == id && std::find(need.kinds.begin(), need.kinds.end(), kind) != need.kinds.end();
  });
}

bool is_of(const model::SourceDeclaration& source, std::string_view province) {
  return source.province.empty() || source.province == province;
}

bool seen_in(std::string_view province, const Need& need, const Engine& engine) {
  const auto& sources = engine.sources();
  return std::any_of(sources.begin(), sources.end(), [&](const SourceState& source) {
    return is_of(source.declaration, province) && need.seen_by(source.declaration);
  });
}

// Any of these says what a member is; none: every case has one.
std::vector<Need> needs_of(Dimension dimension) {
  const auto any = [](FieldId id, std::vector<Kind> kinds) {
    return Need{std::nullopt, std::move(kinds), id};
  };
  switch (dimension) {
    case Dimension::kDistrict:
      return {any(field::district_id, {Kind::kCase})};
    case Dimension::kStation:
      return {any(field::police_station_id, {Kind::kCase})};
    case Dimension::kCourt:
      return {any(field::court_id, {Kind::kCase, Kind::kHearing})};
    case Dimension::kProsecutor:
      return {any(field::prosecutor_id, {Kind::kCase, Kind::kReport, Kind::kHearing, Kind::kBail})};
    case Dimension::kOffenceGroup:
      return {any(field::sections_id, {Kind::kCase, Kind::kCharge})};
    case Dimension::kReason:
      return {any(field::adjourn_reason_id, {Kind::kHearing}),
              any(field::disposal_reason_id, {Kind::kCase, Kind::kAccused, Kind::kCharge})};
    case Dimension::kSide:
      return {any(field::adjourn_side_id, {Kind::kHearing})};
    case Dimension::kSex:
      return {any(field::sex_id, {Kind::kAccused})};
    case Dimension::kAgeClass:
      return {any(field::age_class_id, {Kind::kAccused})};
    case Dimension::kObjection:
      return {any(field::objections_id, {Kind::kReport})};
    case Dimension::kBailKind:
      return {any(field::bail_kind_id, {Kind::kBail})};
    case Dimension::kTotal:
    case Dimension::kField:
    case Dimension::kSource:
      return {};
  }
  return {};
}

bool is_blind(std::string_view province, Dimension dimension, const Engine& engine) {
  const auto needs = needs_of(dimension);
  return !needs.empty() && std::none_of(needs.begin(), needs.end(),
                                        [&](const Need& need) { return seen_in(province, need, engine); });
}

KpiSight sight_of(const Definition& definition, std::string_view province, const Engine& engine) {
  KpiSight sight{&definition, applies_in(definition, province), {}, {}};
  for (const auto& need : definition.needs) {
    if (!seen_in(province, need, engine)) sight.missing.push_back(need_text(need));
  }
  for (const auto* list : {&definition.by, &definition.numerator_by}) {
    for (const auto dimension : *list) {
      if (is_blind(province, dimension, engine)) sight.blind.emplace_back(dimension_name(dimension));
    }
  }
  return sight;
}

}  // namespace

std::string_view sight_name(Sight sight) {
  constexpr std::string_view kNames[] = {"observed", "derived", "missing"};
  return kNames[static_cast<std::size_t>(sight)];
}

std::string need_text(const Need& need) {
  if (need.population) return std::string(model::population_name(*need.population));
  std::string text;
  for (const auto kind : need.kinds) text += (text.empty() ? "" : "|") + std::string(model::kind_name(kind));
  return text + "." + std::string(model::find_field(need.field)->name);
}

std::vector<FieldSight> fields_of(const model::SourceDeclaration& source, const Engine& engine,
                                  base::Day today) {
  const auto definitions = in_force(engine, today);
  std::vector<FieldSight> all;
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto kind = static_cast<Kind>(k);
    for (const auto& info : model::all_fields()) {
      if (!info.belongs_to(kind) || info.id >= kFirstIdentity) continue;
      FieldSight one{kind, info.id, sight_of(source, kind, info.id), {}};
      for (const auto* definition : definitions) {
        if (needs_field(*definition, kind, info.id)) one.kpis.push_back(definition->id);
      }
      if (one.sight != Sight::kMissing || !one.kpis.empty()) all.push_back(std::move(one));
    }
  }
  return all;
}

std::vector<KpiSight> kpis_of(std::string_view province, const Engine& engine, base::Day today) {
  std::vector<KpiSight> all;
  for (const auto* definition : in_force(engine, today))
    all.push_back(sight_of(*definition, province, engine));
  return all;
}

namespace {

using Needs = std::set<std::string>;

/// A KPI that cannot be computed yet, and what it lacks.
struct Open {
  std::string kpi;
  Needs needs;
};

// Of `a` more KPIs come for each need than of `b`.
bool brings_more(const Gain& a, const Gain& b) {
  const auto left = a.kpis.size() * b.needs.size();
  const auto right = b.kpis.size() * a.needs.size();
  if (left != right) return left > right;
  if (a.needs.size() != b.needs.size()) return a.needs.size() < b.needs.size();
  return a.needs < b.needs;
}

// Who closes the needs of one KPI closes those of every KPI that needs no others.
Gain gain_of(const Needs& needs, const std::vector<Open>& open) {
  Gain gain{{needs.begin(), needs.end()}, {}, {}};
  for (const auto& each : open) {
    if (std::includes(needs.begin(), needs.end(), each.needs.begin(), each.needs.end()))
      gain.kpis.push_back(each.kpi);
  }
  return gain;
}

// Two that need much of the same may bring more together than each alone.
Gain best_of(const std::vector<Open>& open) {
  std::optional<Gain> best;
  const auto look_at = [&](const Needs& needs) {
    auto gain = gain_of(needs, open);
    if (!best || brings_more(gain, *best)) best = std::move(gain);
  };
  for (const auto& one : open) {
    look_at(one.needs);
    for (const auto& other : open) {
      auto both = one.needs;
      both.insert(other.needs.begin(), other.needs.end());
      if (both.size() > one.needs.size()) look_at(both);
    }
  }
  return *best;
}

std::vector<std::string> seen_elsewhere(const Gain& gain, const std::vector<const Definition*>& definitions,
                                        std::string_view province, const Engine& engine) {
  std::vector<std::string> names;
  for (const auto& source : engine.sources()) {
    const auto& declaration = source.declaration;
    if (is_of(declaration, province)) continue;
    const auto sees = [&](const std::string& text) {
      return std::any_of(definitions.begin(), definitions.end(), [&](const Definition* definition) {
        return std::any_of(definition->needs.begin(), definition->needs.end(), [&](const Need& need) {
          return need_text(need) == text && need.seen_by(declaration);
        });
      });
    };
    if (std::all_of(gain.needs.begin(), gain.needs.end(), sees)) names.push_back(declaration.name);
  }
  return names;
}

}  // namespace

std::vector<Gain> gains_of(std::string_view province, const Engine& engine, base::Day today) {
  const auto definitions = in_force(engine, today);
  std::vector<Open> open;
  for (const auto& sight : kpis_of(province, engine, today)) {
    if (sight.applies && !sight.missing.empty())
      open.push_back({sight.definition->id, {sight.missing.begin(), sight.missing.end()}});
  }
  std::vector<Gain> gains;
  while (!open.empty()) {
    auto best = best_of(open);
    for (auto& each : open) {
      for (const auto& need : best.needs) each.needs.erase(need);
    }
    std::erase_if(open, [](const Open& each) { return each.needs.empty(); });
    best.seen_by = seen_elsewhere(best, definitions, province, engine);
    gains.push_back(std::move(best));
  }
  return gains;
}

}  // namespace mizan::kpi
