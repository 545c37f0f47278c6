#include "app/text_file.hpp"

#include <algorithm>
#include <fstream>

namespace mizan::app {
namespace fs = std::filesystem;

base::Result<std::string> read_text(const fs::path& file) {
  std::error_code failed;
  if (!fs::exists(file, failed))
    return base::Error{base::Code::kConfig, file.string() + ": there is no such file"};
  // A folder can be opened and a pipe would be waited for: neither is what a setting means.
  if (!fs::is_regular_file(file, failed))
    return base::Error{base::Code::kConfig, file.string() + ": is not a file"};
  std::ifstream in(file, std::ios::binary);
  std::string text(static_cast<std::size_t>(fs::file_size(file, failed)), '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in || failed) return base::Error{base::Code::kConfig, file.string() + ": cannot be read"};
  return text;
}

base::Result<std::vector<fs::path>> files_of(const fs::path& folder, std::string_view ending) {
  std::vector<fs::path> files;
  std::error_code failed;
  const auto listed = folder.empty() ? fs::path(".") : folder;
  for (const auto& entry : fs::directory_iterator(listed, failed)) {
    if (entry.path().extension() == ending) files.push_back(folder / entry.path().filename());
  }
  if (failed)
    return base::Error{base::Code::kConfig,
                       listed.string() + ": the folder cannot be listed: " + failed.message()};
  std::sort(files.begin(), files.end());
  return files;
}

base::Result<std::vector<fs::path>> files_if_any(const fs::path& folder, std::string_view ending) {
  std::error_code unknown;
  if (!fs::exists(folder, unknown)) return std::vector<fs::path>();
  return files_of(folder, ending);
}

}  // namespace mizan::app
