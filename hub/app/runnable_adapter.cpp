#include "app/runnable_adapter.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <map>
#include <mutex>

#include "adapter/elf_file.hpp"
#include "app/connection.hpp"
#include "registry/choice.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {
using registry::PluginBytes;
using registry::Standing;

constexpr const char* kNotSigned = "NOT SIGNED";

base::Error refused(std::string text) {
  return {base::Code::kConfig, std::move(text)};
}

std::string in_words(const Standing& standing) {
  // "is signed by …"
  return standing.how == Standing::How::kTrusted ? standing.words.substr(3) : kNotSigned;
}

base::Result<> require_digest(const AdapterPin& pin, const fs::path& plugin, const std::string& sha256) {
  if (pin.digest.empty() || pin.digest == sha256) return {};
  return refused(fmt::format("{}: has the digest sha256:{} and not the one that the source asks for",
                             plugin.string(), sha256));
}

// Of a file that is named by its path the signature alone says what it is.
base::Result<RunnableAdapter> of_path(const HubConfig& config, const SourceConfig& source) {
  const auto plugin = plugin_path(config, source);
  MIZAN_TRY(adapter::require_elf_library(plugin));
  MIZAN_ASSIGN(const auto trust, registry::read_trust(config.adapters.trust));
  MIZAN_ASSIGN(const auto bytes, PluginBytes::read(plugin));
  MIZAN_TRY(require_digest(source.pin, plugin, bytes.sha256()));
  const auto signature = registry::signature_beside(plugin);
  registry::Build build{"", "", bytes.sha256()};
  if (signature && *signature) {
    build.id = (*signature)->build.id;
    build.version = (*signature)->build.version;
  }
  const auto standing = registry::judge(trust, build, signature);
  if (standing.how == Standing::How::kUnsigned && !config.adapters.allow_unsigned)
    return refused(fmt::format(
        "{}: {}; this hub runs such adapters only with unsigned = \"allow\" under [adapters] of {}",
        plugin.string(), standing.words, config.file.filename().string()));
  if (standing.how == Standing::How::kRefused)
    return refused(fmt::format("{}: {}", plugin.string(), standing.words));
  // An unsigned one may have libraries of its own beside it, which it finds by its path.
  const bool sealed = standing.how == Standing::How::kTrusted || !source.pin.digest.empty();
  return RunnableAdapter{plugin, sealed ? bytes.image() : nullptr, plugin.filename().string(), bytes.sha256(),
                         in_words(standing)};
}

// It is part of the program, and as well guarded. What anybody may write is not.
base::Result<> require_guarded(const fs::path& plugin) {
  for (const auto& path : {plugin, plugin.parent_path()}) {
    std::error_code failed;
    if ((fs::status(path, failed).permissions() & fs::perms::others_write) != fs::perms::none)
      return refused(
          fmt::format("{0}: anybody may write it, so nothing of it is run: chmod o-w {0}", path.string()));
  }
  return {};
}

base::Result<RunnableAdapter> shipped(const HubConfig& config, const SourceConfig& source) {
  const auto plugin = plugin_path(config, source);
  std::error_code failed;
  if (!fs::exists(plugin, failed))
    return refused(
        fmt::format("{}: there is no such plugin, and no adapter \"{}\" is installed (mizan adapter list)",
                    plugin.string(), source.adapter));
  if (!source.pin.version.empty())
    return refused(fmt::format(
        "the adapter {} {} is not installed; the one that comes with the hub is not pinned by its version",
        source.adapter, source.pin.version));
  MIZAN_TRY(require_guarded(plugin));
  RunnableAdapter found{plugin, nullptr, source.adapter, "", "with the hub"};
  if (source.pin.digest.empty()) return found;
  MIZAN_ASSIGN(const auto bytes, PluginBytes::read(plugin));
  MIZAN_TRY(require_digest(source.pin, plugin, bytes.sha256()));
  found.image = bytes.image();
  found.sha256 = bytes.sha256();
  return found;
}

// A source may be read many times a second, so that a build is read and hashed once. What is kept is sealed:
// a change of the file is seen, and does not reach it.
base::Result<PluginBytes> installed_bytes(const registry::Installed& installed) {
  static std::mutex mutex;
  static auto* const kept = new std::map<std::string, PluginBytes>();
  const auto of = installed.build.sha256 + " " + file_identity(installed.plugin());
  const std::lock_guard lock(mutex);
  if (const auto known = kept->find(of); known != kept->end()) return known->second;
  MIZAN_ASSIGN(auto bytes, registry::read_installed(installed));
  return kept->emplace(of, std::move(bytes)).first->second;
}

}  // namespace

std::string file_identity(const fs::path& file) {
  struct stat now = {};
  if (stat(file.c_str(), &now) != 0) return "";
  return fmt::format("{} {} {} {}.{} {}.{}", now.st_dev, now.st_ino, now.st_size, now.st_mtim.tv_sec,
                     now.st_mtim.tv_nsec, now.st_ctim.tv_sec, now.st_ctim.tv_nsec);
}

base::Result<RunnableAdapter> find_runnable(const HubConfig& config, const SourceConfig& source) {
  if (source.adapter.find('/') != std::string::npos) return of_path(config, source);
  const auto& adapters = config.adapters;
  MIZAN_ASSIGN(const auto installed, registry::list_installed(adapters.folder));
  if (installed.empty()) return shipped(config, source);
  MIZAN_ASSIGN(const auto trust, registry::read_trust(adapters.trust));
  MIZAN_ASSIGN(const auto chosen, registry::choose(installed, trust, adapters.allow_unsigned,
                                                   {source.adapter, source.pin.version, source.pin.digest}));
  if (!chosen) return shipped(config, source);
  MIZAN_ASSIGN(const auto bytes, installed_bytes(chosen->installed));
  const auto& build = chosen->installed.build;
  return RunnableAdapter{chosen->installed.plugin(), bytes.image(), build.id + " " + build.version,
                         build.sha256, in_words(chosen->standing)};
}

}  // namespace mizan::app
