// Stopping: because the hub refuses, because it is asked to, because time is up; and a hub that is slow.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "conformance/process_state.hpp"
#include "conformance/reading.hpp"

namespace mizan::conformance {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostStops = 40;
constexpr milliseconds kPatience{1'000};

// Reads up to a stop, then from the last checkpoint before it: nothing may be missing. Empty: nothing is.
std::string stopped_and_resumed(const mizan_adapter_plugin& plugin, const Subject& subject,
                                const WholeRead& whole, std::size_t at) {
  Manner manner;
  manner.refuse_at = static_cast<int>(at);
  Probe probe(plugin, subject, manner);
  if (probe.create() != MIZAN_OK) return "create fails the second time";
  const auto status = probe.read();
  // An adapter whose system sends at its own pace may emit less often another time.
  if (status == MIZAN_OK && !probe.refused()) return "";
  if (probe.called_after_refusal()) return "it calls the sink again";
  if (status != MIZAN_E_CANCELLED)
    return fmt::format("it ends with status {} where the sink's own, MIZAN_E_CANCELLED (7), is meant",
                       status);
  const auto& marks = probe.seen().marks;
  const auto before = marks.empty() ? 0 : marks.back().records;
  auto have = std::unordered_set<std::uint64_t>(
      probe.seen().records.begin(), probe.seen().records.begin() + static_cast<std::ptrdiff_t>(before));
  const auto rest = read_whole(plugin, subject, {}, marks.empty() ? "" : marks.back().token);
  if (!rest.trouble.empty()) return rest.trouble;
  have.insert(rest.set.begin(), rest.set.end());
  const auto missing =
      std::count_if(whole.set.begin(), whole.set.end(), [&](auto record) { return !have.contains(record); });
  return missing == 0 ? "" : fmt::format("after it {} of {} records never come", missing, whole.set.size());
}

Outcome stops_at_every_emit(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    const auto chosen = some_of(whole.seen.emits, kMostStops);
    for (const auto at : chosen) {
      if (const auto mistake = stopped_and_resumed(plugin, subject, whole, at); !mistake.empty())
        return failed(fmt::format("where the sink refuses its {}th emit: {}", at + 1, mistake));
    }
    return passed(fmt::format("{} of {} emits", chosen.size(), whole.seen.emits));
  });
}

Outcome stops_when_cancelled(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    for (const auto at : {0, 1}) {
      Manner manner;
      manner.cancel_at = at;
      // A hub that is slow has time to change its mind.
      manner.emit_takes = milliseconds(whole.seen.emits > 1'000 ? 1 : 5);
      Probe probe(plugin, subject, manner);
      if (probe.create() != MIZAN_OK) return failed("create fails the second time");
      const auto status = probe.read();
      const auto took = Clock::now() - probe.seen().cancelled_at;
      if (status == MIZAN_OK && probe.seen().emits == whole.seen.emits && took < kPatience)
        continue;  // it was done by then
      if (status != MIZAN_E_CANCELLED)
        return failed(fmt::format("cancelled {}, it ends with status {} where MIZAN_E_CANCELLED (7) is meant",
                                  at == 0 ? "before it begins" : "after an emit", status));
      if (took > kPatience)
        return failed(fmt::format("cancelled, it goes on for {} ms",
                                  std::chrono::duration_cast<milliseconds>(took).count()));
    }
    return passed();
  });
}

Outcome keeps_the_deadline(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    Manner manner;
    manner.deadline_ns = 1;
    Probe probe(plugin, subject, manner);
    if (probe.create() != MIZAN_OK) return failed("create fails the second time");
    const auto begin = Clock::now();
    const auto status = probe.read();
    const auto took = Clock::now() - begin;
    if (status == MIZAN_OK && took < kPatience)
      return passed(fmt::format("it reads all {} records in less time than it may take to stop",
                                whole.seen.records.size()));
    if (status != MIZAN_E_DEADLINE)
      return failed(
          fmt::format("with its time up it ends with status {} where MIZAN_E_DEADLINE (8) is meant", status));
    if (took > kPatience)
      return failed(fmt::format("with its time up it goes on for {} ms",
                                std::chrono::duration_cast<milliseconds>(took).count()));
    return passed();
  });
}

Outcome waits_for_a_slow_hub(const Subject& subject) {
  return with_whole_read(subject, [&](const mizan_adapter_plugin& plugin, const WholeRead& whole) {
    constexpr std::int64_t kMost = std::int64_t{64} << 20;
    const auto emits = static_cast<std::int64_t>(std::max<std::size_t>(whole.seen.emits, 1));
    Manner manner;
    manner.emit_takes = std::chrono::microseconds(std::min<std::int64_t>(5'000, 5'000'000 / emits));
    std::int64_t most = 0;
    const auto step = whole.seen.records.size() / 64 + 1;
    std::size_t records = 0;
    manner.on_record = [&](const mizan_record&) {
      if (records++ % step == 0) most = std::max(most, process_state().own_memory);
    };
    const auto before = process_state();
    const auto slow = read_whole(plugin, subject, manner);
    if (!slow.trouble.empty()) return failed("for a slow hub, " + slow.trouble);
    if (most - before.own_memory > kMost)
      return failed(fmt::format("while the hub is slow it takes {} MiB: it reads on instead of waiting",
                                (most - before.own_memory) >> 20));
    const auto after = process_state();
    return after.threads > before.threads ? failed("a thread of it lives on after read has returned")
                                          : passed();
  });
}

constexpr std::array kChecks = {
    Check{"stop.every-emit", "Where the sink refuses, it stops; and goes on later with nothing missing.",
          &stops_at_every_emit},
    Check{"stop.cancelled", "Asked to stop, it does within a second.", &stops_when_cancelled},
    Check{"stop.deadline", "With its time up, it stops within a second.", &keeps_the_deadline},
    Check{"stop.slow-hub", "A hub that is slow makes it wait, not take memory; no thread outlives the call.",
          &waits_for_a_slow_hub},
};

}  // namespace

std::span<const Check> stop_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
