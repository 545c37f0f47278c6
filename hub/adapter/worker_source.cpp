#include "adapter/worker_source.hpp"

#include <fmt/format.h>

#include <optional>

#include "adapter/status.hpp"
#include "adapter/worker_call.hpp"
#include "adapter/worker_description.hpp"

namespace mizan::adapter {
namespace {

using std::chrono::milliseconds;

// A worker whose hub hangs up ends at once.
constexpr milliseconds kFarewell{1'000};

class NoStop final : public StopRequest {
 public:
  bool stopped() const override { return false; }
};

class NoLog final : public SourceLog {
 public:
  void write(int, std::string_view) override {}
};

base::Result<> outcome(const Done& done) {
  if (done.status == MIZAN_OK) return {};
  return base::Error{code_of(done.status), done.message, done.retry_after_ms};
}

// The first frame: the greeting, or why there is none.
base::Result<Hello> greeting(WorkerCall& call) {
  MIZAN_ASSIGN(const auto frame, call.next_frame());
  if (frame.type == FrameType::kHello) return decode_hello(frame.payload);
  if (frame.type != FrameType::kDone) return broken_protocol("it did not begin with a greeting");
  MIZAN_ASSIGN(const auto done, decode_done(frame.payload));
  if (done.status == MIZAN_OK) return broken_protocol("it began with an answer");
  return outcome(done).error();
}

class WorkerSource final : public Source {
 public:
  WorkerSource(WorkerOptions options, std::string config, SourceLog& log, HostServices* services)
      : options_(std::move(options)), config_(std::move(config)), log_(log), services_(services) {}
  ~WorkerSource() override { leave(); }
  WorkerSource(const WorkerSource&) = delete;
  WorkerSource& operator=(const WorkerSource&) = delete;

  const Descriptor& descriptor() const override { return descriptor_; }

  base::Result<> check(const StopRequest& stop) override {
    MIZAN_TRY(start());
    return ask(FrameType::kCheck, "", stop, nullptr, options_.patience.answer);
  }

  base::Result<> read(std::string_view token, SourceSink& sink, const StopRequest& stop) override {
    lost_in_.reset();
    MIZAN_TRY(start());
    MIZAN_TRY(tell_what_to_pass_over(stop));
    return ask(FrameType::kRead, token, stop, &sink, options_.patience.silence);
  }

  bool lost() const override { return lost_; }
  std::optional<std::string> lost_in() const override { return lost_in_; }
  void pass_over(std::vector<PassedOver> items) override {
    told_ = told_ && items.empty() && passed_over_.empty();
    passed_over_ = std::move(items);
  }

  /// Nothing to do if a worker runs.
  base::Result<> start() {
    if (worker_) return {};
    MIZAN_ASSIGN(auto worker, WorkerProcess::start(options_.program, options_.plugin, options_.limits));
    worker_.emplace(std::move(worker));
    const NoStop stop;
    WorkerCall first(*worker_, stop, {log_}, options_.patience.start, options_.patience.stop);
    const auto hello = greeting(first);
    if (!hello) return lost(hello.error(), options_.plugin.filename().string());
    descriptor_ = hello->descriptor;
    told_ = passed_over_.empty();
    note(hello->layers);
    auto made = ask(FrameType::kCreate, config_, stop, nullptr, options_.patience.answer);
    if (!made) leave();
    return made;
  }

 private:
  base::Result<> tell_what_to_pass_over(const StopRequest& stop) {
    if (told_) return {};
    WorkerCall call(*worker_, stop, {log_}, options_.patience.answer, options_.patience.stop);
    const auto sent = call.tell(FrameType::kPassOver, encode_pass_over(passed_over_));
    if (!sent) return lost(sent.error(), descriptor_.id);
    told_ = true;
    return {};
  }

  base::Result<> ask(FrameType type, std::string_view payload, const StopRequest& stop, SourceSink* sink,
                     milliseconds silence) {
    lost_ = false;
    WorkerCall call(*worker_, stop, {log_, services_, sink}, silence, options_.patience.stop);
    const auto done = call.ask(type, payload);
    if (!done) {
      const auto error = lost(done.error(), descriptor_.id);
      return call.refusal() ? *call.refusal() : error;
    }
    if (call.refusal()) return *call.refusal();
    if (call.stopped() && done->status == MIZAN_E_CANCELLED)
      return base::Error{base::Code::kCancelled, descriptor_.id + ": stopped"};
    return outcome(*done);
  }

  base::Error lost(base::Error error, const std::string& who) {
    worker_->end(milliseconds(0));
    lost_in_ = worker_->last_words().place();
    worker_.reset();
    lost_ = error.code != base::Code::kCancelled && error.code != base::Code::kConfig;
    // A refusal by the loader names the plugin's file already.
    return error.code == base::Code::kConfig ? error : base::within(who, std::move(error));
  }

  void leave() {
    if (!worker_) return;
    worker_->hang_up();
    worker_->end(kFarewell);
    worker_.reset();
  }

  void note(const std::vector<SandboxLayer>& layers) {
    for (const auto& layer : layers) {
      if (!layer.applied)
        log_.write(MIZAN_LOG_WARN,
                   fmt::format("the sandbox lacks the layer \"{}\": {}", layer.name, layer.detail));
    }
  }

  WorkerOptions options_;
  std::string config_;
  SourceLog& log_;
  HostServices* services_;
  Descriptor descriptor_;
  std::optional<WorkerProcess> worker_;
  bool lost_ = false;
  std::optional<std::string> lost_in_;
  std::vector<PassedOver> passed_over_;
  bool told_ = true;  // the worker knows passed_over_
};

}  // namespace

base::Result<std::unique_ptr<Source>> open_worker_source(WorkerOptions options, const std::string& config,
                                                         SourceLog& log, HostServices* services) {
  auto source = std::make_unique<WorkerSource>(std::move(options), config, log, services);
  MIZAN_TRY(source->start());
  return std::unique_ptr<Source>(std::move(source));
}

base::Result<Descriptor> describe_in_worker(const WorkerOptions& options) {
  MIZAN_ASSIGN(auto worker, WorkerProcess::start(options.program, options.plugin, options.limits));
  const NoStop stop;
  NoLog log;
  WorkerCall call(worker, stop, {log}, options.patience.start, options.patience.stop);
  MIZAN_ASSIGN(auto hello, greeting(call));
  return std::move(hello.descriptor);
}

base::Result<std::vector<SandboxLayer>> probe_sandbox(const std::filesystem::path& program,
                                                      const WorkerLimits& limits, milliseconds patience) {
  MIZAN_ASSIGN(auto worker, WorkerProcess::start(program, "", limits));
  const NoStop stop;
  NoLog log;
  WorkerCall call(worker, stop, {log}, patience, patience);
  MIZAN_ASSIGN(auto hello, greeting(call));
  return std::move(hello.layers);
}

}  // namespace mizan::adapter
