#pragma once
#include <mizan/abi/mizan_adapter.h>
#include <mizan/sdk/batch.hpp>
#include <mizan/sdk/error.hpp>

#include <string_view>

namespace mizan::sdk {

inline mizan_str view(std::string_view text) {
  return {text.data(), text.size()};
}

/// Where read() puts what it found. Every call blocks while the hub is behind and throws Stop when the hub
/// says stop, so that an author cannot forget to look.
class Sink {
 public:
  explicit Sink(const mizan_sink* sink) : sink_(sink) {}

  /// Hands over the batch and clears it.
  void emit(Batch& batch) {
    if (batch.empty()) return;
    const auto records = batch.records();
    pass(sink_->emit(sink_, records.data(), records.size()));
    batch.clear();
  }

  /// All emitted so far is covered by `token`, which the next read() is given.
  void checkpoint(std::string_view token) { pass(sink_->checkpoint(sink_, view(token))); }

  /// Something received that is no record: `where` finds it again, `reason` is a short code, `detail` one
  /// sentence.
  void reject(std::string_view where, std::string_view reason, std::string_view detail,
              std::string_view raw = {}, std::uint16_t field = 0) {
    const mizan_reject reject{sizeof(mizan_reject), field,        view(where),
                              view(reason),         view(detail), view(raw)};
    pass(sink_->reject(sink_, &reject));
  }

  /// Around everything that exists, for a source that gives whole snapshots.
  void begin_snapshot() { pass(sink_->snapshot(sink_, MIZAN_SNAPSHOT_BEGIN)); }
  void complete_snapshot() { pass(sink_->snapshot(sink_, MIZAN_SNAPSHOT_COMPLETE)); }

 private:
  static void pass(mizan_status status) {
    if (status != MIZAN_OK) throw Stop(status);
  }

  const mizan_sink* sink_;
};

}  // namespace mizan::sdk
