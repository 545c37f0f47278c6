#include "worker/needs.hpp"

#include <fmt/format.h>
#include <mizan/abi/mizan_extensions.h>

namespace mizan::worker {
namespace {

base::Error not_granted(const mizan_adapter_plugin& plugin, std::string_view what, std::string_view key) {
  return {base::Code::kConfig,
          fmt::format("{}: {}, which its source file must grant: {} = true under [worker]", plugin.id, what,
                      key)};
}

}  // namespace

base::Result<> check_needs(const mizan_adapter_plugin& plugin, const adapter::WorkerLimits& granted) {
  if (plugin.extension == nullptr) return {};
  const auto* asked = static_cast<const mizan_needs*>(plugin.extension(MIZAN_NEEDS_1));
  if (asked == nullptr || !MIZAN_HAS(asked, needs)) return {};
  if ((asked->needs & MIZAN_NEED_PROGRAMS) != 0 && !granted.programs)
    return not_granted(plugin, "it starts programs", "programs");
  if ((asked->needs & MIZAN_NEED_NETWORK) != 0 && !granted.network)
    return not_granted(plugin, "it opens connections", "network");
  return {};
}

}  // namespace mizan::worker
