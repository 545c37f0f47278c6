#include "merge/merged.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace mizan::merge {
namespace {

base::Error refused(std::string what) {
  return {base::Code::kData, std::move(what)};
}

bool has(const Snapshot& snapshot, const kpi::Definition& definition) {
  const auto name = kpi::stored_name(definition);
  return std::any_of(snapshot.definitions.begin(), snapshot.definitions.end(),
                     [&](const Snapshot::Definition& each) {
                       return each.stored_name == name && each.digest == definition.digest;
                     });
}

struct Common {
  std::vector<kpi::Definition> definitions;
  std::vector<std::string> left_out;
};

Common common_to(const std::vector<kpi::Definition>& definitions, const std::vector<Snapshot>& snapshots) {
  Common common;
  for (const auto& definition : definitions) {
    const auto lacking = std::find_if(snapshots.begin(), snapshots.end(),
                                      [&](const Snapshot& each) { return !has(each, definition); });
    if (lacking == snapshots.end()) {
      common.definitions.push_back(definition);
    } else {
      common.left_out.push_back(fmt::format("{} ({})", kpi::stored_name(definition), lacking->hub));
    }
  }
  return common;
}

base::Result<> refuse_other_days(const std::vector<Snapshot>& snapshots) {
  const auto& first = snapshots.front();
  for (const auto& each : snapshots) {
    if (base::karachi_day(each.known_at) == base::karachi_day(first.known_at)) continue;
    return refused(fmt::format("{} and {} are of different days ({} and {}): take them on one day", first.hub,
                               each.hub, base::to_iso(base::karachi_day(first.known_at)),
                               base::to_iso(base::karachi_day(each.known_at))));
  }
  return {};
}

// The nation is everybody's, and so is a province that is not known.
base::Result<> refuse_shared_provinces(const std::vector<Snapshot>& snapshots) {
  std::map<std::string, const Snapshot*> owners;
  for (const auto& snapshot : snapshots) {
    for (const auto& cell : snapshot.cells) {
      if (cell.province == "_T" || cell.province == "_U") continue;
      const auto* owner = owners.emplace(cell.province, &snapshot).first->second;
      if (owner != &snapshot)
        return refused(fmt::format("{} and {} both have cells of {}: its cases would count twice", owner->hub,
                                   snapshot.hub, cell.province));
    }
  }
  return {};
}

base::Result<std::vector<kpi::SourceState>> sources_of(const std::vector<Snapshot>& snapshots,
                                                       const DeclarationReader& declaration) {
  std::vector<kpi::SourceState> states;
  for (const auto& snapshot : snapshots) {
    for (const auto& source : snapshot.sources) {
      const auto name = fmt::format("{}/{}", snapshot.hub, source.name);
      auto declared = declaration(source.declaration);
      if (!declared) return base::within(name, declared.error());
      kpi::SourceState state;
      state.declaration = std::move(*declared);
      state.declaration.id = model::SourceId{static_cast<std::int32_t>(states.size() + 1)};
      state.declaration.name = name;
      state.horizon = source.horizon;
      state.newest_change = source.newest_change;
      states.push_back(std::move(state));
    }
  }
  return states;
}

// The cells of one hub, by the places of our definitions. A KPI that is left out is left out here too.
kpi::Cells cells_of(const Snapshot& snapshot, const std::vector<kpi::Definition>& definitions) {
  std::map<std::string, std::uint8_t> places;
  for (std::size_t i = 0; i < definitions.size(); ++i)
    places[kpi::stored_name(definitions[i])] = static_cast<std::uint8_t>(i);
  kpi::Cells cells;
  for (const auto& cell : snapshot.cells) {
    const auto kpi = places.find(cell.kpi);
    const auto id = cells.id(cell.province, cell.dimension, cell.member);
    if (kpi == places.end()) continue;
    for (const auto& part : cell.parts) cells.put({kpi->second, part.component, part.month, id}, part.bucket);
  }
  cells.settle();
  return cells;
}

}  // namespace

base::Result<Merged> merge(const std::vector<kpi::Definition>& definitions,
                           const std::vector<Snapshot>& snapshots, const DeclarationReader& declaration) {
  if (snapshots.empty()) return refused("there is no snapshot to merge");
  MIZAN_TRY(refuse_other_days(snapshots));
  MIZAN_TRY(refuse_shared_provinces(snapshots));
  auto common = common_to(definitions, snapshots);
  MIZAN_ASSIGN(auto sources, sources_of(snapshots, declaration));
  Merged merged{kpi::Engine(common.definitions), 0, std::move(common.left_out)};
  merged.engine.set_sources(std::move(sources));
  std::vector<kpi::Receipt> receipts;
  for (const auto& snapshot : snapshots) {
    merged.known_at = std::max(merged.known_at, snapshot.known_at);
    receipts.insert(receipts.end(), snapshot.receipts.begin(), snapshot.receipts.end());
    merged.engine.cells().merge(cells_of(snapshot, common.definitions));
  }
  merged.engine.cells().settle();
  merged.engine.set_receipts(std::move(receipts));
  return merged;
}

}  // namespace mizan::merge
