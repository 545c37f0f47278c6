#include "merge/nation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace mizan::merge {
namespace {

base::Day day_of(const Snapshot& snapshot) {
  return base::karachi_day(snapshot.known_at);
}

// The day of which most hubs have cells. Silent ones have no say.
base::Result<base::Day> common_day(const std::vector<HubCells>& hubs) {
  std::map<std::int32_t, int> votes;
  for (const auto& hub : hubs) {
    if (hub.silent) continue;
    std::set<std::int32_t> days;
    for (const auto& snapshot : hub.kept) days.insert(day_of(snapshot).value);
    for (const auto day : days) ++votes[day];
  }
  if (votes.empty()) return base::Error{base::Code::kData, "no hub has given its cells yet"};
  auto best = votes.begin();
  for (auto each = votes.begin(); each != votes.end(); ++each) {
    if (each->second >= best->second) best = each;
  }
  return base::Day{best->first};
}

// Districts that have any cell, as the hub itself would count them.
std::map<std::string, std::int64_t> places_of(const Snapshot& snapshot) {
  std::map<std::string, std::set<std::string>> districts;
  for (const auto& cell : snapshot.cells) {
    if (cell.dimension == kpi::Dimension::kDistrict && cell.province != "_T" && !cell.parts.empty())
      districts[cell.province].insert(cell.member);
  }
  std::map<std::string, std::int64_t> places;
  for (const auto& [province, members] : districts)
    places[province] = static_cast<std::int64_t>(members.size());
  return places;
}

std::string why_not(const HubCells& hub, base::Day day) {
  if (hub.kept.empty()) return "it has not given any cells yet";
  if (hub.silent) return "it is silent";
  return fmt::format("its cells are of {}, not of {}", base::to_iso(day_of(hub.kept.back())),
                     base::to_iso(day));
}

// The hub's part; its snapshot of that day is moved to those that are merged.
Part part_of(HubCells& hub, base::Day day, std::vector<Snapshot>& merged) {
  Part part;
  part.hub = hub.hub;
  if (!hub.kept.empty()) {
    part.known_at = hub.kept.back().known_at;
    part.places = places_of(hub.kept.back());
  }
  const auto found = std::find_if(hub.kept.begin(), hub.kept.end(),
                                  [&](const Snapshot& each) { return day_of(each) == day; });
  part.used = !hub.silent && found != hub.kept.end();
  if (part.used) {
    part.known_at = found->known_at;
    merged.push_back(std::move(*found));
  } else {
    part.why = why_not(hub, day);
  }
  return part;
}

}  // namespace

base::Result<Nation> merge_hubs(const std::vector<kpi::Definition>& definitions, std::vector<HubCells> hubs,
                                const DeclarationReader& declaration) {
  MIZAN_ASSIGN(const auto day, common_day(hubs));
  std::vector<Snapshot> snapshots;
  std::vector<Part> parts;
  for (auto& hub : hubs) parts.push_back(part_of(hub, day, snapshots));
  MIZAN_ASSIGN(auto merged, merge(definitions, snapshots, declaration));
  return Nation{std::move(merged), std::move(parts)};
}

void note_missing(const std::vector<Part>& parts, model::KpiResult& value) {
  if (value.key.province != "_T") return;
  const bool whole = std::all_of(parts.begin(), parts.end(), [](const Part& part) { return part.used; });
  if (whole) return;
  for (const auto& part : parts) {
    if (part.used) continue;
    for (const auto& [province, places] : part.places) value.places.all += places;
  }
  if (value.status == model::KpiStatus::kNormal) value.status = model::KpiStatus::kProvisional;
}

}  // namespace mizan::merge
