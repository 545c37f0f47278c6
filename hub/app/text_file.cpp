#include "app/text_file.hpp"

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

}  // namespace mizan::app
