#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "base/error.hpp"

namespace mizan::app {

/// One record that a test expects, or that came out: everything as text, as the hub would hold it.
struct ShownRecord {
  std::string kind;
  std::string key;
  std::int64_t revision = 0;
  std::map<std::string, std::string> fields;   ///< days as 2026-03-01, yes and no as true and false
  std::map<std::string, std::string> natives;  ///< of coded fields, what the source wrote
  std::vector<std::string> findings;           ///< "unmapped_code disposal"
  std::string quarantined;                     ///< the reason; empty: accepted
};

/// One case of a mapping test: what the source gives, and what the hub is to make of it.
struct MappingTest {
  std::string name;
  std::uint32_t line = 0;
  std::optional<base::Day> today;  ///< against which dates are judged; else the day of the test
  /// csv, xlsx, sql: rows by name of file, sheet or query, column → value. Columns that are left out are
  /// empty.
  std::map<std::string, std::vector<std::map<std::string, std::string>>> rows;
  std::string document;  ///< json: one document, or several lines of them
  /// rest: the reply by name of request, or by path ("/cases/12") of an element's own document.
  std::map<std::string, std::string> documents;
  std::vector<ShownRecord> expected;
};

struct MappingTestFile {
  std::filesystem::path file;
  std::filesystem::path mapping;
  std::vector<MappingTest> tests;
};

/// Reads a *.test.toml (plugin-sdk/mapping/README.md says how one is written). One error names file, line and
/// key.
base::Result<MappingTestFile> read_mapping_tests(const std::filesystem::path& file);

}  // namespace mizan::app
