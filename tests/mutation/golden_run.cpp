// The golden cases of every definition, once: exit code 1 at the first value that does not come out.
#include <filesystem>
#include <fstream>
#include <iostream>

#include "kpi/golden.hpp"

namespace {
namespace fs = std::filesystem;
using namespace mizan;

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<kpi::Definition> definitions_in(const fs::path& folder) {
  std::vector<kpi::Definition> all;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".toml") continue;
    auto definition = kpi::parse_definition(text_of(entry.path()), entry.path().string());
    if (!definition) throw std::runtime_error(definition.error().message);
    all.push_back(std::move(*definition));
  }
  return all;
}

bool passes(const fs::path& golden, const std::vector<kpi::Definition>& definitions) {
  const auto results = kpi::run_golden(text_of(golden), golden.string(), definitions);
  if (!results) {
    std::cerr << results.error().message << "\n";
    return false;
  }
  for (const auto& result : *results) {
    if (result.failure.empty()) continue;
    std::cerr << result.kpi << ", " << result.name << ": " << result.failure << "\n";
    return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    const auto definitions = definitions_in(argv[1]);
    for (const auto& entry : fs::directory_iterator(fs::path(argv[1]) / "golden"))
      if (!passes(entry.path(), definitions)) return 1;
  } catch (const std::exception& error) {
    std::cerr << error.what() << "\n";
    return 1;
  }
  return 0;
}
