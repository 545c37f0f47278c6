#include "app/plugin_build.hpp"

#include <fmt/format.h>

#include "adapter/elf_file.hpp"
#include "adapter/worker_description.hpp"
#include "app/connection.hpp"
#include "registry/version.hpp"

namespace mizan::app {

base::Result<registry::Build> build_of(const std::filesystem::path& plugin,
                                       const registry::PluginBytes& bytes) {
  adapter::WorkerOptions options;
  options.program = worker_program();
  options.plugin = fmt::format("/proc/self/fd/{}", bytes.image()->get());
  options.limits = worker_limits(AdapterTarget());
  const auto described = adapter::describe_in_worker(options);
  if (!described) return with_plugin_name(described.error(), plugin);
  const auto& about = *described;
  if (!registry::is_adapter_id(about.id))
    return adapter::refused(
        plugin, fmt::format("its id \"{}\" is no name of 1 to 64 lower-case letters, digits, '-' and '_'",
                            about.id.substr(0, 80)));
  if (!registry::Version::parse(about.version))
    return adapter::refused(
        plugin, fmt::format("its version \"{}\" is not MAJOR.MINOR.PATCH", about.version.substr(0, 80)));
  return registry::Build{about.id, about.version, bytes.sha256()};
}

}  // namespace mizan::app
