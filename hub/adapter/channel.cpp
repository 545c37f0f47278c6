#include "adapter/channel.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace mizan::adapter {
namespace {

constexpr std::size_t kBufferBytes = 256U << 10U;

base::Error gone() {
  return {base::Code::kTransient, "the other end of the connection is gone"};
}

}  // namespace

int poll_time(Moment until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 3'600'000));
}

Channel::Channel(FileDescriptor socket, std::size_t limit)
    : socket_(std::move(socket)), limit_(limit), buffer_(kBufferBytes) {
  fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
}

void Channel::make_room() {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < wanted_) buffer_.resize(wanted_);
}

Channel::Input Channel::receive() {
  if (begin_ > 0 || end_ == buffer_.size()) make_room();
  // A whole frame that was not yet taken may fill the buffer.
  if (end_ == buffer_.size()) return Input::kSome;
  const auto got = recv(socket_.get(), buffer_.data() + end_, buffer_.size() - end_, 0);
  if (got > 0) {
    end_ += static_cast<std::size_t>(got);
    return Input::kSome;
  }
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return Input::kNone;
  return Input::kClosed;
}

base::Result<std::optional<Frame>> Channel::next() {
  const std::string_view bytes(buffer_.data() + begin_, end_ - begin_);
  if (bytes.size() < kFrameHeaderBytes) return std::optional<Frame>();
  MIZAN_ASSIGN(const auto header, decode_header(bytes.substr(0, kFrameHeaderBytes), limit_));
  wanted_ = kFrameHeaderBytes + header.size;
  if (bytes.size() < wanted_) return std::optional<Frame>();
  begin_ += wanted_;
  wanted_ = 0;
  return std::optional(Frame{header.type, bytes.substr(kFrameHeaderBytes, header.size)});
}

base::Result<> Channel::send(std::string_view frames, Moment until) {
  while (!frames.empty()) {
    const auto sent = ::send(socket_.get(), frames.data(), frames.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      frames.remove_prefix(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) return gone();
    pollfd wait{socket_.get(), POLLOUT, 0};
    if (poll(&wait, 1, poll_time(until)) == 0)
      return base::Error{base::Code::kDeadline, "the other end of the connection takes nothing"};
  }
  return {};
}

base::Result<> Channel::send(FrameType type, std::string_view payload, Moment until) {
  std::string frame;
  frame.reserve(kFrameHeaderBytes + payload.size());
  append_frame(frame, type, payload);
  return send(frame, until);
}

}  // namespace mizan::adapter
