#include "kpi/lint.hpp"

#include <fmt/format.h>
#include <mizan/toml/toml.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "kpi/derived_needs.hpp"

namespace mizan::kpi {
namespace {

// "pending" of "config/kpis/pending.toml".
std::string stem_of(const std::string& file) {
  const auto name = file.substr(file.find_last_of('/') + 1);
  return name.substr(0, name.rfind('.'));
}

struct Checked {
  const FileText& source;
  CheckedDefinition result;

  void note(std::int64_t line, std::string key, std::string what) {
    result.mistakes.push_back({source.file, line, std::move(key), std::move(what)});
  }
};

std::int64_t line_of(const FileText& source, std::string_view key) {
  const auto parsed = toml_file::parse(source.text);
  const auto* node = parsed.table.get(key);
  return node != nullptr ? node->source().begin.line : 1;
}

// What a version of a KPI is known by. Of a file that cannot be read whole, nobody knows which version it is.
std::string name_of(const Checked& file) {
  return file.result.definition ? stored_name(*file.result.definition) : file.result.id;
}

void check_ids(std::vector<Checked>& files) {
  std::map<std::string, const Checked*> first;
  for (auto& file : files) {
    const auto name = name_of(file);
    if (name.empty()) continue;
    const auto [known, is_new] = first.emplace(name, &file);
    if (!is_new)
      file.note(file.result.id_line, "id",
                fmt::format("\"{}\" is that of {} already", name, known->second->source.file));
    const auto stem = stem_of(file.source.file);
    if (name != stem && (file.result.definition || !stem.starts_with(name + "@")))
      file.note(file.result.id_line, "id",
                fmt::format("\"{}\" is not the file's name: write \"{}\", or rename the file", name, stem));
  }
}

// One that a later version precedes would never be in force.
void check_validity(std::vector<Checked>& files) {
  for (auto& file : files) {
    for (const auto& other : files) {
      const auto& older = other.result.definition;
      const auto& newer = file.result.definition;
      if (!older || !newer || older->id != newer->id || older->version >= newer->version ||
          older->valid_from < newer->valid_from)
        continue;
      file.note(line_of(file.source, "valid_from"), "valid_from",
                fmt::format("version {} is valid from {} on: a later version begins later", older->version,
                            base::to_iso(older->valid_from)));
    }
  }
}

void check_needs(std::vector<Checked>& files) {
  for (auto& file : files) {
    if (!file.result.definition) continue;
    const auto missing = missing_needs(*file.result.definition);
    if (missing.empty()) continue;
    file.note(line_of(file.source, "needs"), "needs",
              fmt::format("the terms use what it does not cover: add \"{}\"", fmt::join(missing, "\", \"")));
  }
}

struct GoldenNames {
  std::set<std::string> kpis;
  bool whole = true;  ///< no file was unreadable
};

// Of a file that cannot be read nobody knows which id it would have: its name's, most likely.
bool is_known(const std::vector<Checked>& files, const std::string& id) {
  return std::any_of(files.begin(), files.end(), [&](const Checked& file) {
    return file.result.id == id || (file.result.id.empty() && stem_of(file.source.file) == id);
  });
}

void read_golden(const FileText& source, const std::vector<Checked>& files, GoldenNames& names,
                 std::vector<Mistake>& mistakes) {
  const auto parsed = toml_file::parse(source.text);
  if (parsed.mistake) {
    names.whole = false;
    mistakes.push_back({source.file, parsed.mistake->line, "", parsed.mistake->message});
    return;
  }
  const auto* cases = parsed.table["golden"].as_array();
  if (cases == nullptr) {
    mistakes.push_back({source.file, 1, "golden", "is missing: write [[golden]] tables"});
    return;
  }
  for (const auto& node : *cases) {
    const auto* table = node.as_table();
    const auto kpi = table != nullptr ? (*table)["kpi"].value_or(std::string()) : std::string();
    // One that only this case is about is defined there.
    if (table != nullptr && table->contains("definition")) continue;
    names.kpis.insert(kpi);
    if (!is_known(files, kpi))
      mistakes.push_back({source.file, node.source().begin.line, "kpi",
                          fmt::format("\"{}\" is not defined in this folder", kpi)});
  }
}

void check_golden(std::vector<Checked>& files, const GoldenNames& names) {
  if (!names.whole) return;  // the missing case may stand in the file that could not be read
  for (auto& file : files) {
    const auto& id = file.result.id;
    if (!id.empty() && !names.kpis.contains(id))
      file.note(file.result.id_line, "id",
                fmt::format("\"{}\" has no golden case: write one in golden/*.toml", id));
  }
}

}  // namespace

std::vector<Mistake> lint(const DefinitionFolder& folder) {
  std::vector<Checked> files;
  for (const auto& source : folder.definitions)
    files.push_back({source, check_definition(source.text, source.file)});
  std::vector<Mistake> mistakes;
  GoldenNames names;
  for (const auto& source : folder.golden) read_golden(source, files, names, mistakes);
  check_ids(files);
  check_validity(files);
  check_needs(files);
  check_golden(files, names);
  for (auto& file : files)
    std::move(file.result.mistakes.begin(), file.result.mistakes.end(), std::back_inserter(mistakes));
  std::stable_sort(mistakes.begin(), mistakes.end(), [](const Mistake& a, const Mistake& b) {
    return std::tie(a.file, a.line) < std::tie(b.file, b.line);
  });
  return mistakes;
}

}  // namespace mizan::kpi
