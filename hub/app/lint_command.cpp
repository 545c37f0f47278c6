#include <algorithm>
#include <map>
#include <set>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/definition_folder.hpp"
#include "kpi/schema.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

/// What is asked for of one folder.
struct Asked {
  bool whole = false;
  std::set<std::string> files;
};

std::map<fs::path, Asked> asked_of(const std::vector<std::string>& paths) {
  std::map<fs::path, Asked> folders;
  for (const fs::path path : paths) {
    if (fs::is_directory(path)) {
      folders[path].whole = true;
    } else if (fs::exists(path) && path.extension() == ".toml") {
      folders[path.parent_path()].files.insert((path.parent_path() / path.filename()).string());
    } else {
      fail({base::Code::kNotFound, path.string() + ": there is no such folder or *.toml file"});
    }
  }
  return folders;
}

// The other files of the folder are read as well, for what only several show together.
std::vector<kpi::Mistake> mistakes_in(const fs::path& folder, const Asked& asked) {
  auto mistakes = kpi::lint(value_or_fail(read_definition_folder(folder)));
  if (!asked.whole)
    std::erase_if(mistakes, [&](const kpi::Mistake& mistake) { return !asked.files.contains(mistake.file); });
  return mistakes;
}

void print_mistakes(const std::vector<kpi::Mistake>& mistakes, const Globals& globals) {
  if (globals.format == "table") {
    for (const auto& mistake : mistakes) fmt::print("{}\n", mistake.text());
    if (mistakes.empty()) fmt::print("the KPI definitions are sound\n");
    return;
  }
  Table table({{"file"}, {"line", true}, {"key"}, {"problem"}});
  for (const auto& mistake : mistakes)
    table.add({mistake.file, fmt::format("{}", mistake.line), mistake.key, mistake.what});
  print(table, globals);
}

void lint_definitions(const Globals& globals, const std::vector<std::string>& paths) {
  std::vector<kpi::Mistake> mistakes;
  for (const auto& [folder, asked] : asked_of(paths)) {
    auto found = mistakes_in(folder, asked);
    std::move(found.begin(), found.end(), std::back_inserter(mistakes));
  }
  print_mistakes(mistakes, globals);
  if (!mistakes.empty()) std::exit(1);
}

}  // namespace

void add_lint_commands(Command& kpi, Globals& globals) {
  static std::vector<std::string> paths;
  auto& lint = kpi.add_command("lint", "Everything that is wrong with KPI definitions");
  lint.add_option("paths", &paths, "files, or folders with *.toml and golden/; none: config/kpis");
  lint.footer =
      "Examples:\n  mizan kpi lint\n  mizan kpi lint config/kpis/pending.toml --format json\n\nEach problem "
      "is one "
      "line: file:line: key: what is wrong and what is allowed. Exit code 1: there are problems; 2: no such "
      "file.";
  lint.action = [&globals] {
    lint_definitions(globals, paths.empty() ? std::vector<std::string>{"config/kpis"} : paths);
  };
  auto& schema = kpi.add_command("schema", "The format of KPI definitions as JSON Schema, for editors");
  schema.footer =
      "Example:\n  mizan kpi schema > config/kpis/schema.json\n\nAn editor that knows TOML schemas reads the "
      "first "
      "line of a definition, #:schema ./schema.json";
  schema.action = [] { fmt::print("{}", kpi::definition_schema()); };
}

}  // namespace mizan::app
