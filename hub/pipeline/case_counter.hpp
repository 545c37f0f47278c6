#pragma once
// Private to this folder: counting every case of a store into an engine, on two threads where it pays.
#include <functional>
#include <vector>

#include "base/civil.hpp"
#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// Assembles the facts of every case from its records as seen on that day, puts them into the store and
/// counts them. `counter` must have no cells; count is finished when this returns.
base::Result<> count_records(store::Store& store, store::KpiWriter& facts, kpi::Engine& counter,
                             base::Day today);

/// Whether more is wanted of a case than to be counted; for one thread.
using CaseSieve = std::function<bool(const kpi::Facts&)>;

/// Counts the facts that the store has. The same of `counter`. Returns the cases that are held back by a
/// sieve, ascending; `new_sieve` makes one for each thread, and none if it is empty.
base::Result<std::vector<model::LinkedCaseId>> count_facts(store::Store& store, kpi::Engine& counter,
                                                           const std::function<CaseSieve()>& new_sieve);

/// What is said of facts that cannot be read.
base::Error unreadable_facts(model::LinkedCaseId id);

}  // namespace mizan::pipeline
