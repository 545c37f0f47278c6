#include "registry/choice.hpp"

#include <fmt/format.h>

namespace mizan::registry {
namespace {

bool fits(const Installed& installed, const Wanted& wanted) {
  return (wanted.version.empty() || installed.build.version == wanted.version) &&
         (wanted.digest.empty() || installed.build.sha256 == wanted.digest);
}

std::string in_words(const Wanted& wanted) {
  return fmt::format("{}{}{}{}", wanted.id, wanted.version.empty() ? "" : " " + wanted.version,
                     wanted.digest.empty() ? "" : " of digest ", wanted.digest);
}

base::Error refused(std::string text) {
  return {base::Code::kConfig, std::move(text)};
}

}  // namespace

Standing standing_of(const Trust& trust, const Installed& installed) {
  return judge(trust, installed.build, signature_beside(installed.plugin()));
}

base::Result<std::optional<Chosen>> choose(const std::vector<Installed>& installed, const Trust& trust,
                                           bool allow_unsigned, const Wanted& wanted) {
  bool any = false;
  std::string fitting;
  for (const auto& each : installed) {
    if (each.build.id != wanted.id) continue;
    any = true;
    if (!fits(each, wanted)) continue;
    auto standing = standing_of(trust, each);
    if (may_run(standing, allow_unsigned)) return std::optional(Chosen{each, std::move(standing)});
    if (fitting.empty())
      fitting = fmt::format("the adapter {} {} is not run: it {}", each.build.id, each.build.version,
                            standing.words);
  }
  if (!fitting.empty()) return refused(std::move(fitting));
  if (any)
    return refused(fmt::format("the adapter {} is not installed; other builds of it are (mizan adapter list)",
                               in_words(wanted)));
  return std::optional<Chosen>();
}

base::Result<PluginBytes> read_installed(const Installed& installed) {
  MIZAN_ASSIGN(auto bytes, PluginBytes::read(installed.plugin()));
  if (bytes.sha256() != installed.build.sha256)
    return refused(fmt::format(
        "{}: was changed after it was installed: its digest is {} and not {}; remove it and install it again",
        installed.plugin().string(), bytes.sha256(), installed.build.sha256));
  return bytes;
}

}  // namespace mizan::registry
