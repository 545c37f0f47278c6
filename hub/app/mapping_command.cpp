#include <algorithm>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/mapping_tests.hpp"

namespace mizan::app {
namespace {

namespace fs = std::filesystem;

// Tests need no hub: its config, where there is one, says where tables and plugins are.
HubConfig hub_config(const Globals& globals) {
  std::error_code ignored;
  if (!fs::exists(globals.config, ignored)) return {};
  return value_or_fail(read_hub_config(globals.config));
}

void print_lines(const std::vector<MappingTestResult>& results) {
  for (const auto& result : results) {
    fmt::print("{}  {}: {}\n", result.differences.empty() ? "passed" : "FAILED", result.file.string(),
               result.name);
    for (const auto& difference : result.differences) fmt::print("        {}\n", difference);
  }
}

void print_rows(const std::vector<MappingTestResult>& results, const Globals& globals) {
  Table table({{"file"}, {"test"}, {"result"}, {"difference"}});
  for (const auto& result : results) {
    if (result.differences.empty()) table.add({result.file.string(), result.name, "passed", ""});
    for (const auto& difference : result.differences)
      table.add({result.file.string(), result.name, "failed", difference});
  }
  print(table, globals);
}

void test(const Globals& globals, const std::string& path) {
  const auto config = hub_config(globals);
  auto tables = value_or_fail(read_public_tables(config.tables.empty() ? shipped_tables() : config.tables));
  if (!config.file.empty()) tables.own_places = config.places;
  // Pseudonyms come out the same every time, and match none of a real hub.
  tables.matching_key = base::Secret("mapping-test-mapping-test-mapping-test");
  std::vector<MappingTestResult> results;
  for (const auto& file : value_or_fail(find_mapping_tests(path))) {
    for (auto& result :
         value_or_fail(run_mapping_tests(file, config, tables, base::karachi_day(system_clock().now()))))
      results.push_back(std::move(result));
  }
  globals.format == "table" ? print_lines(results) : print_rows(results, globals);
  const auto failed = std::count_if(results.begin(), results.end(), [](const MappingTestResult& result) {
    return !result.differences.empty();
  });
  fmt::print(stderr, "{} passed, {} failed\n", std::ssize(results) - failed, failed);
  if (failed > 0) std::exit(1);
}

}  // namespace

void add_mapping_commands(Command& program, Globals& globals) {
  static std::string path = ".";
  auto& mapping = program.add_command("mapping", "The mappings of sources");
  auto& command =
      mapping.add_command("test", "Run mapping tests: what a source gives, what the hub makes of it");
  command.add_option("path", &path, "a *.test.toml, or a folder with such files in it or below")
      .show_default();
  command.footer = R"(Examples:
  mizan mapping test
  mizan mapping test config/demo/mappings/punjab.test.toml --format json

A test file beside its mapping:
  format = 1
  mapping = "punjab.toml"

  [[test]]
  name = "an adjourned hearing"
  rows.hearings = [{ hearing_id = "H-1", case_id = "C-1", date = "05-03-2024", result = "Adjd" }]
  expect = [{ kind = "hearing", key = "H-1", case = "C-1", held_on = 2024-03-05, outcome = "adjourned" }]

It needs no store. Exit code 1: a test failed; 2: a test or a mapping cannot be read.)";
  command.action = [&globals] { test(globals, path); };
}

}  // namespace mizan::app
