#pragma once
#include <atomic>
#include <mutex>
#include <optional>
#include <string>

#include "adapter/channel.hpp"

namespace mizan::worker {

/// The worker's end of the connection. Small frames are gathered; none waits longer than a tenth of a second,
/// whatever the plugin is doing. If the hub goes, the process ends at once. Thread rules stand with each
/// function: [any], or [main], the thread that serves.
class HubLink {
 public:
  explicit HubLink(adapter::FileDescriptor socket) : channel_(std::move(socket), adapter::kMaxReplyBytes) {}
  HubLink(const HubLink&) = delete;
  HubLink& operator=(const HubLink&) = delete;

  /// Starts the thread that sends what was gathered and watches for the hub's end. Once. [main]
  void watch();

  void send(adapter::FrameType type, std::string_view payload);  ///< gathered [any]
  void flush();                                                  ///< [any]

  /// The hub's next question; waits for it. [main]
  adapter::Frame next_question();

  /// Asks something of the hub and waits for the reply. [main, or the thread of the plugin's call]
  std::string ask(std::string_view request);

  /// Begins a read: a whole window of credit, and not cancelled. [main]
  void begin_read();
  /// Waits for credit and takes it; false if cancelled. [main, or the thread of the plugin's read]
  bool take_credit(std::size_t bytes);
  /// Has the hub asked to stop? Looks at the socket. [any]
  bool cancelled();

 private:
  void flush_gathered();
  void look();
  void wait_for_input();

  std::mutex out_mutex_;
  std::mutex in_mutex_;
  adapter::Channel channel_;
  std::string gathered_;
  std::size_t credit_ = 0;
  std::optional<std::string> reply_;
  std::atomic<bool> cancelled_{false};
};

/// Ends the process without running anything of the plugin.
[[noreturn]] void leave(int code);

inline constexpr int kHubGone = 0;
inline constexpr int kNotUnderstood = 3;

}  // namespace mizan::worker
