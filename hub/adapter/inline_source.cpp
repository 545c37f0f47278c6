#include "adapter/inline_source.hpp"

#include <fmt/format.h>

#include <optional>

#include "adapter/call_face.hpp"
#include "adapter/checks.hpp"
#include "adapter/host_face.hpp"
#include "adapter/status.hpp"

namespace mizan::adapter {
namespace {

// The C face of a SourceSink. The first error of the hub's own is kept, for the status alone would lose its
// sentence.
class SinkFace {
 public:
  explicit SinkFace(SourceSink& sink) : sink_(sink) {}

  const mizan_sink* c() const { return &face_; }
  const std::optional<base::Error>& error() const { return error_; }

 private:
  static SinkFace& self(const mizan_sink* sink) { return *static_cast<SinkFace*>(sink->ctx); }

  mizan_status keep(const base::Result<>& result) {
    if (result) return MIZAN_OK;
    if (!error_) error_ = result.error();
    return status_of(error_->code);
  }

  // Nothing is taken after a refusal, whatever the plugin does: the stream would have a hole.
  template <class F>
  static mizan_status guarded(const mizan_sink* sink, F&& body) noexcept {
    auto& face = self(sink);
    if (face.error_) return status_of(face.error_->code);
    try {
      return face.keep(body(face));
    } catch (const std::exception& failure) {
      return face.keep(base::Error{base::Code::kInternal, failure.what()});
    }
  }

  static base::Result<> take(SinkFace& face, const mizan_record* records, size_t count) {
    if (count > kMaxBatch || (records == nullptr && count > 0)) {
      return base::Error{base::Code::kInternal,
                         fmt::format("the adapter broke the plugin boundary: a batch of {} records", count)};
    }
    for (size_t i = 0; i < count; ++i) MIZAN_TRY(check_record(records[i]));
    return face.sink_.emit({records, count});
  }

  static mizan_status on_emit(const mizan_sink* sink, const mizan_record* records, size_t count) noexcept {
    return guarded(sink, [&](SinkFace& face) { return take(face, records, count); });
  }
  static mizan_status on_checkpoint(const mizan_sink* sink, mizan_str token) noexcept {
    return guarded(sink, [&](SinkFace& face) -> base::Result<> {
      MIZAN_TRY(check_token(token));
      return face.sink_.checkpoint(text_of(token));
    });
  }
  static mizan_status on_reject(const mizan_sink* sink, const mizan_reject* reject) noexcept {
    return guarded(sink, [&](SinkFace& face) -> base::Result<> {
      if (reject == nullptr) return base::Error{base::Code::kInternal, "the adapter rejected nothing"};
      MIZAN_TRY(check_reject(*reject));
      return face.sink_.reject(*reject);
    });
  }
  static mizan_status on_snapshot(const mizan_sink* sink, int32_t phase) noexcept {
    return guarded(sink, [&](SinkFace& face) -> base::Result<> {
      if (phase == MIZAN_SNAPSHOT_BEGIN) return face.sink_.snapshot(SnapshotPhase::kBegin);
      if (phase == MIZAN_SNAPSHOT_COMPLETE) return face.sink_.snapshot(SnapshotPhase::kComplete);
      return base::Error{base::Code::kInternal, "the adapter named an unknown phase of a snapshot"};
    });
  }

  SourceSink& sink_;
  std::optional<base::Error> error_;
  mizan_sink face_{sizeof(mizan_sink), 0, this, &on_emit, &on_checkpoint, &on_reject, &on_snapshot};
};

class InlineSource final : public Source {
 public:
  InlineSource(Library library, SourceLog& log, HostServices* services, ItemGuard* guard)
      : library_(std::move(library)), host_(log, services, guard) {
    const auto& plugin = library_.plugin();
    descriptor_ = {plugin.id, plugin.version, plugin.config_schema, plugin.checkpoint_version};
  }
  ~InlineSource() override {
    if (adapter_ != nullptr) library_.plugin().destroy(adapter_);
  }
  InlineSource(const InlineSource&) = delete;
  InlineSource& operator=(const InlineSource&) = delete;

  base::Result<> create(const std::string& config) {
    auto error = fresh_error();
    const auto status =
        library_.plugin().create(host_.c(), {config.data(), config.size()}, &adapter_, &error);
    if (status == MIZAN_OK && adapter_ == nullptr) {
      return base::Error{base::Code::kInternal,
                         descriptor_.id + ": the adapter made nothing and called it success"};
    }
    return outcome(status, error);
  }

  const Descriptor& descriptor() const override { return descriptor_; }

  base::Result<> check(const StopRequest& stop) override {
    auto error = fresh_error();
    const CallFace call(stop);
    const During during(host_, stop);
    return outcome(library_.plugin().check(adapter_, call.c(), &error), error);
  }

  base::Result<> read(std::string_view token, SourceSink& sink, const StopRequest& stop) override {
    auto error = fresh_error();
    const CallFace call(stop);
    const During during(host_, stop);
    const SinkFace face(sink);
    const auto status =
        library_.plugin().read(adapter_, call.c(), {token.data(), token.size()}, face.c(), &error);
    if (face.error()) return *face.error();
    return outcome(status, error);
  }

 private:
  base::Result<> outcome(mizan_status status, mizan_error& error) const {
    return outcome_of(status, error, descriptor_.id);
  }

  Library library_;
  HostFace host_;
  Descriptor descriptor_;
  mizan_adapter* adapter_ = nullptr;
};

}  // namespace

base::Result<std::unique_ptr<Source>> open_inline_source(Library library, const std::string& config,
                                                         SourceLog& log, HostServices* services,
                                                         ItemGuard* guard) {
  auto source = std::make_unique<InlineSource>(std::move(library), log, services, guard);
  MIZAN_TRY(source->create(config));
  return std::unique_ptr<Source>(std::move(source));
}

}  // namespace mizan::adapter
