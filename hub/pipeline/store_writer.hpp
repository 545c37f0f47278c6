#pragma once
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

#include "store/shared_store.hpp"

namespace mizan::pipeline {

/// Writes batches to the store on a thread of its own, in the order given, while the next ones are read and
/// normalized; each batch is a turn of the store. After an error nothing more is written, and every call
/// returns it. A run of one small batch never starts the thread.
class StoreWriter {
 public:
  /// `written` is called on the writing thread with what each batch came to; it may be empty.
  StoreWriter(store::SharedStore& store, std::function<void(const store::Books&)> written);
  /// Waits for the batch at hand and drops the rest; call drain() first to keep them.
  ~StoreWriter();
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;

  /// Hands a batch over; waits while kMostWaiting of them wait.
  base::Result<> submit(store::IngestBatch batch);
  /// Writes a last batch on the calling thread, once all before it are written.
  base::Result<> finish(store::IngestBatch batch);
  /// Returns once everything handed over is written.
  base::Result<> drain();

  /// The sum of what was written, and the seconds that its thread wrote; to be read after drain().
  const store::Books& books() const { return books_; }
  double seconds() const { return seconds_; }

  /// Batches that may wait: enough to keep both sides busy, few enough to bound memory.
  static constexpr std::size_t kMostWaiting = 3;

 private:
  void write_all();
  void write(store::IngestBatch batch);
  std::optional<base::Error> attempt(store::IngestBatch batch);

  store::SharedStore& store_;
  std::function<void(const store::Books&)> written_;
  store::Books books_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<store::IngestBatch> waiting_;  // guarded, as all that follows
  bool writing_ = false;
  bool stopping_ = false;
  double seconds_ = 0;
  std::optional<base::Error> error_;
  std::thread thread_;
};

}  // namespace mizan::pipeline
