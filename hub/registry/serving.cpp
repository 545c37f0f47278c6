#include "registry/serving.hpp"

#include <fmt/format.h>

#include "registry/plugin_bytes.hpp"
#include "registry/text_record.hpp"

namespace mizan::registry {
namespace fs = std::filesystem;
namespace {

fs::path file_of(const fs::path& folder, const std::string& source) {
  return folder / ".serving" / (source + ".toml");
}

}  // namespace

base::Result<std::optional<Serving>> read_serving(const fs::path& folder, const std::string& source) {
  const auto file = file_of(folder, source);
  std::error_code failed;
  if (!fs::exists(file, failed)) return std::optional<Serving>();
  MIZAN_ASSIGN(const auto text, read_small_file(file));
  MIZAN_ASSIGN(const auto table, parse_format_1(text, file.string(), "note of what serves"));
  TextRecord record(table, file.string());
  record.allow("format");
  Serving out{record.text("digest"), record.text("name"), record.text("refused"), record.text("why"),
              record.text("since")};
  MIZAN_TRY(record.finish());
  return std::optional(std::move(out));
}

base::Result<> write_serving(const fs::path& folder, const std::string& source, const Serving& serving) {
  const auto file = file_of(folder, source);
  std::error_code failed;
  fs::create_directories(file.parent_path(), failed);
  return replace_file(
      file, fmt::format("format = 1\ndigest = {}\nname = {}\nrefused = {}\nwhy = {}\nsince = {}\n",
                        toml_string(serving.digest), toml_string(serving.name), toml_string(serving.refused),
                        toml_string(serving.why), toml_string(serving.since)));
}

}  // namespace mizan::registry
