#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace mizan::app {

/// Files of lines that people reviewed, which a command adds to: CSV with comments, beside mizan.toml.

/// The text, or nothing where there is no file.
base::Result<std::string> read_if_there(const std::filesystem::path& file);

/// One line of these cells, with quotes where they need them; line breaks become blanks.
std::string csv_line(const std::vector<std::string_view>& cells);

/// Puts the text in the file's place at once; its folder is made if need be.
base::Result<> replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace mizan::app
