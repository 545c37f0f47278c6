#include "app/hot_change.hpp"

#include <fmt/format.h>
#include <mizan/abi/mizan_adapter.h>

#include "adapter/never_stop.hpp"
#include "base/text.hpp"
#include "registry/serving.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {
using registry::Serving;

/// One opening of one source's adapter.
class Change {
 public:
  Change(const HubConfig& config, const SourceConfig& source, const Meaning& meaning, adapter::SourceLog& log,
         const base::Clock& clock)
      : config_(config), source_(source), meaning_(meaning), log_(log), clock_(clock) {}

  base::Result<ConnectedAdapter> open() {
    auto found = find_runnable(config_, source_);
    if (!found) return base::within(source_.file.string(), found.error());
    MIZAN_ASSIGN(auto served, served_so_far());
    if (served && served->digest == found->sha256) return open_build(*found);
    if (served && !served->refused.empty() && served->refused == found->sha256)
      if (auto before = build_before(*served)) return open_build(*before);
    auto opened = open_build(*found);
    if (served) return decide(*found, std::move(opened), *served);
    if (opened) note({found->sha256, found->name, "", "", ""});
    return opened;
  }

 private:
  base::Result<ConnectedAdapter> open_build(const RunnableAdapter& build) const {
    auto opened = open_adapter(target_of(build, source_, meaning_), log_, clock_);
    if (!opened) return base::within(source_.file.string(), opened.error());
    return opened;
  }

  // The hub without what is installed in it.
  HubConfig as_shipped() const {
    auto config = config_;
    config.adapters.folder.clear();
    return config;
  }

  // Where nothing is noted yet it was the plugin of that name that comes with the hub, if there is one.
  base::Result<std::optional<Serving>> served_so_far() const {
    MIZAN_ASSIGN(auto noted, registry::read_serving(config_.adapters.folder, source_.name));
    if (noted || !find_runnable(as_shipped(), source_)) return noted;
    return std::optional(Serving{"", source_.adapter, "", "", ""});
  }

  base::Result<RunnableAdapter> build_before(const Serving& served) const {
    if (served.digest.empty()) return find_runnable(as_shipped(), source_);
    auto pinned = source_;
    pinned.pin.digest = served.digest;
    return find_runnable(config_, pinned);
  }

  base::Result<ConnectedAdapter> decide(const RunnableAdapter& later, base::Result<ConnectedAdapter> opened,
                                        const Serving& served) {
    const auto fine = opened ? opened->source->check(adapter::NeverStop()) : base::Result<>(opened.error());
    if (fine) {
      note({later.sha256, later.name, "", "", ""});
      log_.write(MIZAN_LOG_INFO, fmt::format("{} serves now, in the place of {}", later.name, served.name));
      return opened;
    }
    const auto before = build_before(served);
    auto still = before ? open_build(*before) : base::Result<ConnectedAdapter>(before.error());
    if (!still) {
      log_.write(MIZAN_LOG_ERROR,
                 fmt::format("{} cannot go on serving: {}", served.name, still.error().message));
      return base::within(later.name, fine.error());
    }
    const auto why =
        fmt::format("{} is not taken, {} goes on serving: {}", later.name, served.name, fine.error().message);
    log_.write(MIZAN_LOG_ERROR, why);
    // Where the source cannot be reached by the old build either, the new one is not to blame.
    if (still->source->check(adapter::NeverStop())) note({served.digest, served.name, later.sha256, why, ""});
    return still;
  }

  void note(Serving serving) const {
    serving.since = base::to_rfc3339(clock_.now());
    const auto written = registry::write_serving(config_.adapters.folder, source_.name, serving);
    if (!written) log_.write(MIZAN_LOG_WARN, written.error().message);
  }

  const HubConfig& config_;
  const SourceConfig& source_;
  const Meaning& meaning_;
  adapter::SourceLog& log_;
  const base::Clock& clock_;
};

}  // namespace

base::Result<ConnectedAdapter> open_serving_adapter(const HubConfig& config, const SourceConfig& source,
                                                    const Meaning& meaning, adapter::SourceLog& log,
                                                    const base::Clock& clock) {
  const bool chosen_by_hand = source.adapter.find('/') != std::string::npos || !source.pin.any();
  if (chosen_by_hand) return open_adapter(config, source, meaning, log, clock);
  return Change(config, source, meaning, log, clock).open();
}

std::optional<Serving> refused_change(const HubConfig& config, const SourceConfig& source) {
  if (!source.pin.any()) return std::nullopt;
  auto serving = registry::read_serving(config.adapters.folder, source.name);
  if (!serving || !*serving || (*serving)->refused.empty()) return std::nullopt;
  return std::move(*serving);
}

}  // namespace mizan::app
