#include "app/mapping_tests.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/mapping/mapping.hpp>

#include "app/mapping_test_run.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kSuffix = ".test.toml";
constexpr std::string_view kAny = "*";

std::string name_of(const ShownRecord& record) {
  return record.quarantined.empty() ? record.kind + " " + record.key
                                    : fmt::format("quarantined ({}) {}", record.quarantined, record.key);
}

// A quarantined record is found by its reason, and by its key where the test names one.
bool same(const ShownRecord& expected, const ShownRecord& got) {
  if (!expected.quarantined.empty())
    return expected.quarantined == got.quarantined && (expected.key.empty() || expected.key == got.key);
  return got.quarantined.empty() && expected.kind == got.kind && expected.key == got.key;
}

std::string or_nothing(const std::map<std::string, std::string>& fields, const std::string& name) {
  const auto found = fields.find(name);
  return found == fields.end() ? "nothing" : "\"" + found->second + "\"";
}

class Comparison {
 public:
  explicit Comparison(std::string name) : name_(std::move(name)) {}

  void fields(const std::map<std::string, std::string>& expected,
              const std::map<std::string, std::string>& got, bool all, std::string_view suffix = "") {
    auto names = expected;
    if (all) names.insert(got.begin(), got.end());
    for (const auto& [field, ignored] : names) {
      const auto wanted = expected.find(field);
      const bool any = wanted != expected.end() && wanted->second == kAny && got.contains(field);
      const auto want = or_nothing(expected, field);
      const auto have = or_nothing(got, field);
      if (!any && want != have) note(field + std::string(suffix), want, have);
    }
  }

  void findings(const std::vector<std::string>& expected, const std::vector<std::string>& got) {
    const auto list = [](std::vector<std::string> all) {
      std::sort(all.begin(), all.end());
      return all.empty() ? std::string("none") : fmt::format("{}", fmt::join(all, ", "));
    };
    if (list(expected) != list(got)) note("findings", list(expected), list(got));
  }

  void note(std::string_view what, std::string_view expected, std::string_view got) {
    found.push_back(fmt::format("{}: {}: expected {}, got {}", name_, what, expected, got));
  }

  std::vector<std::string> found;

 private:
  std::string name_;
};

std::vector<std::string> compare(const ShownRecord& expected, const ShownRecord& got) {
  Comparison comparison(name_of(got));
  if (!expected.quarantined.empty()) return {};
  if (expected.revision != got.revision)
    comparison.note("revision", fmt::format("{}", expected.revision), fmt::format("{}", got.revision));
  comparison.fields(expected.fields, got.fields, true);
  comparison.fields(expected.natives, got.natives, false, "_native");
  comparison.findings(expected.findings, got.findings);
  return std::move(comparison.found);
}

base::Result<SourceConfig> source_of(const MappingTestFile& tests) {
  SourceConfig source;
  source.file = tests.file;
  source.name = "mapping-test";
  source.mapping = tests.mapping;
  MIZAN_ASSIGN(const auto text, read_text(tests.mapping));
  const auto problems = mapping::Mapping::validate(text, tests.mapping.string());
  if (!problems.empty()) return base::Error{base::Code::kConfig, problems.front().text()};
  source.adapter = mapping::Mapping::compile(text, tests.mapping.string()).input().format;
  return source;
}

}  // namespace

base::Result<std::vector<fs::path>> find_mapping_tests(const fs::path& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return std::vector{path};
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator entry(path, failed), end; entry != end && !failed;
       entry.increment(failed)) {
    if (entry->path().filename().string().ends_with(kSuffix)) files.push_back(entry->path());
  }
  if (failed)
    return base::Error{base::Code::kConfig, path.string() + ": cannot be listed: " + failed.message()};
  if (files.empty())
    return base::Error{base::Code::kNotFound,
                       path.string() + ": there is no file *.test.toml in it or below"};
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<std::string> differences(const std::vector<ShownRecord>& expected, std::vector<ShownRecord> got) {
  std::vector<std::string> all;
  for (const auto& record : expected) {
    const auto found =
        std::find_if(got.begin(), got.end(), [&](const ShownRecord& each) { return same(record, each); });
    if (found == got.end()) {
      all.push_back(name_of(record) + ": expected, but it did not come");
      continue;
    }
    for (auto& difference : compare(record, *found)) all.push_back(std::move(difference));
    got.erase(found);
  }
  for (const auto& record : got) all.push_back(name_of(record) + ": came, but was not expected");
  return all;
}

base::Result<std::vector<MappingTestResult>> run_mapping_tests(const fs::path& file, const HubConfig& config,
                                                               const SharedTables& tables, base::Day today) {
  MIZAN_ASSIGN(const auto tests, read_mapping_tests(file));
  MIZAN_ASSIGN(const auto source, source_of(tests));
  MIZAN_ASSIGN(const auto meaning, read_meaning(source, tables));
  std::vector<MappingTestResult> results;
  for (const auto& test : tests.tests) {
    auto got = run_mapping_test(test, config, source, meaning, today);
    if (!got) return base::within(fmt::format("{}:{}", file.string(), test.line), got.error());
    results.push_back({file, test.name, differences(test.expected, std::move(*got))});
  }
  return results;
}

}  // namespace mizan::app
