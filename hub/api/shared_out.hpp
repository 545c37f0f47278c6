#pragma once
// Private to this folder: one job for each of many things, shared out over the threads that have time.
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <utility>

namespace mizan::api {

/// A job to be done once for each number below `count`, in parts, by one thread that waits for the end and by
/// whichever others come to help. It must not throw. From any thread.
class SharedOut {
 public:
  SharedOut(std::size_t count, std::function<void(std::size_t)> job) : count_(count), job_(std::move(job)) {}

  /// Does one part after the other until all are taken. Who comes after finish() finds none, and what the job
  /// refers to may be gone by then.
  void help() {
    for (auto from = next_.fetch_add(kPart); from < count_; from = next_.fetch_add(kPart)) {
      const auto to = from + kPart < count_ ? from + kPart : count_;
      for (auto i = from; i < to; ++i) job_(i);
      if (done_.fetch_add(to - from) + (to - from) == count_) done_.notify_all();
    }
  }

  /// Helps, and comes back when others have done theirs too: nobody is waited for who has not begun.
  void finish() {
    help();
    for (auto done = done_.load(); done < count_; done = done_.load()) done_.wait(done);
  }

  static constexpr std::size_t kPart = 32;  ///< numbers that are taken at once

 private:
  const std::size_t count_;
  const std::function<void(std::size_t)> job_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<std::size_t> done_ = 0;
};

}  // namespace mizan::api
