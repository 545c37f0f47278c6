#pragma once
#include <map>
#include <string>
#include <vector>

#include "merge/merged.hpp"

namespace mizan::merge {

/// What a federal hub holds of one province's hub.
struct HubCells {
  std::string hub;
  bool silent = false;         ///< it has not answered for so long that nobody waits for it
  std::vector<Snapshot> kept;  ///< the newest of each of its last days, in their order; none: it never came
};

/// What became of a hub's cells.
struct Part {
  std::string hub;
  bool used = false;
  std::string why = {};                        ///< it is not, in a few words
  base::Micros known_at = 0;                   ///< of the cells used, else of the newest; 0: there are none
  std::map<std::string, std::int64_t> places;  ///< districts of each province that its newest cells know
};

/// The KPIs of all hubs together, with who is missing.
struct Nation {
  Merged merged;
  std::vector<Part> parts;  ///< in the order of the hubs
};

/// Adds up what there is of one day of Karachi: of that which most of the hubs that are not silent have, the
/// later of two. So around midnight, when some have told of the new day and some have not, the values are of
/// the day that all have. Pure; any thread. kData: no hub has any cells, or what merge() refuses.
base::Result<Nation> merge_hubs(const std::vector<kpi::Definition>& definitions, std::vector<HubCells> hubs,
                                const DeclarationReader& declaration);

/// Puts into national values what is missing of them: the places of hubs that are not in them count as known
/// and not used, and a value that would be final is provisional. Those of provinces stay as they are.
void note_missing(const std::vector<Part>& parts, model::KpiResult& value);

}  // namespace mizan::merge
