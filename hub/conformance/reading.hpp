#pragma once
#include <unordered_set>

#include "conformance/loaded.hpp"
#include "conformance/probe.hpp"

namespace mizan::conformance {

/// A skipped check's reason, where no read of these settings goes well.
std::string why_not(const char* call, mizan_status status, const Probe& probe);

/// One whole read by an instance of its own. Not MIZAN_OK: `trouble` says why.
struct WholeRead {
  Seen seen;
  std::unordered_set<std::uint64_t> set;  ///< of seen.records
  mizan_status status = MIZAN_OK;
  std::string trouble;
};
WholeRead read_whole(const mizan_adapter_plugin& plugin, const Subject& subject, Manner manner = {},
                     std::string_view token = {});

/// What `look` finds of the plugin and of a whole read of it; skipped if that does not end well.
template <class Look>
Outcome with_whole_read(const Subject& subject, Look&& look) {
  return with_plugin(subject, [&](const mizan_adapter_plugin& plugin) {
    const auto whole = read_whole(plugin, subject);
    if (!whole.trouble.empty()) return skipped(whole.trouble);
    if (whole.seen.records.empty())
      return skipped("a whole read gives no record: check it with settings that give some");
    return look(plugin, whole);
  });
}

/// At most `most` of the numbers below `count`, the first and the last among them, evenly.
std::vector<std::size_t> some_of(std::size_t count, std::size_t most);

}  // namespace mizan::conformance
