#include "adapter/library.hpp"

#include <fmt/format.h>
#include <signal.h>

#include <boost/dll/import.hpp>
#include <boost/dll/library_info.hpp>
#include <mutex>
#include <vector>

#include "adapter/elf_file.hpp"

namespace mizan::adapter {
namespace dll = boost::dll;
namespace fs = std::filesystem;
namespace {

constexpr auto kMode = dll::load_mode::rtld_now | dll::load_mode::rtld_local;
constexpr std::string_view kAnyMajor = "mizan_adapter_v";

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

constexpr auto kFirstSize =
    offsetof(mizan_adapter_plugin, extension) + sizeof(mizan_adapter_plugin::extension);

base::Result<> require_whole(const fs::path& path, const mizan_adapter_plugin& plugin) {
  if (plugin.id == nullptr || plugin.version == nullptr || plugin.config_schema == nullptr) {
    return refused(path, "its descriptor lacks an id, a version or a settings schema");
  }
  if (plugin.create == nullptr || plugin.destroy == nullptr || plugin.check == nullptr ||
      plugin.read == nullptr) {
    return refused(path, "its descriptor lacks create, destroy, check or read");
  }
  return {};
}

using Plugin = std::shared_ptr<const mizan_adapter_plugin>;

// What lies at the symbol is taken for bytes until it has shown that it is a descriptor. A later minor's has
// a tail that this hub does not look at; but none says that it has more than is there. Boost.DLL speaks
// boost::shared_ptr; the deleter keeps it, and with it the library.
base::Result<Plugin> as_plugin(const fs::path& path, boost::shared_ptr<const unsigned char> bytes) {
  MIZAN_ASSIGN(const auto there,
               require_data_symbol(path, bytes.get(), kFirstSize, alignof(mizan_adapter_plugin)));
  const auto* plugin = reinterpret_cast<const mizan_adapter_plugin*>(bytes.get());
  if (plugin->struct_size < kFirstSize || plugin->struct_size > there) {
    return refused(path, fmt::format("its descriptor says it has {} bytes; ABI 1.0 has {}, its symbol {}",
                                     plugin->struct_size, kFirstSize, there));
  }
  MIZAN_TRY(require_whole(path, *plugin));
  return Plugin(plugin, [held = std::move(bytes)](const mizan_adapter_plugin*) mutable { held.reset(); });
}

// Clients of databases write to connections that may be gone, and one of them would otherwise change what the
// signal does for the whole process.
void ignore_broken_pipes() {
  struct sigaction now {};
  if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
}

// Loading is serial, so that static constructors of two plugins never race; and what was loaded stays
// (pitfall 1).
base::Result<Plugin> load(const fs::path& path) {
  static std::mutex mutex;
  static auto* const kept = new std::vector<boost::shared_ptr<const unsigned char>>();
  const std::lock_guard lock(mutex);
  ignore_broken_pipes();
  try {
    kept->push_back(dll::import_symbol<const unsigned char>(path, MIZAN_PLUGIN_SYMBOL, kMode));
  } catch (const std::exception& error) {
    return refused(path, fmt::format("cannot be loaded: {}", error.what()));
  }
  return as_plugin(path, kept->back());
}

}  // namespace

base::Result<Library> Library::open(const fs::path& path) {
  MIZAN_TRY(require_elf_library(path));
  MIZAN_TRY(require_entry(path));
  MIZAN_ASSIGN(auto plugin, load(path));
  return Library(std::move(plugin));
}

}  // namespace mizan::adapter
