#pragma once
#include <optional>

#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// Puts the cells that the store holds into an engine of the definitions that they were made by. kStore: one
/// cannot be read.
base::Result<> load_stored_cells(store::Store& store, kpi::Engine& engine);

/// The engine by which the cells were made that the store holds, with them, in the names and sources of
/// `now`: what was told last. Nothing where nobody can say.
std::optional<kpi::Engine> engine_told(store::Store& store, const store::KpiState& state,
                                       const kpi::Engine& now);

}  // namespace mizan::pipeline
