#pragma once
#include <chrono>
#include <optional>
#include <string_view>
#include <vector>

#include "adapter/file_descriptor.hpp"
#include "adapter/frame.hpp"
#include "base/error.hpp"

namespace mizan::adapter {

using Moment = std::chrono::steady_clock::time_point;

/// One end of the socket, as frames. No call blocks but send(), which has a deadline; the other end's death
/// is an answer, never a signal. One thread receives, one sends.
class Channel {
 public:
  /// What one look at the socket brought.
  enum class Input : std::uint8_t { kSome, kNone, kClosed };

  /// `limit`: of the payloads that come.
  explicit Channel(FileDescriptor socket, std::size_t limit = kMaxPayloadBytes);

  /// Takes what is there now. Views of frames taken before are gone.
  Input receive();
  /// The next whole frame of what was received, nothing if there is none yet; an error if the bytes are no
  /// frame. Memory is taken only for a size that the protocol allows.
  base::Result<std::optional<Frame>> next();
  /// Sends all of the bytes. kTransient if the other end is gone, kDeadline if it does not take them in time.
  base::Result<> send(std::string_view frames, Moment until);
  base::Result<> send(FrameType type, std::string_view payload, Moment until);

  int fd() const { return socket_.get(); }

 private:
  void make_room();

  FileDescriptor socket_;
  std::size_t limit_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t wanted_ = 0;  // size of the frame that begins the buffer, as far as it is known
};

/// Milliseconds until then for poll(); 0 if it is past.
int poll_time(Moment until);

}  // namespace mizan::adapter
