#include "store/shared_store.hpp"

namespace mizan::store {

SharedStore::Turn::Turn(SharedStore& shared) : shared_(shared) {
  std::unique_lock lock(shared_.mutex_);
  const auto ticket = shared_.next_ticket_++;
  shared_.changed_.wait(lock, [&] { return shared_.served_ == ticket; });
}

SharedStore::Turn::~Turn() {
  {
    const std::lock_guard lock(shared_.mutex_);
    ++shared_.served_;
  }
  shared_.changed_.notify_all();
}

std::uint64_t SharedStore::waiting() {
  const std::lock_guard lock(mutex_);
  const auto asked = next_ticket_ - served_;
  return asked == 0 ? 0 : asked - 1;
}

}  // namespace mizan::store
