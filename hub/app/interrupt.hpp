#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <initializer_list>

#include "adapter/source.hpp"

namespace mizan::app {

/// Ctrl-C and SIGTERM as something to ask, from any thread, and to wait for, on one. Blocks both signals for
/// the whole process, so make it before any thread.
class Interrupt final : public adapter::StopRequest {
 public:
  /// What ended a wait.
  enum class Wake : std::uint8_t { kTime, kInterrupt, kReadable, kReload };

  /// `hang_up_reloads`: SIGHUP wakes, and ends nothing.
  explicit Interrupt(bool hang_up_reloads = false);
  ~Interrupt() override;
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool stopped() const override;
  /// Waits until interrupted or the time is over; true if interrupted.
  bool wait(std::chrono::milliseconds most);
  /// Waits until interrupted, one of the descriptors (-1: none) can be read, or the time is over.
  Wake wait(std::chrono::milliseconds most, std::initializer_list<int> descriptors);

 private:
  int signals_ = -1;
  std::atomic<bool> taken_ = false;
};

}  // namespace mizan::app
