#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "kpi/engine.hpp"
#include "verify/script.hpp"

namespace mizan::verify {

/// Told before each step of a long work: how many of how many are done.
using OnStep = std::function<void(int done, int all)>;

/// Makes the temporary tables and views. Once a connection.
base::Result<> create_tables(Script& script);

/// How many steps fill_facts has.
int fact_steps();

/// Fills the units of the catalogue's rules 3, 4, 7, 9, 10 and 13 from the record tables as of `today`,
/// replacing what an earlier call put there; what tells of the present alone (coded values, findings about
/// dates, fields that several holders have) only if `live`.
base::Result<> fill_facts(Script& script, const std::vector<kpi::SourceState>& sources, base::Day today,
                          base::Micros known_at, bool live, const std::function<void()>& on_step);

/// Puts in what a definition needs and where that is observed, and empties its cells.
base::Result<> begin_definition(Script& script, const kpi::Definition& definition, base::Day today);

}  // namespace mizan::verify
