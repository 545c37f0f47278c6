#pragma once
#include <functional>

#include "base/error.hpp"
#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Visits the facts of every case that the store holds, in the names of this engine, which may grow
/// meanwhile. kStore: those of a case cannot be read.
base::Result<> for_each_facts(
    store::Store& store, const kpi::Engine& engine,
    const std::function<base::Result<>(model::LinkedCaseId, const kpi::Facts&)>& visit);

}  // namespace mizan::api
