#include "app/mapping_test_run.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <mizan/mapping/mapping.hpp>
#include <nlohmann/json.hpp>

#include "adapter/checks.hpp"
#include "adapter/never_stop.hpp"
#include "app/connection.hpp"
#include "app/mapping_test_table.hpp"
#include "app/mapping_test_workbook.hpp"
#include "base/json.hpp"
#include "pipeline/ingest_runner.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

/// A folder that goes with the object.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    auto name = (fs::temp_directory_path() / "mizan-mapping-test-XXXXXX").string();
    if (mkdtemp(name.data()) != nullptr) path_ = name;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

// ---- what the source gives

std::string file_name(std::string pattern) {
  for (auto star = pattern.find('*'); star != std::string::npos; star = pattern.find('*'))
    pattern.replace(star, 1, "x");
  return pattern;
}

std::string cell(const std::string& text, const std::string& delimiter, const std::string& quote) {
  if (text.find_first_of(delimiter + quote + "\r\n") == std::string::npos || quote.empty()) return text;
  std::string out = quote;
  for (const char c : text) out += c == quote[0] ? quote + quote : std::string(1, c);
  return out + quote;
}

std::string csv_of(const mapping::Input& input, const std::vector<std::vector<std::string>>& table) {
  const auto delimiter = input.delimiter.empty() ? std::string(",") : input.delimiter;
  std::string text = "\xEF\xBB\xBF";  // so that it is UTF-8 whatever the real files are
  for (int line = 1; line < input.header_row; ++line) text += "-\n";
  for (const auto& row : table) {
    for (std::size_t i = 0; i < row.size(); ++i)
      text += (i > 0 ? delimiter : "") + cell(row[i], delimiter, input.quote);
    text += "\n";
  }
  return text;
}

base::Error unusable(const MappingTest& test, std::string_view what) {
  return {base::Code::kConfig, fmt::format("test \"{}\": {}", test.name, what)};
}

base::Result<> check_groups(const MappingTest& test, const mapping::Input& input) {
  std::vector<std::string> names;
  for (const auto& each : input.files) names.push_back(each.name);
  const bool sheets = !input.sheets.empty() && input.sheets.front().line > 0;
  if (sheets) names.clear();
  for (const auto& each : input.sheets) names.push_back(each.name);
  for (const auto& each : input.queries) names.push_back(each.name);
  for (const auto& [group, rows] : test.rows) {
    const bool named = std::find(names.begin(), names.end(), group) != names.end();
    if (named || (group.empty() && names.size() == 1)) continue;
    return unusable(test, fmt::format("\"{}\" is no name in the mapping's input.{}: write rows.NAME", group,
                                      sheets                  ? "sheet"
                                      : input.queries.empty() ? "files"
                                                              : "query"));
  }
  return {};
}

// The rows of its queries, as the sql connector takes them in place of a server.
base::Result<> write_rows(const MappingTest& test, const mapping::Input& input, const fs::path& folder) {
  auto all = nlohmann::json::object();
  for (const auto& [group, rows] : test.rows) all[group.empty() ? input.queries.front().name : group] = rows;
  std::ofstream(folder / "rows.json", std::ios::binary) << base::json_text(all);
  return {};
}

base::Result<> write_csv(const MappingTest& test, const mapping::Mapping& mapping, const std::string& name,
                         const fs::path& path) {
  const auto groups = mapping.groups();
  const bool read = std::find(groups.begin(), groups.end(), name) != groups.end();
  std::ofstream(path, std::ios::binary)
      << csv_of(mapping.input(),
                table_of(read ? mapping.places(name) : std::vector<mapping::Place>(), rows_of(test, name)));
  return {};
}

base::Result<> write_file(const MappingTest& test, const mapping::Mapping& mapping, const std::string& name,
                          const fs::path& path) {
  if (mapping.input().format == "csv") return write_csv(test, mapping, name, path);
  if (mapping.input().format == "xlsx") {
    if (!write_test_workbook(test, mapping, name, path))
      return unusable(test, path.string() + " cannot be written");
    return {};
  }
  std::ofstream(path, std::ios::binary) << test.document;
  return {};
}

base::Result<> write_input(const MappingTest& test, const mapping::Mapping& mapping, const fs::path& folder) {
  const auto& input = mapping.input();
  if (input.format == "rest") {
    return test.documents.empty() ? unusable(test, "the mapping reads an API: give documents.NAME")
                                  : base::Result<>();
  }
  const bool table = input.format != "json";
  if (table == test.rows.empty())
    return unusable(test, table ? fmt::format("the mapping reads {}: give row or rows", input.format)
                                : "the mapping reads json: give document");
  MIZAN_TRY(check_groups(test, input));
  if (input.format == "sql") return write_rows(test, input, folder);
  for (const auto& files : input.files)
    MIZAN_TRY(write_file(test, mapping, files.name, folder / file_name(files.pattern)));
  return {};
}

/// No one is asked there.
constexpr std::string_view kApi = "https://mapping.test";

