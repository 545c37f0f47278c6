#include "access/roles.hpp"

#include <algorithm>

namespace mizan::access {
namespace {

constexpr std::array<std::string_view, kRoleCount> kRoles = {"public",   "monitor", "coordinator",
                                                             "operator", "auditor", "hub"};
constexpr std::array<std::string_view, kGrainCount> kGrains = {"hub",    "nation",   "province", "group",
                                                               "source", "district", "station",  "court",
                                                               "person", "case",     "record",   ""};

struct Breakdown {
  std::string_view name;
  Grain grain;
};
// Of the engine's breakdowns; one that is not here is given to nobody but whoever is given everything.
constexpr Breakdown kBreakdowns[] = {
    {"district", Grain::kDistrict}, {"police_station", Grain::kStation},
    {"court", Grain::kCourt},       {"prosecutor", Grain::kPerson},
    {"source", Grain::kSource},     {"offence_group", Grain::kGroup},
    {"reason", Grain::kGroup},      {"side", Grain::kGroup},
    {"field", Grain::kGroup},       {"sex", Grain::kGroup},
    {"age_class", Grain::kGroup},   {"objection", Grain::kGroup},
    {"bail_kind", Grain::kGroup},
};

template <class Names>
std::optional<std::size_t> place_in(const Names& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (name.empty() || found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

std::string_view role_name(Role role) {
  return kRoles[static_cast<std::size_t>(role)];
}

std::optional<Role> find_role(std::string_view name) {
  const auto at = place_in(kRoles, name);
  return at ? std::optional(static_cast<Role>(*at)) : std::nullopt;
}

std::string_view grain_name(Grain grain) {
  return kGrains[static_cast<std::size_t>(grain)];
}

std::optional<Grain> find_grain(std::string_view name) {
  const auto at = place_in(kGrains, name);
  return at ? std::optional(static_cast<Grain>(*at)) : std::nullopt;
}

Grain grain_of(std::string_view by, std::string_view province) {
  if (by.empty() || by == "total") return province == "_T" ? Grain::kNation : Grain::kProvince;
  const auto* found = std::find_if(std::begin(kBreakdowns), std::end(kBreakdowns),
                                   [&](const Breakdown& each) { return each.name == by; });
  return found == std::end(kBreakdowns) ? Grain::kUnknown : found->grain;
}

bool Grains::any() const {
  return std::find(has_.begin(), has_.end(), true) != has_.end();
}

void Grains::narrow(const Grains& other) {
  for (std::size_t i = 0; i < kGrainCount; ++i) has_[i] = has_[i] && other.has_[i];
}

}  // namespace mizan::access
