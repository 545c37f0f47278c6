#pragma once
// Private to this folder: how the threads that assemble facts hand them to the one that stores them.
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <vector>

#include "store/store.hpp"

namespace mizan::pipeline {

/// A queue of rows from several producers to one consumer. It holds a few batches at most, so that producers
/// wait for the consumer rather than fill the memory.
class FactsQueue {
 public:
  using Rows = std::vector<store::FactsRow>;

  explicit FactsQueue(int producers) : producing_(producers) {}

  /// The next batch, waited for; nothing when every producer is done.
  std::optional<Rows> take();
  /// Takes no more: producers are told so by an error, and what they sent is dropped.
  void refuse();

  /// A producer's end. It is done when this goes out of scope.
  class Producer {
   public:
    explicit Producer(FactsQueue& queue) : queue_(queue) {}
    ~Producer() { queue_.end_producer(); }
    Producer(const Producer&) = delete;
    Producer& operator=(const Producer&) = delete;

    base::Result<> put(store::FactsRow&& row);
    base::Result<> flush();

   private:
    FactsQueue& queue_;
    Rows rows_;
  };

 private:
  static constexpr std::size_t kBatch = 1024;
  static constexpr std::size_t kMostBatches = 16;

  base::Result<> push(Rows rows);
  void end_producer();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Rows> batches_;
  int producing_;
  bool refused_ = false;
};

}  // namespace mizan::pipeline
