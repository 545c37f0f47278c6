#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "adapter/file_descriptor.hpp"
#include "base/error.hpp"
#include "pipeline/ingest_runner.hpp"

namespace mizan::app {

/// Runs of sources, each on a thread of its own, so that a source that is slow, or whose adapter hangs, keeps
/// no other waiting. One thread begins them and takes what they came to.
class SourceRuns {
 public:
  using Report = base::Result<pipeline::IngestReport>;
  struct Ended {
    std::size_t who = 0;
    Report report;
  };

  /// `read` reads source number `who` once; it is called on other threads, for several at once but never
  /// twice for one.
  SourceRuns(std::size_t sources, std::function<Report(std::size_t who)> read);
  /// Waits, as take_all() does.
  ~SourceRuns();
  SourceRuns(const SourceRuns&) = delete;
  SourceRuns& operator=(const SourceRuns&) = delete;

  /// It must not be running.
  void begin(std::size_t who);

  /// Readable as long as there is something to take.
  int descriptor() const { return ready_.get(); }
  /// What has ended since the last call. Does not wait.
  std::vector<Ended> take_ended();
  /// The same when all that are running have ended: ask them to stop first.
  std::vector<Ended> take_all();

 private:
  void run(std::size_t who);

  std::function<Report(std::size_t)> read_;
  adapter::FileDescriptor ready_;
  std::vector<std::thread> threads_;  // by source
  std::mutex mutex_;
  std::vector<Ended> ended_;  // guarded
};

}  // namespace mizan::app
