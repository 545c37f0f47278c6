#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "api/fair_values.hpp"
#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// One case behind a number: how it takes part, and the source records that say so.
struct ExplainedCase {
  model::LinkedCaseId id;
  std::string case_id;  ///< as people read it
  std::vector<kpi::Part> parts;
  std::vector<store::Provenance> records;
};

struct Explanation {
  std::vector<FairValue> values;     ///< the number itself, every statistic of it; for the caller to fill in
  std::vector<ExplainedCase> cases;  ///< the first `limit`, by case
  std::int64_t case_count = 0;       ///< all of them
};

/// Opens one value down to its records. `selection` must name a period. Goes through the facts of every case,
/// for the answer is what the engine counts, not what an index remembers; the engine needs no cells for that.
base::Result<Explanation> explain(const Selection& selection, const kpi::Engine& engine, store::Store& store,
                                  std::size_t limit, base::Day today);

/// The one cell that a selection names. kData: it names none, or no period.
base::Result<kpi::CellName> cell_of(const Selection& selection);

/// The readable id of a linked case: the province of its first record that names one, and its number.
std::string case_id_of(const model::LinkedCase& linked);

}  // namespace mizan::api
