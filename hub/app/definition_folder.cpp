#include "app/definition_folder.hpp"

#include "app/text_file.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

base::Result<std::vector<kpi::FileText>> texts_of(const fs::path& folder) {
  MIZAN_ASSIGN(const auto files, files_of(folder, ".toml"));
  std::vector<kpi::FileText> texts;
  for (const auto& file : files) {
    MIZAN_ASSIGN(auto text, read_text(file));
    texts.push_back({file.string(), std::move(text)});
  }
  return texts;
}

}  // namespace

base::Result<kpi::DefinitionFolder> read_definition_folder(const fs::path& folder) {
  kpi::DefinitionFolder all;
  MIZAN_ASSIGN(all.definitions, texts_of(folder));
  if (fs::is_directory(folder / "golden")) {
    MIZAN_ASSIGN(all.golden, texts_of(folder / "golden"));
  }
  return all;
}

}  // namespace mizan::app
