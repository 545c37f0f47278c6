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
/// A kind of plugin: the symbol that it exports, and what the bytes there are.
struct Kind {
  const char* symbol;
  std::string_view any_major;  // the symbol without its number
  unsigned major;
  const char* name;
};
constexpr Kind kAdapter{MIZAN_PLUGIN_SYMBOL, "mizan_adapter_v", MIZAN_ABI_MAJOR, "adapter"};
constexpr Kind kPublisher{MIZAN_PUBLISHER_SYMBOL, "mizan_publisher_v", MIZAN_PUBLISHER_MAJOR, "publisher"};

// The dynamic symbols, read from the file without running anything of it.
base::Result<std::vector<std::string>> exported(const fs::path& path) {
  try {
    return dll::library_info(path, false).symbols();
  } catch (const std::exception&) {
    return refused(path, "its symbols cannot be read, so it is no plugin");
  }
}

base::Result<> require_entry(const fs::path& path, const Kind& kind) {
  MIZAN_ASSIGN(const auto symbols, exported(path));
  std::string other;
  for (const auto& symbol : symbols) {
    if (symbol == kind.symbol) return {};
    if (symbol.starts_with(kind.any_major)) other = symbol.substr(kind.any_major.size());
  }
  if (!other.empty()) {
    return refused(path,
                   fmt::format("is built for {} ABI {}; this hub speaks ABI {}: rebuild it against this "
                               "hub's SDK",
                               kind.name, other, kind.major));
  }
  return refused(path, fmt::format("is a shared library but no Mizan {}: it does not export {}", kind.name,
                                   kind.symbol));
}

// Of ABI 1.0, whose last member this is.
constexpr auto kFirstSize =
    offsetof(mizan_adapter_plugin, extension) + sizeof(mizan_adapter_plugin::extension);
constexpr auto kFirstPublisherSize =
    offsetof(mizan_publisher_plugin, extension) + sizeof(mizan_publisher_plugin::extension);

template <class Plugin>
base::Result<> require_words(const fs::path& path, const Plugin& plugin) {
  if (plugin.id != nullptr && plugin.version != nullptr && plugin.config_schema != nullptr) return {};
  return refused(path, "its descriptor lacks an id, a version or a settings schema");
}

base::Result<> require_whole(const fs::path& path, const mizan_adapter_plugin& plugin) {
  MIZAN_TRY(require_words(path, plugin));
  if (plugin.create == nullptr || plugin.destroy == nullptr || plugin.check == nullptr ||
      plugin.read == nullptr) {
    return refused(path, "its descriptor lacks create, destroy, check or read");
  }
  return {};
}

base::Result<> require_whole(const fs::path& path, const mizan_publisher_plugin& plugin) {
  MIZAN_TRY(require_words(path, plugin));
  if (plugin.create == nullptr || plugin.destroy == nullptr || plugin.check == nullptr ||
      plugin.publish == nullptr) {
    return refused(path, "its descriptor lacks create, destroy, check or publish");
  }
  return {};
}

// What lies at the symbol is taken for bytes until it has shown that it is a descriptor. A later minor's has
// a tail that this hub does not look at; but none says that it has more than is there. Boost.DLL speaks
// boost::shared_ptr; the deleter keeps it, and with it the library.
template <class Plugin>
base::Result<std::shared_ptr<const Plugin>> as_plugin(const fs::path& path,
                                                      boost::shared_ptr<const unsigned char> bytes,
                                                      std::size_t first_size) {
  MIZAN_ASSIGN(const auto there, require_data_symbol(path, bytes.get(), first_size, alignof(Plugin)));
  const auto* plugin = reinterpret_cast<const Plugin*>(bytes.get());
  if (plugin->struct_size < first_size || plugin->struct_size > there) {
    return refused(path, fmt::format("its descriptor says it has {} bytes; ABI 1.0 has {}, its symbol {}",
                                     plugin->struct_size, first_size, there));
  }
  MIZAN_TRY(require_whole(path, *plugin));
  return std::shared_ptr<const Plugin>(plugin,
                                       [held = std::move(bytes)](const Plugin*) mutable { held.reset(); });
}

// Clients of databases write to connections that may be gone, and one of them would otherwise change what the
// signal does for the whole process.
void ignore_broken_pipes() {
  struct sigaction now {};
  if (sigaction(SIGPIPE, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) signal(SIGPIPE, SIG_IGN);
}

using Bytes = boost::shared_ptr<const unsigned char>;

// Loading is serial, so that static constructors of two plugins never race; and what was loaded stays
// (pitfall 1).
base::Result<Bytes> load_symbol(const fs::path& path, const Kind& kind) {
  static std::mutex mutex;
  static auto* const kept = new std::vector<Bytes>();
  const std::lock_guard lock(mutex);
  ignore_broken_pipes();
  try {
    kept->push_back(dll::import_symbol<const unsigned char>(path, kind.symbol, kMode));
    return kept->back();
  } catch (const std::exception& error) {
    return refused(path, fmt::format("cannot be loaded: {}", error.what()));
  }
}

template <class Plugin>
base::Result<std::shared_ptr<const Plugin>> load(const fs::path& path, const Kind& kind,
                                                 std::size_t first_size) {
  MIZAN_TRY(require_elf_library(path));
  MIZAN_TRY(require_entry(path, kind));
  MIZAN_ASSIGN(auto bytes, load_symbol(path, kind));
  return as_plugin<Plugin>(path, std::move(bytes), first_size);
}

}  // namespace

base::Result<Library> Library::open(const fs::path& path) {
  MIZAN_ASSIGN(auto plugin, load<mizan_adapter_plugin>(path, kAdapter, kFirstSize));
  return Library(std::move(plugin));
}

base::Result<PublisherLibrary> PublisherLibrary::open(const fs::path& path) {
  MIZAN_ASSIGN(auto plugin, load<mizan_publisher_plugin>(path, kPublisher, kFirstPublisherSize));
  return PublisherLibrary(std::move(plugin));
}

}  // namespace mizan::adapter
