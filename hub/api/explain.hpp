#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "api/fair_values.hpp"
#include "kpi/engine.hpp"
#include "store/provenance.hpp"

namespace mizan::api {

/// One case behind a number: how it takes part, and the source records that say so.
struct ExplainedCase {
  model::LinkedCaseId id;
  std::string case_id;  ///< as people read it
  std::vector<kpi::Part> parts;
  std::vector<store::Provenance> records;
};

struct Explanation {
  base::Micros known_at = 0;         ///< the moment that it is told as of
  std::vector<FairValue> values;     ///< the number itself, every statistic of it
  std::vector<ExplainedCase> cases;  ///< the first of them, by case
  std::int64_t case_count = 0;       ///< all of them
};

/// Opens one value down to its records, `limit` cases at most. `selection` must name a period. Goes through
/// the facts of every case, for the answer is what the engine counts, not what an index remembers; the engine
/// needs no cells for that. Leaves `values` and `known_at` to the caller.
base::Result<Explanation> explain(const Selection& selection, const kpi::Engine& engine, store::Store& store,
                                  std::size_t limit, base::Day today);

/// Gives each case its readable id and its records, as the store had them after the change `at`.
base::Result<> add_records(std::vector<ExplainedCase>& cases, store::Store& store, model::Sequence at);

/// The one cell that a selection names. kData: it names none, or no period.
base::Result<kpi::CellName> cell_of(const Selection& selection);

/// The readable id of a linked case: the province of its first record that names one, and its number.
std::string case_id_of(const model::LinkedCase& linked);

}  // namespace mizan::api
