#include "adapter/library.hpp"

#include <elf.h>
#include <fmt/format.h>

#include <boost/dll/import.hpp>
#include <boost/dll/library_info.hpp>
#include <cstring>
#include <fstream>
#include <mutex>
#include <vector>

namespace mizan::adapter {
namespace dll = boost::dll;
namespace fs = std::filesystem;
namespace {

constexpr auto kMode = dll::load_mode::rtld_now | dll::load_mode::rtld_local;
constexpr std::string_view kAnyMajor = "mizan_adapter_v";

base::Error refused(const fs::path& path, std::string_view why) {
  return {base::Code::kConfig, fmt::format("{}: {}", path.string(), why)};
}

// Looks at the file's first bytes before any library does: the loader's own messages name no reason.
base::Result<> require_elf_library(const fs::path& path) {
  if (!path.is_absolute()) return refused(path, "the path of a plugin must be absolute");
  std::error_code failed;
  if (!fs::exists(path, failed)) return refused(path, "there is no such plugin");
  if (!fs::is_regular_file(path, failed)) return refused(path, "is not a file, so it is no plugin");
  Elf64_Ehdr header{};
  std::ifstream in(path, std::ios::binary);
  in.read(reinterpret_cast<char*>(&header), sizeof header);
  if (in.gcount() != sizeof header || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) {
    return refused(path, "is not a shared library, so it is no plugin");
  }
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_type != ET_DYN) {
    return refused(path, "is not a 64-bit shared library, so it is no plugin");
  }
  const auto sections_end = header.e_shoff + static_cast<std::uint64_t>(header.e_shnum) * header.e_shentsize;
  if (sections_end > fs::file_size(path, failed)) return refused(path, "is cut short: copy the plugin again");
  return {};
}

// The dynamic symbols, read from the file without running anything of it.
base::Result<std::vector<std::string>> exported(const fs::path& path) {
  try {
    return dll::library_info(path, false).symbols();
  } catch (const std::exception&) {
    return refused(path, "its symbols cannot be read, so it is no plugin");
  }
}

base::Result<> require_entry(const fs::path& path) {
  MIZAN_ASSIGN(const auto symbols, exported(path));
  std::string other;
  for (const auto& symbol : symbols) {
    if (symbol == MIZAN_PLUGIN_SYMBOL) return {};
    if (symbol.starts_with(kAnyMajor)) other = symbol.substr(kAnyMajor.size());
  }
  if (!other.empty()) {
    return refused(path,
                   fmt::format("is built for adapter ABI {}; this hub speaks ABI {}: rebuild it against this "
                               "hub's SDK",
                               other, MIZAN_ABI_MAJOR));
  }
  return refused(path, "is a shared library but no Mizan adapter: it does not export " MIZAN_PLUGIN_SYMBOL);
}

base::Result<> require_whole(const fs::path& path, const mizan_adapter_plugin& plugin) {
  constexpr auto kFirstSize = offsetof(mizan_adapter_plugin, extension) + sizeof(plugin.extension);
  if (plugin.struct_size < kFirstSize) {
    return refused(path, fmt::format("its descriptor has {} bytes where ABI 1.0 has {}", plugin.struct_size,
                                     kFirstSize));
  }
  if (plugin.id == nullptr || plugin.version == nullptr || plugin.config_schema == nullptr) {
    return refused(path, "its descriptor lacks an id, a version or a settings schema");
  }
  if (plugin.create == nullptr || plugin.destroy == nullptr || plugin.check == nullptr ||
      plugin.read == nullptr) {
    return refused(path, "its descriptor lacks create, destroy, check or read");
  }
  return {};
}

// Boost.DLL speaks boost::shared_ptr; the deleter keeps it.
std::shared_ptr<const mizan_adapter_plugin> adopt(boost::shared_ptr<const mizan_adapter_plugin> plugin) {
  const auto* raw = plugin.get();
  return {raw, [held = std::move(plugin)](const mizan_adapter_plugin*) mutable { held.reset(); }};
}

// Loading is serial, so that static constructors of two plugins never race; and what was loaded stays
// (pitfall 1).
base::Result<std::shared_ptr<const mizan_adapter_plugin>> load(const fs::path& path) {
  static std::mutex mutex;
  static auto* const kept = new std::vector<std::shared_ptr<const mizan_adapter_plugin>>();
  const std::lock_guard lock(mutex);
  try {
    kept->push_back(adopt(dll::import_symbol<const mizan_adapter_plugin>(path, MIZAN_PLUGIN_SYMBOL, kMode)));
    return kept->back();
  } catch (const std::exception& error) {
    return refused(path, fmt::format("cannot be loaded: {}", error.what()));
  }
}

}  // namespace

base::Result<Library> Library::open(const fs::path& path) {
  MIZAN_TRY(require_elf_library(path));
  MIZAN_TRY(require_entry(path));
  MIZAN_ASSIGN(auto plugin, load(path));
  MIZAN_TRY(require_whole(path, *plugin));
  return Library(std::move(plugin));
}

}  // namespace mizan::adapter
