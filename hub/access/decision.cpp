#include "access/decision.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mizan::access {
namespace {

bool has(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

Grains grains_in(const std::vector<Grain>& list) {
  Grains out;
  for (const auto grain : list) out.add(grain);
  return out;
}

// What the role is given, narrowed to what this principal was given of it.
Share narrowed(Share share, const Scope& scope) {
  if (scope.grains.empty()) return share;
  const auto only = grains_in(scope.grains);
  share.grains.narrow(only);
  share.own_grains.narrow(only);
  return share;
}

// Of what a row is of Shape::kPlaces.
Grain level_of(std::string_view by) {
  if (by.empty() || by == "district") return Grain::kDistrict;
  if (by == "province") return Grain::kProvince;
  return by == "station" ? Grain::kStation : Grain::kUnknown;
}

// Those that the rows of the answer can have.
std::vector<Grain> grains_of(const Asked& asked) {
  switch (asked.endpoint->shape) {
    case Shape::kValues:
      if (asked.by.empty() && asked.province.empty()) return {Grain::kNation, Grain::kProvince};
      return {grain_of(asked.by, asked.province)};
    case Shape::kOneValue:
      return {grain_of(asked.by, asked.province.empty() ? "_T" : asked.province)};
    case Shape::kPlaces:
      return {level_of(asked.by)};
    case Shape::kCases:
      return {Grain::kCase};
    case Shape::kRecords:
      return {Grain::kRecord};
    case Shape::kHub:
      return {Grain::kHub};
    case Shape::kSeries:
    case Shape::kFeed:
      break;
  }
  return {Grain::kNation,   Grain::kProvince, Grain::kGroup, Grain::kSource,
          Grain::kDistrict, Grain::kStation,  Grain::kCourt, Grain::kPerson};
}

std::string refusal_of_endpoint(const Principal& who, const Endpoint& endpoint) {
  return fmt::format("{} is not given \"{}\" here", role_name(who.role), endpoint.name);
}

std::string refusal_of_grain(const Principal& who, const Asked& asked) {
  const auto grain = grain_name(grains_of(asked).front());
  return fmt::format("{} is not given \"{}\" of the grain \"{}\" here", role_name(who.role),
                     asked.endpoint->name, grain.empty() ? std::string_view("of this breakdown") : grain);
}

// Rows that are named one by one: a value, or values of one member.
bool names_a_row(const Asked& asked) {
  if (asked.endpoint->shape == Shape::kPlaces) return true;
  return asked.endpoint->shape == Shape::kOneValue ||
         (asked.endpoint->shape == Shape::kValues && !asked.member.empty() && !asked.province.empty());
}

bool shows_named(const Grant& grant, const Asked& asked) {
  if (asked.endpoint->shape == Shape::kPlaces)
    return grant.shows_within(level_of(asked.by), asked.province, asked.district);
  const auto province = asked.province.empty() ? std::string_view("_T") : std::string_view(asked.province);
  return grant.shows({province, asked.by.empty() ? "total" : std::string_view(asked.by), asked.member});
}

bool shows_any(const Grant& grant, const std::vector<Grain>& grains) {
  return std::any_of(grains.begin(), grains.end(), [&](Grain grain) { return grant.shows_some(grain); });
}

bool shows_all(const Grant& grant, const std::vector<Grain>& grains) {
  return std::all_of(grains.begin(), grains.end(), [&](Grain grain) { return grant.shows_all(grain); });
}

}  // namespace

std::string_view proof_name(Proof proof) {
  constexpr std::string_view kNames[] = {"none", "loopback", "token", "jwt", "certificate"};
  return kNames[static_cast<std::size_t>(proof)];
}

Grant::Grant(Share share, Scope scope, DistrictOf district_of)
    : share_(std::move(share)), scope_(std::move(scope)), district_of_(std::move(district_of)) {}

bool Grant::in_scope(std::string_view province) const {
  return scope_.provinces.empty() || has(scope_.provinces, province);
}

bool Grant::is_own(std::string_view district) const {
  return !district.empty() && has(scope_.districts, district);
}

bool Grant::shows(const Row& row) const {
  const auto grain = grain_of(row.by, row.province);
  if (grain != Grain::kNation && !in_scope(row.province)) return false;
  if (share_.grains.has(grain)) return true;
  if (!share_.own_grains.has(grain)) return false;
  if (grain == Grain::kDistrict) return is_own(row.member);
  return district_of_ && is_own(district_of_(row.member));
}

bool Grant::shows_within(Grain grain, std::string_view province, std::string_view district) const {
  if (shows_all(grain)) return true;
  if (!in_scope(province)) return false;
  return share_.grains.has(grain) || (share_.own_grains.has(grain) && is_own(district));
}

bool Grant::shows_case(const std::vector<CasePlace>& places) const {
  const bool everywhere = share_.grains.has(Grain::kCase);
  const bool own = share_.own_grains.has(Grain::kCase);
  if (everywhere && scope_.provinces.empty()) return true;
  return std::any_of(places.begin(), places.end(), [&](const CasePlace& place) {
    return in_scope(place.province) && (everywhere || (own && is_own(place.district)));
  });
}

bool Grant::shows_all(Grain grain) const {
  const bool placed = grain != Grain::kNation && grain != Grain::kHub;
  return share_.grains.has(grain) && (!placed || scope_.provinces.empty());
}

Decision decide(const Sharing& sharing, const DistrictOf& district_of, const Principal& who,
                const Asked& asked) {
  const auto& endpoint = *asked.endpoint;
  const auto* share = sharing.find(who.role, endpoint.name);
  const auto& only = who.scope.endpoints;
  if (share == nullptr || (!only.empty() && !has(only, endpoint.name)))
    return {{}, refusal_of_endpoint(who, endpoint)};
  Decision decision{Grant(narrowed(*share, who.scope), who.scope, district_of)};
  const auto grains = grains_of(asked);
  const auto& grant = decision.grant;
  // Records and cells are given as a whole: not to who may see a part of the country.
  const bool part = endpoint.shape == Shape::kRecords && !shows_all(grant, grains);
  const bool by_name = names_a_row(asked) && !shows_named(grant, asked);
  if (part || by_name || !shows_any(grant, grains)) {
    decision.refused = refusal_of_grain(who, asked);
    decision.grant = Grant();
    return decision;
  }
  // What a place was asked for by its name has no rows of others, and pages of cases leave theirs out.
  const bool rows_are_shown =
      endpoint.shape == Shape::kPlaces || endpoint.shape == Shape::kCases || endpoint.shape == Shape::kSeries;
  decision.whole = grant.fields().all() && (rows_are_shown || shows_all(grant, grains));
  return decision;
}

base::Result<Grant> grant_of_audience(const Sharing& sharing, const DistrictOf& district_of,
                                      std::string_view role, const std::vector<std::string>& districts) {
  const auto found = find_role(role);
  if (!found)
    return base::Error{
        base::Code::kData,
        fmt::format("there is no role \"{}\"; audience is one of public, monitor, coordinator, "
                    "operator, auditor and hub",
                    role)};
  Principal them;
  them.role = *found;
  them.scope.districts = districts;
  auto decision = decide(sharing, district_of, them, {find_endpoint("feed")});
  if (!decision.refused.empty()) return base::Error{base::Code::kData, "audience: " + decision.refused};
  return std::move(decision.grant);
}

}  // namespace mizan::access
