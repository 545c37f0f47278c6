#pragma once
// For tests of several modules: the definitions that are shipped.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::kpi {

inline std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<Definition> shipped() {
  namespace fs = std::filesystem;
  std::vector<Definition> definitions;
  for (const auto& entry : fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis")) {
    if (entry.path().extension() != ".toml") continue;
    auto definition = parse_definition(text_of_file(entry.path()), entry.path().filename());
    EXPECT_TRUE(definition) << definition.error().message;
    if (definition) definitions.push_back(*definition);
  }
  return definitions;
}

}  // namespace mizan::kpi
