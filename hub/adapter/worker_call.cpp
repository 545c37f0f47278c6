#include "adapter/worker_call.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>

#include "adapter/checks.hpp"
#include "adapter/service_messages.hpp"

namespace mizan::adapter {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// How often a stop is looked for while nothing comes.
constexpr milliseconds kLook{50};
constexpr std::size_t kGrantStep = kCreditWindow / 4;
// A worker that closed its end is on its way out; what is left of it after this is ended.
constexpr milliseconds kLeaving{500};

}  // namespace

WorkerCall::WorkerCall(WorkerProcess& worker, const StopRequest& stop, const HubSide& hub,
                       milliseconds silence, milliseconds grace)
    : worker_(worker),
      stop_(stop),
      hub_(hub),
      silence_(silence),
      grace_(grace),
      limit_(Clock::now() + silence) {}

base::Result<> WorkerCall::tell(FrameType type, std::string_view payload) {
  if (payload.size() > kMaxPayloadBytes)
    return base::Error{base::Code::kConfig,
                       fmt::format("{} bytes of settings are more than a worker is given ({})",
                                   payload.size(), kMaxPayloadBytes)};
  const auto sent = worker_.channel().send(type, payload, limit_);
  if (sent) return {};
  return sent.error().code == base::Code::kDeadline ? overdue() : death();
}

base::Result<Done> WorkerCall::ask(FrameType type, std::string_view payload) {
  MIZAN_TRY(tell(type, payload));
  for (;;) {
    MIZAN_ASSIGN(const auto frame, next_frame());
    if (frame.type == FrameType::kDone) return decode_done(frame.payload);
    MIZAN_TRY(take(frame));
    if (!ending_) limit_ = Clock::now() + silence_;
  }
}

base::Result<Frame> WorkerCall::next_frame() {
  for (;;) {
    MIZAN_ASSIGN(const auto frame, worker_.channel().next());
    if (frame) return *frame;
    if (stop_.stopped()) begin_ending();
    const auto input = worker_.channel().receive();
    if (input == Channel::Input::kClosed || (input == Channel::Input::kNone && seen_dead_)) return death();
    if (input == Channel::Input::kNone) MIZAN_TRY(wait());
  }
}

// A child of the worker's could hold its socket open, so its end is looked for beside the socket's.
base::Result<> WorkerCall::wait() {
  const auto now = Clock::now();
  if (now >= limit_) return overdue();
  pollfd waited{worker_.channel().fd(), POLLIN, 0};
  if (poll(&waited, 1, poll_time(std::min(limit_, now + kLook))) == 0) seen_dead_ = worker_.ended();
  return {};
}

base::Result<> WorkerCall::take(const Frame& frame) {
  if (frame.type == FrameType::kLog) return take_log(frame);
  if (frame.type == FrameType::kServiceRequest) return take_service(frame);
  if (takes_credit(frame.type)) return take_read(frame);
  return broken_protocol("a frame that answers nothing");
}

base::Result<> WorkerCall::take_log(const Frame& frame) {
  MIZAN_ASSIGN(const auto line, decode_log(frame.payload));
  hub_.log.write(line.level, line.text);
  return {};
}

base::Result<> WorkerCall::take_service(const Frame& frame) {
  MIZAN_ASSIGN(const auto request, decode_service_request(frame.payload));
  const auto reply = ending_ ? refuse_service({base::Code::kCancelled, "stopped"})
                             : answer_service(hub_.services, request, stop_);
  const auto sent = worker_.channel().send(FrameType::kServiceReply, reply, Clock::now() + silence_);
  if (sent) return {};
  return sent.error().code == base::Code::kDeadline ? overdue() : death();
}

base::Result<> WorkerCall::take_read(const Frame& frame) {
  if (hub_.sink == nullptr) return broken_protocol("records that nobody asked for");
  on_the_way_ += frame.payload.size();
  if (on_the_way_ > kCreditWindow) return broken_protocol("more bytes than it was granted");
  // What comes behind a stop is not looked at: the stream ended for the sink.
  if (!ending_) MIZAN_TRY(deliver(frame));
  return grant(frame.payload.size());
}

base::Result<> WorkerCall::grant(std::size_t bytes) {
  consumed_ += bytes;
  if (consumed_ < kGrantStep) return {};
  on_the_way_ -= consumed_;
  const auto payload = encode_credit(static_cast<std::uint32_t>(std::exchange(consumed_, 0)));
  const auto sent =
      worker_.channel().send(FrameType::kCredit, payload, std::max(limit_, Clock::now() + grace_));
  if (sent || sent.error().code != base::Code::kDeadline) return {};
  return overdue();
}

template <class T, class F>
base::Result<> WorkerCall::deliver(base::Result<T> decoded, F&& to_sink) {
  if (!decoded) return decoded.error();
  if (auto taken = to_sink(*decoded); !taken) {
    refusal_ = std::move(taken).error();
    begin_ending();
  }
  return {};
}

base::Result<> WorkerCall::deliver(const Frame& frame) {
  switch (frame.type) {
    case FrameType::kRecords:
      return deliver(records_.decode(frame.payload),
                     [&](const auto& records) { return hub_.sink->emit(records); });
    case FrameType::kCheckpoint:
      if (frame.payload.size() > kMaxTokenBytes) return broken_protocol("a token that is too long");
      return deliver(base::Result<std::string_view>(frame.payload),
                     [&](std::string_view token) { return hub_.sink->checkpoint(token); });
    case FrameType::kReject:
      return deliver(decode_reject(frame.payload),
                     [&](const mizan_reject& reject) { return hub_.sink->reject(reject); });
    case FrameType::kSnapshot:
      return deliver(decode_snapshot(frame.payload),
                     [&](SnapshotPhase phase) { return hub_.sink->snapshot(phase); });
    default:
      return broken_protocol("a frame that is nothing read");
  }
}

void WorkerCall::begin_ending() {
  if (std::exchange(ending_, true)) return;
  limit_ = Clock::now() + grace_;
  // Whether it was taken shows in what comes: an answer, the worker's end, or nothing until the limit.
  static_cast<void>(worker_.channel().send(FrameType::kCancel, "", limit_));
}

base::Error WorkerCall::death() {
  worker_.end(kLeaving);
  return {base::Code::kTransient, "its worker " + worker_.end_in_words()};
}

base::Error WorkerCall::overdue() const {
  if (ending_) {
    return {base::Code::kCancelled,
            fmt::format("the adapter did not stop within {} ms, so its worker is ended", grace_.count())};
  }
  return {base::Code::kDeadline, fmt::format("the adapter said nothing for {} s, so its worker is ended",
                                             static_cast<double>(silence_.count()) / 1000)};
}

}  // namespace mizan::adapter
