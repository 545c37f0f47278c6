#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/mapping_test_file.hpp"
#include "app/meaning.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// How one case of a mapping test ended.
struct MappingTestResult {
  std::filesystem::path file;
  std::string name;
  std::vector<std::string> differences;  ///< none: passed
};

/// The test files that a path names: itself, or every *.test.toml in a folder and those below it.
base::Result<std::vector<std::filesystem::path>> find_mapping_tests(const std::filesystem::path& path);

/// Runs every case of one file. `config` says where plugins are. A mistake in the test or the mapping is the
/// error.
base::Result<std::vector<MappingTestResult>> run_mapping_tests(const std::filesystem::path& file,
                                                               const HubConfig& config,
                                                               const SharedTables& tables, base::Day today);

/// Field by field what is not as expected, one line each: "hearing H-1: outcome: expected adjourned, got
/// effective". A field that a test does not name must be absent; "*" is any value.
std::vector<std::string> differences(const std::vector<ShownRecord>& expected, std::vector<ShownRecord> got);

}  // namespace mizan::app
