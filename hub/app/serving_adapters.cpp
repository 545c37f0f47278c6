#include "app/serving_adapters.hpp"

#include <fmt/format.h>

#include "app/hot_change.hpp"

namespace mizan::app {
namespace {

// A process that waits for longer than this costs more than it saves.
constexpr std::int64_t kLongestIdleSeconds = 60;
constexpr base::Micros kSecond = 1'000'000;

std::string made_of(const AdapterTarget& target) {
  const auto& build = target.build;
  return fmt::format("{}\n{}\n{}", build.plugin.string(),
                     build.sha256.empty() ? file_identity(build.plugin) : build.sha256, target.settings);
}

}  // namespace

std::unique_ptr<ServingAdapters::Open>& ServingAdapters::slot_of(const SourceConfig& source) {
  const std::lock_guard lock(mutex_);
  return open_[source.name];
}

base::Result<adapter::Source*> ServingAdapters::open(const HubConfig& config, const SourceConfig& source,
                                                     const Meaning& meaning) {
  std::string wanted;
  if (const auto build = find_runnable(config, source)) wanted = made_of(target_of(*build, source, meaning));
  auto& slot = slot_of(source);
  if (!slot || wanted.empty() || slot->made_of != wanted) {
    slot = std::make_unique<Open>(source.name);
    auto opened = open_serving_adapter(config, source, meaning, slot->log, clock_);
    if (!opened) {
      slot.reset();
      return opened.error();
    }
    slot->adapter = std::move(*opened);
    slot->made_of = std::move(wanted);
  }
  slot->began = clock_.now();
  return slot->adapter.source.get();
}

void ServingAdapters::end_run(const SourceConfig& source, bool fine) {
  auto& slot = slot_of(source);
  if (!slot) return;
  slot->busy += clock_.now() - slot->began;
  if (!fine || !worth_keeping(source, *slot)) slot.reset();
}

bool ServingAdapters::worth_keeping(const SourceConfig& source, const Open& open) const {
  if (!keep_open_ || open.adapter.source->lost()) return false;
  if (source.poll_seconds > kLongestIdleSeconds && !watched_folder(source)) return false;
  // The limit is for one run, the system counts over all of them; an adapter may use several cores.
  return open.busy < source.worker.cpu_seconds * kSecond / 4;
}

}  // namespace mizan::app
