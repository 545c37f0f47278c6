#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "app/connection.hpp"
#include "base/clock.hpp"

namespace mizan::app {

/// The adapters of a hub's sources, opened for each run or, in a hub that serves, kept open between runs that
/// follow each other closely: starting a worker takes longer than reading what is new. Any thread, but one at
/// a time for each source.
class ServingAdapters {
 public:
  explicit ServingAdapters(const base::Clock& clock) : clock_(clock) {}

  /// From now on those that are asked for often stay open.
  void keep_open() { keep_open_ = true; }

  /// The adapter of a source, by open_serving_adapter() (hot_change.hpp), unless it is open with the same
  /// build and settings. Valid until end_run() of that source.
  base::Result<adapter::Source*> open(const HubConfig& config, const SourceConfig& source,
                                      const Meaning& meaning);

  /// After each run. One whose run failed, whose process is gone, or that has used a good part of the
  /// processor time that a run of it may take is closed.
  void end_run(const SourceConfig& source, bool fine);

 private:
  struct Open {
    explicit Open(const std::string& source) : log(source) {}
    AdapterLog log;  // outlives the adapter
    ConnectedAdapter adapter;
    std::string made_of;  // its build and what it was given
    base::Micros began = 0;
    base::Micros busy = 0;  // in runs
  };

  std::unique_ptr<Open>& slot_of(const SourceConfig& source);
  bool worth_keeping(const SourceConfig& source, const Open& open) const;

  const base::Clock& clock_;
  bool keep_open_ = false;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Open>> open_;  // by source; guarded, but not what is in them
};

}  // namespace mizan::app
