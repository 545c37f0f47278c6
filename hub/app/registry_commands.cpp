// `mizan adapter install`, `remove` and `list`: builds of adapters beside each other, and which one a source
// gets.
#include <algorithm>

#include "adapter/worker_source.hpp"
#include "app/adapter_sample.hpp"
#include "app/adapter_subcommands.hpp"
#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/connection.hpp"
#include "app/plugin_build.hpp"
#include "app/runnable_adapter.hpp"
#include "registry/choice.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using registry::Installed;

struct RemoveOptions {
  std::string id;
  std::string version;
  std::string digest;
};

void install(const Globals& globals, const fs::path& plugin) {
  const auto adapters = value_or_fail(read_hub_config(globals.config)).adapters;
  const auto bytes = value_or_fail(registry::PluginBytes::read(plugin));
  const auto build = value_or_fail(build_of(plugin, bytes));
  const auto trust = value_or_fail(registry::read_trust(adapters.trust));
  const auto signature = registry::signature_beside(plugin);
  const auto standing = registry::judge(trust, build, signature);
  if (!registry::may_run(standing, adapters.allow_unsigned))
    fail({base::Code::kConfig,
          fmt::format("{}: is not installed: it {}{}", plugin.string(), standing.words,
                      standing.how == registry::Standing::How::kUnsigned
                          ? ", and this hub runs no unsigned adapters (mizan adapter sign, trust)"
                          : "")});
  const bool trusted = standing.how == registry::Standing::How::kTrusted;
  const auto* signer = trusted ? trust.find_key((*signature)->key) : nullptr;
  note_in_audit(value_or_fail(read_hub_config(globals.config)), "adapter install",
                build.id + " " + build.version + " sha256:" + build.sha256);
  const auto done = value_or_fail(
      registry::install(adapters.folder, bytes,
                        {build, fmt::format("{}", MIZAN_ABI_MAJOR), signer == nullptr ? "" : signer->name,
                         base::to_rfc3339(system_clock().now()), plugin}));
  fmt::print("{} {} is installed: it {}\n  {}\n  sha256:{}\n", build.id, build.version, standing.words,
             done.folder.string(), build.sha256);
}

void remove(const Globals& globals, const RemoveOptions& options) {
  const auto adapters = value_or_fail(read_hub_config(globals.config)).adapters;
  std::vector<Installed> found;
  for (auto& each : value_or_fail(registry::list_installed(adapters.folder))) {
    if (each.build.id == options.id && each.build.version == options.version &&
        (options.digest.empty() || "sha256:" + each.build.sha256 == options.digest))
      found.push_back(std::move(each));
  }
  if (found.empty())
    fail({base::Code::kNotFound,
          fmt::format("{} {} is not installed (mizan adapter list)", options.id, options.version)});
  if (found.size() > 1)
    fail({base::Code::kConfig, fmt::format("{} builds of {} {} are installed: say which with --digest",
                                           found.size(), options.id, options.version)});
  note_in_audit(value_or_fail(read_hub_config(globals.config)), "adapter remove",
                options.id + " " + options.version);
  or_fail(registry::remove_installed(found.front()));
  fmt::print("{} {} is removed\n", options.id, options.version);
}

/// By the name of the source.
using Runnable = std::vector<std::pair<std::string, base::Result<RunnableAdapter>>>;

// The names of the sources that get a build; by its digest, or by the file of one that is not judged.
std::string sources_with(const Runnable& runnable, const std::string& sha256, const fs::path& plugin) {
  std::string names;
  for (const auto& [source, found] : runnable) {
    if (!found || (found->plugin != plugin && (sha256.empty() || found->sha256 != sha256))) continue;
    names += (names.empty() ? "" : " ") + source;
  }
  return names;
}

Runnable all_runnable(const HubConfig& config) {
  Runnable out;
  std::error_code failed;
  if (!fs::is_directory(config.sources, failed)) return out;
  for (const auto& source : value_or_fail(read_source_configs(config.sources)))
    out.emplace_back(source.name, find_runnable(config, source));
  return out;
}

void add_installed(Table& table, const HubConfig& config, const Runnable& runnable) {
  const auto& adapters = config.adapters;
  const auto trust = value_or_fail(registry::read_trust(adapters.trust));
  for (const auto& each : value_or_fail(registry::list_installed(adapters.folder))) {
    const auto standing = registry::standing_of(trust, each);
    const auto bytes = registry::read_installed(each);
    const bool runs = registry::may_run(standing, adapters.allow_unsigned);
    table.add({each.build.id, each.build.version, each.abi, "", standing.words,
               sources_with(runnable, each.build.sha256, each.plugin()), each.installed_at,
               "sha256:" + each.build.sha256, each.plugin().string(),
               !bytes ? bytes.error().message : std::string(runs ? "" : "not run")});
  }
}

void add_shipped(Table& table, const HubConfig& config, const Runnable& runnable) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(plugin_folder(config), failed)) {
    if (entry.path().extension() == ".so") files.push_back(fs::absolute(entry.path()));
  }
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const auto about = describe_plugin(file);
    const auto known = about ? *about : PluginAbout{};
    table.add({known.id, known.version, known.abi, known.needs, about ? "with the hub" : "",
               sources_with(runnable, "", file), "", "", file.string(),
               about ? std::string() : about.error().message});
  }
}

// Without a hub there are those that come with the program.
void list(const Globals& globals) {
  std::error_code failed;
  const bool has_config = fs::exists(globals.config, failed);
  const auto config = has_config ? value_or_fail(read_hub_config(globals.config)) : HubConfig{};
  const auto runnable = has_config ? all_runnable(config) : Runnable();
  Table table({{"adapter"},
               {"version"},
               {"abi"},
               {"needs"},
               {"signature"},
               {"sources"},
               {"installed"},
               {"digest"},
               {"file"},
               {"problem"}});
  if (has_config) add_installed(table, config, runnable);
  add_shipped(table, config, runnable);
  print(table, globals);
}

}  // namespace

void add_registry_commands(Command& adapter, Globals& globals) {
  static fs::path plugin;
  static RemoveOptions removed;
  auto& installed =
      adapter.add_command("install", "Install a build of an adapter beside those that are there");
  installed.add_option("plugin", &plugin, "the plugin's file; its signature lies beside it, FILE.sig")
      .required();
  installed.footer = R"(Examples:
  mizan adapter install quetta-court.so
  mizan --config /etc/mizan/mizan.toml adapter install ./quetta-court.so

A source of adapter = "ID" gets the newest build that may run, at its next read; version = "1.2.0" or digest = "sha256:…" in its
file pins it. Unsigned builds are installed only where mizan.toml says unsigned = "allow" under [adapters].)";
  installed.action = [&globals] { install(globals, plugin); };
  auto& remove_command = adapter.add_command("remove", "Remove an installed build");
  remove_command.add_option("id", &removed.id, "the adapter's id").required();
  remove_command.add_option("version", &removed.version, "its version").required();
  remove_command.add_option("--digest", &removed.digest, "sha256:…, where two builds have this version");
  remove_command.footer =
      "Example:\n  mizan adapter remove quetta-court 1.0.0\n\nWhat runs of it runs to its end.";
  remove_command.action = [&globals] { remove(globals, removed); };
  auto& listed = adapter.add_command(
      "list", "The adapters that are installed, who signed them, and which source gets which");
  listed.footer = "Example:\n  mizan adapter list --format json";
  listed.action = [&globals] { list(globals); };
}

}  // namespace mizan::app