// By path, as the requests of the mapping will ask.
base::Result<std::map<std::string, std::string>> documents_of(const MappingTest& test,
                                                              const mapping::Input& input) {
  std::map<std::string, std::string> documents;
  for (const auto& [name, text] : test.documents) {
    const auto named =
        std::find_if(input.requests.begin(), input.requests.end(),
                     [&name = name](const mapping::ApiRequest& request) { return request.name == name; });
    if (named == input.requests.end() && !name.starts_with("/")) {
      return unusable(test,
                      fmt::format("\"{}\" is no name in the mapping's input.request, and no path: write "
                                  "documents.NAME or documents.\"/path\"",
                                  name));
    }
    documents[named == input.requests.end() ? name : named->path] = text;
  }
  return documents;
}

base::Result<> give_documents(const MappingTest& test, const mapping::Input& input, SourceConfig& source) {
  MIZAN_ASSIGN(source.services.http.documents, documents_of(test, input));
  source.services.http.hosts = {std::string(kApi.substr(kApi.find("//") + 2))};
  source.services.http.requests_per_second = 1e6;
  source.settings_json = base::json_text(nlohmann::json{{"url", kApi}});
  return {};
}

// ---- what the hub makes of it

std::string value_of(const model::FieldInfo& field, const model::Record& record) {
  switch (field.type) {
    case model::FieldType::kDate:
      return record.date(field.id) ? base::to_iso(*record.date(field.id)) : "";
    case model::FieldType::kInt:
      return fmt::format("{}", record.integer(field.id).value_or(0));
    case model::FieldType::kBool:
      return record.boolean(field.id).value_or(false) ? "true" : "false";
    default:
      return std::string(record.text(field.id).value_or(""));
  }
}

ShownRecord shown(const normalize::Accepted& accepted) {
  ShownRecord out;
  out.kind = model::kind_name(accepted.record.kind);
  out.key = accepted.record.key;
  out.revision = accepted.record.revision;
  accepted.record.for_each([&](const model::FieldInfo& field, const model::Record& record) {
    out.fields[std::string(field.name)] = value_of(field, record);
    if (const auto native = record.native(field.id)) out.natives[std::string(field.name)] = *native;
  });
  for (const auto& finding : accepted.findings) {
    const auto* field = model::find_field(finding.field);
    out.findings.push_back(finding.code + (field != nullptr ? " " + std::string(field->name) : ""));
  }
  return out;
}

ShownRecord shown(const model::Rejection& rejection) {
  ShownRecord out;
  out.key = rejection.where;
  out.quarantined = rejection.reason;
  return out;
}

class ShowingSink final : public adapter::SourceSink {
 public:
  ShowingSink(normalize::Normalizer& normalizer, base::Day today) : normalizer_(normalizer), today_(today) {}

  base::Result<> emit(std::span<const mizan_record> records) override {
    for (const auto& record : records) {
      pipeline::to_raw(record, raw_);
      const auto outcome = normalizer_.normalize(raw_, today_);
      if (const auto* accepted = std::get_if<normalize::Accepted>(&outcome)) {
        all.push_back(shown(*accepted));
      } else if (const auto* rejected = std::get_if<normalize::Rejected>(&outcome)) {
        all.push_back(shown(rejected->rejection));
      }
    }
    return {};
  }
  base::Result<> reject(const mizan_reject& reject) override {
    all.push_back(shown(model::Rejection{std::string(adapter::text_of(reject.reason)), 0,
                                         std::string(adapter::text_of(reject.where)), ""}));
    return {};
  }
  base::Result<> checkpoint(std::string_view) override { return {}; }
  base::Result<> snapshot(adapter::SnapshotPhase) override { return {}; }

  std::vector<ShownRecord> all;

 private:
  normalize::Normalizer& normalizer_;
  base::Day today_;
  normalize::RawRecord raw_;
};

}  // namespace

base::Result<std::vector<ShownRecord>> run_mapping_test(const MappingTest& test, const HubConfig& config,
                                                        const SourceConfig& source, const Meaning& meaning,
                                                        base::Day today) {
  const TemporaryFolder folder;
  if (folder.path().empty()) return base::Error{base::Code::kConfig, "no temporary folder can be made"};
  const auto mapping = mapping::Mapping::compile(meaning.mapping_text, source.mapping.string());
  MIZAN_TRY(write_input(test, mapping, folder.path()));
  auto with_folder = source;
  auto settings = nlohmann::json{{"folder", folder.path().string()}};
  if (mapping.input().format == "sql") settings["backend"] = "rows";
  with_folder.settings_json = base::json_text(settings);
  if (mapping.input().format == "rest") MIZAN_TRY(give_documents(test, mapping.input(), with_folder));
  // Rows that the test gives are read instead of a database, but its connector asks for the grant.
  with_folder.worker.network = true;
  AdapterLog log(source.name);
  const base::SystemClock clock;
  MIZAN_ASSIGN(const auto adapter, open_adapter(config, with_folder, meaning, log, clock));
  normalize::Normalizer normalizer(meaning.rules);
  ShowingSink sink(normalizer, test.today.value_or(today));
  MIZAN_TRY(adapter.source->read("", sink, adapter::NeverStop()));
  return std::move(sink.all);
}

}  // namespace mizan::app
