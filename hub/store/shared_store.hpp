#pragma once
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "store/store.hpp"

namespace mizan::store {

/// A store that several threads change by turns, first come, first served: a long load waits after each of
/// its transactions for whoever came meanwhile. Outlived by the store.
class SharedStore {
 public:
  explicit SharedStore(Store& store) : store_(store) {}
  SharedStore(const SharedStore&) = delete;
  SharedStore& operator=(const SharedStore&) = delete;

  /// The store, for the caller alone while it lives. Of one thread no two at once.
  class Turn {
   public:
    explicit Turn(SharedStore& shared);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    Store& operator*() const { return shared_.store_; }
    Store* operator->() const { return &shared_.store_; }

   private:
    SharedStore& shared_;
  };

  /// Waits until it is this caller's turn.
  Turn take() { return Turn(*this); }
  /// Threads that wait for one now.
  std::uint64_t waiting();

 private:
  Store& store_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t next_ticket_ = 0;  // guarded, as is what follows
  std::uint64_t served_ = 0;
};

}  // namespace mizan::store
