#include "app/interrupt.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <vector>

namespace mizan::app {
namespace {

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

sigset_t taken_signals(bool hang_up_reloads) {
  auto set = ending_signals();
  if (hang_up_reloads) sigaddset(&set, SIGHUP);
  return set;
}

}  // namespace

Interrupt::Interrupt(bool hang_up_reloads) {
  const auto set = taken_signals(hang_up_reloads);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

Interrupt::~Interrupt() {
  if (signals_ >= 0) close(signals_);
}

bool Interrupt::stopped() const {
  sigset_t pending;
  sigpending(&pending);
  return taken_ || sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

bool Interrupt::wait(std::chrono::milliseconds most) {
  return wait(most, {}) == Wake::kInterrupt;
}

Interrupt::Wake Interrupt::wait(std::chrono::milliseconds most, std::initializer_list<int> descriptors) {
  if (taken_) return Wake::kInterrupt;
  std::vector<pollfd> waited = {pollfd{signals_, POLLIN, 0}};
  for (const int descriptor : descriptors) waited.push_back({descriptor, POLLIN, 0});
  if (poll(waited.data(), waited.size(), static_cast<int>(most.count())) <= 0) return Wake::kTime;
  if (waited[0].revents == 0) return Wake::kReadable;
  signalfd_siginfo taken{};
  if (read(signals_, &taken, sizeof taken) != sizeof taken) return Wake::kTime;
  if (taken.ssi_signo == SIGHUP) return Wake::kReload;
  taken_ = true;
  return Wake::kInterrupt;
}

}  // namespace mizan::app
