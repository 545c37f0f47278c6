#pragma once
#include <vector>

#include "app/config.hpp"
#include "app/mapping_test_file.hpp"
#include "app/meaning.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// Writes what a test gives into a folder of its own (an API's documents: answers with them), has the
/// mapping's adapter read it, and normalizes what comes: the whole path of a record up to the store, which is
/// not needed. `source` names mapping and adapter; `meaning` is its hub's part.
base::Result<std::vector<ShownRecord>> run_mapping_test(const MappingTest& test, const HubConfig& config,
                                                        const SourceConfig& source, const Meaning& meaning,
                                                        base::Day today);

}  // namespace mizan::app
