#pragma once
#include <string>
#include <vector>

#include "kpi/checked_definition.hpp"

namespace mizan::kpi {

/// A file as it was read. `file` is its path as messages show it.
struct FileText {
  std::string file;
  std::string text;
};

/// A folder of definitions: its *.toml, and the *.toml of golden/ below it.
struct DefinitionFolder {
  std::vector<FileText> definitions;
  std::vector<FileText> golden;
};

/// All that is wrong with a folder of definitions, by file and line: what check_definition() finds in each
/// file, and what only several show together: an id that two files have or that is not its file's name, a
/// definition without a golden case, a golden case of a KPI that is not there, and needs that do not cover
/// what terms use.
std::vector<Mistake> lint(const DefinitionFolder& folder);

}  // namespace mizan::kpi
