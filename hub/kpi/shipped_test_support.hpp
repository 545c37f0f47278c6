#pragma once
// For tests of several modules: the definitions that are shipped.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::kpi {

inline std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline Definition definition_in(const std::filesystem::path& file) {
  auto definition = parse_definition(text_of_file(file), file.filename());
  EXPECT_TRUE(definition) << definition.error().message;
  return definition ? std::move(*definition) : Definition();
}

inline std::filesystem::path shipped_folder() {
  return std::filesystem::path(MIZAN_SOURCE_DIR) / "config" / "kpis";
}

/// All of them, in no order.
inline std::vector<Definition> shipped() {
  std::vector<Definition> definitions;
  for (const auto& entry : std::filesystem::directory_iterator(shipped_folder())) {
    if (entry.path().extension() == ".toml") definitions.push_back(definition_in(entry.path()));
  }
  return definitions;
}

/// These, in this order.
inline std::vector<Definition> shipped(const std::vector<std::string>& ids) {
  std::vector<Definition> definitions;
  for (const auto& id : ids) definitions.push_back(definition_in(shipped_folder() / (id + ".toml")));
  return definitions;
}

}  // namespace mizan::kpi
