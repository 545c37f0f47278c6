#pragma once
#include <functional>

#include "base/error.hpp"
#include "kpi/engine.hpp"
#include "store/past.hpp"

namespace mizan::pipeline {

/// Counts what the store held at a moment: the same as an engine has whose hub stopped then (KPIS rule 2).
/// `engine` has the definitions and the sources of then, and nothing else. Time as of a recount from records,
/// on one thread. `seen`, which may be empty, is given each case's facts, which are gone after the call.
using FactsSeen = std::function<void(model::LinkedCaseId, const kpi::Facts&)>;
base::Result<> count_past(store::Past& past, kpi::Engine& engine, const FactsSeen& seen = {});

}  // namespace mizan::pipeline
