#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace mizan::conformance {

/// What stands in a shared library's file about how it is loaded.
struct ElfImage {
  std::vector<std::string> exported;  ///< names of the dynamic symbols that it defines
  std::vector<std::string> needed;    ///< DT_NEEDED
  std::string run_path;               ///< DT_RPATH or DT_RUNPATH
  bool has_unique_symbols = false;    ///< STB_GNU_UNIQUE: shared by all libraries of the process
  bool binds_now = false;
  bool has_relro = false;
  bool has_text_relocations = false;
  bool has_executable_stack = false;
  std::size_t constructors = 0;  ///< functions that run when it is loaded, beside the compiler's own one
};

/// Reads it without loading anything. kConfig if it is no whole ELF library.
base::Result<ElfImage> read_elf_image(const std::filesystem::path& path);

}  // namespace mizan::conformance
