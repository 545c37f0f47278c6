#include "app/mapping_test_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/toml_reader.hpp"
#include "model/field.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kNative = "_native";

base::Error wrong(const fs::path& file, const toml::node& node, std::string_view what) {
  return {base::Code::kConfig, fmt::format("{}:{}: {}", file.string(), node.source().begin.line, what)};
}

// Any simple value as the text that a column holds and a record shows.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto text = node.value<std::string>(); text && node.is_string()) return *text;
  if (node.is_integer()) return fmt::format("{}", *node.value<std::int64_t>());
  if (node.is_boolean()) return *node.value<bool>() ? "true" : "false";
  if (const auto date = node.value<toml::date>(); date && node.is_date())
    return fmt::format("{:04}-{:02}-{:02}", date->year, date->month, date->day);
  return std::nullopt;
}

base::Result<> read_row(const toml::node& node, const std::string& group, const fs::path& file,
                        MappingTest& out) {
  const auto* table = node.as_table();
  if (table == nullptr) return wrong(file, node, "rows: write { column = \"text\" }");
  std::map<std::string, std::string> row;
  for (const auto& [column, value] : *table) {
    const auto text = text_of(value);
    if (!text) return wrong(file, value, fmt::format("rows: {}: expected text", column.str()));
    row[std::string(column.str())] = *text;
  }
  out.rows[group].push_back(std::move(row));
  return {};
}

base::Result<> read_rows(const toml::node& node, const std::string& group, const fs::path& file,
                         MappingTest& out) {
  const auto* list = node.as_array();
  if (list == nullptr) return read_row(node, group, file, out);
  for (const auto& row : *list) MIZAN_TRY(read_row(row, group, file, out));
  return {};
}

base::Result<> read_documents(const toml::node& node, const fs::path& file, MappingTest& out) {
  if (!node.is_table() || node.as_table()->empty())
    return wrong(file, node, "documents: write documents.NAME = '''{\"results\": [ … ]}'''");
  for (const auto& [name, text] : *node.as_table()) {
    if (!text.is_string()) return wrong(file, text, "documents: expected JSON in quotes");
    out.documents[std::string(name.str())] = text.value_or(std::string());
  }
  return {};
}

// `row = {…}` where the mapping has one kind of file; `rows.cases = [{…}, …]` else.
base::Result<> read_input(const toml::table& test, const fs::path& file, MappingTest& out) {
  if (const auto* row = test.get("row")) MIZAN_TRY(read_row(*row, "", file, out));
  if (const auto* rows = test.get("rows")) {
    if (!rows->is_table()) return wrong(file, *rows, "rows: write rows.NAME = [{ column = \"text\" }]");
    for (const auto& [group, list] : *rows->as_table())
      MIZAN_TRY(read_rows(list, std::string(group.str()), file, out));
  }
  if (const auto* document = test.get("document")) {
    if (!document->is_string()) return wrong(file, *document, "document: expected JSON in quotes");
    out.document = document->value_or(std::string());
  }
  if (const auto* documents = test.get("documents")) MIZAN_TRY(read_documents(*documents, file, out));
  const std::array given{!out.rows.empty(), !out.document.empty(), !out.documents.empty()};
  if (std::count(given.begin(), given.end(), true) != 1)
    return wrong(file, test, "name what the source gives: row, rows, document or documents");
  return {};
}

base::Result<> read_field(std::string name, const toml::node& value, const fs::path& file, ShownRecord& out) {
  const auto text = text_of(value);
  if (!text) return wrong(file, value, name + ": expected text, a day, a whole number, true or false");
  auto& into = name.ends_with(kNative) ? out.natives : out.fields;
  if (name.ends_with(kNative)) name.resize(name.size() - kNative.size());
  const auto kind = model::find_kind(out.kind);
  const auto* field = model::find_field(name);
  if (field == nullptr || (kind && !field->belongs_to(*kind)))
    return wrong(file, value, fmt::format("{}: is no field of a {}", name, out.kind));
  into[name] = *text;
  return {};
}

base::Result<ShownRecord> read_expected(const toml::node& node, const fs::path& file) {
  const auto* table = node.as_table();
  if (table == nullptr)
    return wrong(file, node, "expect: write { kind = \"case\", key = \"…\", field = value }");
  ShownRecord out;
  out.kind = (*table)["kind"].value_or(std::string());
  out.key = (*table)["key"].value_or(std::string());
  out.revision = (*table)["revision"].value_exact<std::int64_t>().value_or(0);
  out.quarantined = (*table)["quarantined"].value_or(std::string());
  if (out.quarantined.empty() && (!model::find_kind(out.kind) || out.key.empty()))
    return wrong(file, node, "expect: kind and key say which record it is");
  for (const auto& [name, value] : *table) {
    const std::string key(name.str());
    if (key == "kind" || key == "key" || key == "revision" || key == "quarantined") continue;
    if (key != "findings") {
      MIZAN_TRY(read_field(key, value, file, out));
      continue;
    }
    if (!value.is_array()) return wrong(file, value, "findings: expected a list");
    for (const auto& finding : *value.as_array()) out.findings.push_back(finding.value_or(std::string()));
  }
  return out;
}

base::Result<MappingTest> read_test(const toml::node& node, const fs::path& file) {
  const auto* table = node.as_table();
  if (table == nullptr) return wrong(file, node, "test: write [[test]] tables");
  MappingTest out;
  out.line = node.source().begin.line;
  TomlReader reader(*table, file.string(), "test.");
  reader.require("name", out.name);
  reader.allow({"row", "rows", "document", "documents", "today", "expect"});
  const auto today = (*table)["today"].value<toml::date>();
  if (today) out.today = base::make_day(today->year, today->month, today->day);
  if (table->contains("today") && !out.today)
    reader.fail(table->get("today"), "today", "expected a day, 2026-03-01");
  MIZAN_TRY(reader.finish());
  MIZAN_TRY(read_input(*table, file, out));
  const auto* expected = (*table)["expect"].as_array();
  if (expected == nullptr)
    return wrong(file, node, "expect: is missing: list the records, or [] where the row makes none");
  for (const auto& each : *expected) {
    MIZAN_ASSIGN(auto record, read_expected(each, file));
    out.expected.push_back(std::move(record));
  }
  return out;
}

}  // namespace

base::Result<MappingTestFile> read_mapping_tests(const fs::path& file) {
  MIZAN_ASSIGN(const auto table, TomlReader::parse(file));
  MappingTestFile out;
  out.file = file;
  TomlReader reader(table, file.string());
  std::int64_t format = 0;
  std::string mapping;
  reader.read("format", format, 0, 1'000'000);
  if (format != 1)
    reader.fail(table.get("format"), "format", "expected format = 1: this program reads no other");
  reader.require("mapping", mapping);
  reader.allow({"test"});
  MIZAN_TRY(reader.finish());
  out.mapping = file.parent_path() / mapping;
  const auto* tests = table["test"].as_array();
  if (tests == nullptr || tests->empty()) return wrong(file, table, "there is no [[test]]");
  for (const auto& test : *tests) {
    MIZAN_ASSIGN(auto read, read_test(test, file));
    out.tests.push_back(std::move(read));
  }
  return out;
}

}  // namespace mizan::app
