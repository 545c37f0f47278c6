#pragma once
#include <filesystem>

#include "base/error.hpp"

namespace mizan::adapter {

/// What can be told of a plugin from its bytes alone, before the system's loader, which answers a file that
/// is cut short with a signal: it is at an absolute path, can be read, is a whole shared library, for this
/// machine's processor. One sentence that names the file, if not. Safe from any thread.
base::Result<> require_elf_library(const std::filesystem::path& path);

/// The same of the symbol that a loaded plugin exports at `address`: it is data, of at least `size` bytes and
/// aligned so. Gives the bytes that it has.
base::Result<std::size_t> require_data_symbol(const std::filesystem::path& path, const void* address,
                                              std::size_t size, std::size_t alignment);

/// The error of a plugin that is refused.
base::Error refused(const std::filesystem::path& path, std::string_view why);

}  // namespace mizan::adapter
