#include "worker/hub_link.hpp"

#include <poll.h>
#include <unistd.h>

#include <thread>
#include <utility>

#include "adapter/messages.hpp"

namespace mizan::worker {
namespace {

constexpr std::size_t kGatherBytes = 64U << 10U;
constexpr int kGatherMilliseconds = 100;

adapter::Moment for_ever() {
  return std::chrono::steady_clock::now() + std::chrono::hours(24 * 365);
}

}  // namespace

void leave(int code) {
  _exit(code);
}

void HubLink::watch() {
  std::thread([this] {
    for (;;) {
      pollfd hub{channel_.fd(), POLLRDHUP, 0};
      if (poll(&hub, 1, kGatherMilliseconds) > 0) leave(kHubGone);
      // Whoever holds the lock is sending.
      if (const std::unique_lock lock(out_mutex_, std::try_to_lock); lock.owns_lock()) flush_gathered();
    }
  }).detach();
}

void HubLink::send(adapter::FrameType type, std::string_view payload) {
  const std::lock_guard lock(out_mutex_);
  adapter::append_frame(gathered_, type, payload);
  if (gathered_.size() >= kGatherBytes) flush_gathered();
}

void HubLink::flush() {
  const std::lock_guard lock(out_mutex_);
  flush_gathered();
}

void HubLink::flush_gathered() {
  if (gathered_.empty()) return;
  if (!channel_.send(gathered_, for_ever())) leave(kHubGone);
  gathered_.clear();
}

void HubLink::wait_for_input() {
  pollfd hub{channel_.fd(), POLLIN, 0};
  poll(&hub, 1, -1);
}

adapter::Frame HubLink::next_question() {
  for (;;) {
    const auto frame = channel_.next();
    if (!frame) leave(kNotUnderstood);
    // A stop or credit that came too late for a read that is over.
    const bool late = *frame && ((*frame)->type == adapter::FrameType::kCancel ||
                                 (*frame)->type == adapter::FrameType::kCredit);
    if (*frame && !late) return **frame;
    if (late) continue;
    const auto input = channel_.receive();
    if (input == adapter::Channel::Input::kClosed) leave(kHubGone);
    if (input == adapter::Channel::Input::kNone) wait_for_input();
  }
}

void HubLink::begin_read() {
  credit_ = adapter::kCreditWindow;
  cancelled_ = false;
}

std::string HubLink::ask(std::string_view request) {
  const std::lock_guard lock(in_mutex_);
  send(adapter::FrameType::kServiceRequest, request);
  flush();
  for (look(); !reply_; look()) wait_for_input();
  return *std::exchange(reply_, std::nullopt);
}

// What comes during a call: credit, a stop, and a reply.
void HubLink::look() {
  if (channel_.receive() == adapter::Channel::Input::kClosed) leave(kHubGone);
  for (;;) {
    const auto frame = channel_.next();
    if (!frame) leave(kNotUnderstood);
    if (!*frame) return;
    if ((*frame)->type == adapter::FrameType::kCancel) {
      cancelled_ = true;
      continue;
    }
    if ((*frame)->type == adapter::FrameType::kServiceReply) {
      reply_ = std::string((*frame)->payload);
      continue;
    }
    const auto granted = adapter::decode_credit((*frame)->payload);
    if ((*frame)->type != adapter::FrameType::kCredit || !granted) leave(kNotUnderstood);
    credit_ += *granted;
  }
}

bool HubLink::take_credit(std::size_t bytes) {
  const std::lock_guard lock(in_mutex_);
  look();
  while (credit_ < bytes && !cancelled_) {
    flush();
    wait_for_input();
    look();
  }
  if (cancelled_) return false;
  credit_ -= bytes;
  return true;
}

bool HubLink::cancelled() {
  if (cancelled_) return true;
  if (const std::unique_lock lock(in_mutex_, std::try_to_lock); lock.owns_lock()) look();
  return cancelled_;
}

}  // namespace mizan::worker
