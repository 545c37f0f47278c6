#pragma once
#include <chrono>
#include <optional>
#include <string_view>

#include "adapter/host_services.hpp"
#include "adapter/messages.hpp"
#include "adapter/record_codec.hpp"
#include "adapter/source.hpp"
#include "adapter/worker_process.hpp"

namespace mizan::adapter {

/// What a call may reach of the hub.
struct HubSide {
  SourceLog& log;
  HostServices* services = nullptr;  ///< null: none is offered
  SourceSink* sink = nullptr;        ///< null: the question is not a read
};

/// One question to a worker and all that comes in answer to it. It ends, whatever the worker does: with the
/// worker's answer, or with the error of a worker that is lost, to which nothing more may be said. For one
/// thread, and one use.
class WorkerCall {
 public:
  /// `silence`: the longest that the worker may say nothing; `grace`: how long it may go on after it was told
  /// to stop. Time spent in the hub, in the sink or for a service, counts for neither.
  WorkerCall(WorkerProcess& worker, const StopRequest& stop, const HubSide& hub,
             std::chrono::milliseconds silence, std::chrono::milliseconds grace);

  /// kTransient: the worker ended; kDeadline: it was silent; kCancelled: it did not stop; kInternal: it broke
  /// the protocol.
  base::Result<Done> ask(FrameType type, std::string_view payload);
  /// What is not answered.
  base::Result<> tell(FrameType type, std::string_view payload);
  /// The next frame, without a question.
  base::Result<Frame> next_frame();

  /// The hub's own reason to end the call, if the sink had one.
  const std::optional<base::Error>& refusal() const { return refusal_; }
  /// The worker was told to stop because `stop` asked for it.
  bool stopped() const { return ending_ && !refusal_; }

 private:
  base::Result<> take(const Frame& frame);
  base::Result<> take_read(const Frame& frame);
  base::Result<> take_log(const Frame& frame);
  base::Result<> take_service(const Frame& frame);
  base::Result<> wait();
  base::Result<> grant(std::size_t bytes);
  base::Result<> deliver(const Frame& frame);
  template <class T, class F>
  base::Result<> deliver(base::Result<T> decoded, F&& to_sink);
  void begin_ending();
  base::Error death();
  base::Error overdue() const;

  WorkerProcess& worker_;
  const StopRequest& stop_;
  HubSide hub_;
  std::chrono::milliseconds silence_;
  std::chrono::milliseconds grace_;
  Moment limit_;
  bool ending_ = false;
  bool seen_dead_ = false;
  std::size_t on_the_way_ = 0;  // payload bytes that came and were not yet granted anew
  std::size_t consumed_ = 0;    // of those, what the sink has taken
  std::optional<base::Error> refusal_;
  RecordDecoder records_;
};

}  // namespace mizan::adapter
