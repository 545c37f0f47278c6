#pragma once
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "app/login_config.hpp"
#include "base/clock.hpp"

namespace mizan::app {

/// Fetches an issuer's keys again and again, and when told to, on a thread of its own, from construction to
/// destruction. What cannot be fetched is a line in the log, and the keys that there were go on.
class KeyRounds {
 public:
  /// `take` is given each text that is another than the one before, on that thread.
  KeyRounds(LoginConfig login, const base::Clock& clock, std::function<void(const std::string& jwks)> take);
  ~KeyRounds();
  KeyRounds(const KeyRounds&) = delete;
  KeyRounds& operator=(const KeyRounds&) = delete;

  /// Once more now. From any thread; comes back at once.
  void fetch_now();

 private:
  void run();
  void once();

  LoginConfig login_;
  const base::Clock& clock_;
  std::function<void(const std::string&)> take_;
  std::string newest_;
  std::mutex mutex_;
  std::condition_variable woken_;
  bool stopping_ = false;  // guarded
  bool asked_ = false;     // guarded: not to wait for the next time
  std::thread thread_;
};

}  // namespace mizan::app
