#include "app/key_rounds.hpp"

#include <chrono>

#include "ops/log.hpp"

namespace mizan::app {

KeyRounds::KeyRounds(LoginConfig login, const base::Clock& clock,
                     std::function<void(const std::string&)> take)
    : login_(std::move(login)), clock_(clock), take_(std::move(take)), thread_([this] { run(); }) {}

KeyRounds::~KeyRounds() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  woken_.notify_all();
  thread_.join();
}

void KeyRounds::fetch_now() {
  {
    const std::lock_guard lock(mutex_);
    asked_ = true;
  }
  woken_.notify_all();
}

void KeyRounds::once() {
  auto fetched = fetch_keys(login_, clock_);
  if (!fetched)
    return ops::log_error("login.keys_failed", fetched.error().message + "; the keys that were known go on");
  if (*fetched == newest_) return;
  newest_ = std::move(*fetched);
  take_(newest_);
}

void KeyRounds::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    asked_ = false;
    lock.unlock();
    once();
    lock.lock();
    woken_.wait_for(lock, std::chrono::minutes(login_.jwks_minutes), [this] { return stopping_ || asked_; });
  }
}

}  // namespace mizan::app
