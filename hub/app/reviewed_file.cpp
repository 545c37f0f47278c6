#include "app/reviewed_file.hpp"

#include <fstream>

#include "app/text_file.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\n\r#") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c == '\n' || c == '\r' ? ' ' : c;
  }
  return out + "\"";
}

}  // namespace

base::Result<std::string> read_if_there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored) ? read_text(file) : base::Result<std::string>(std::string());
}

std::string csv_line(const std::vector<std::string_view>& cells) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) line += (i == 0 ? "" : ",") + csv_cell(cells[i]);
  return line + "\n";
}

base::Result<> replace_file(const fs::path& file, std::string_view text) {
  const auto refuse = [&](const std::string& why) {
    return base::Error{base::Code::kConfig, file.string() + ": " + why};
  };
  std::error_code failed;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), failed);
  if (failed) return refuse("its folder cannot be made: " + failed.message());
  const auto draft = fs::path(file.string() + ".new");
  {
    std::ofstream out(draft, std::ios::binary | std::ios::trunc);
    out << text;
    if (!out.flush()) return refuse("cannot be written");
  }
  fs::rename(draft, file, failed);
  return failed ? base::Result<>(refuse("cannot be replaced: " + failed.message())) : base::Result<>();
}

}  // namespace mizan::app
