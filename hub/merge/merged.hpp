#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "kpi/engine.hpp"
#include "merge/snapshot.hpp"

namespace mizan::merge {

/// The KPIs of several hubs as one hub that had all their records would count them.
struct Merged {
  kpi::Engine engine;
  base::Micros known_at = 0;          ///< of the latest snapshot
  std::vector<std::string> left_out;  ///< KPIs that not all hubs count by the same words, and which hub
};

/// Reads what a source declares, in the words of the store.
using DeclarationReader = std::function<base::Result<model::SourceDeclaration>(std::string_view)>;

/// Adds up the cells of snapshots, exactly. `definitions`: of whoever merges; only those count that every
/// snapshot has in the same words. Sources bear their hub's name before their own.
///
/// kData, naming the hubs: there is none; two were taken on different days (a stock would be of neither);
/// two have cells of one province (its cases would count twice); a declaration cannot be read.
base::Result<Merged> merge(const std::vector<kpi::Definition>& definitions,
                           const std::vector<Snapshot>& snapshots, const DeclarationReader& declaration);

}  // namespace mizan::merge
