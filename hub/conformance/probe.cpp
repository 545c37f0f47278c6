#include "conformance/probe.hpp"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstring>

#include "adapter/checks.hpp"
#include "base/digest.hpp"

namespace mizan::conformance {
namespace {

using adapter::text_of;

constexpr std::size_t kMostViolations = 20;
constexpr std::size_t kMostLogged = 1U << 20U;
constexpr unsigned char kUnknownBytes = 0xA5;

void append(std::string& out, std::int64_t number) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void append(std::string& out, std::string_view text) {
  append(out, static_cast<std::int64_t>(text.size()));
  out.append(text);
}

}  // namespace

std::uint64_t digest_of(const mizan_record& record) {
  static thread_local std::string bytes;
  bytes.clear();
  for (const std::int64_t number : {std::int64_t{record.kind}, std::int64_t{record.op}, record.revision,
                                    record.changed_at, std::int64_t{record.field_count}})
    append(bytes, number);
  append(bytes, text_of(record.key));
  append(bytes, text_of(record.raw));
  for (std::uint32_t i = 0; i < record.field_count; ++i) {
    const auto& field = record.fields[i];
    append(bytes, std::int64_t{field.id} << 16U | field.type);
    if (field.type == MIZAN_TEXT) {
      append(bytes, text_of(field.value.text));
    } else if (field.type != MIZAN_NULL) {
      append(bytes, field.value.integer);
    }
  }
  return base::digest64(bytes);
}

void Probe::Log::write(int, std::string_view line) {
  if (text.size() < kMostLogged) text.append(line).append("\n");
}

base::Result<base::Secret> Probe::Services::secret(std::string_view name) {
  ++secrets;
  if (!manner.every_secret.empty()) return base::Secret(manner.every_secret);
  if (subject.services != nullptr) return subject.services->secret(name);
  return base::Error{base::Code::kConfig, "there is no such secret"};
}

base::Micros Probe::Services::now() {
  return subject.services != nullptr ? subject.services->now() : base::SystemClock().now();
}

base::Result<adapter::HttpResponse> Probe::Services::fetch(const adapter::HttpRequest& request,
                                                           const adapter::StopRequest& stop) {
  ++requests;
  if (manner.http) return manner.http(request);
  if (subject.services != nullptr) return subject.services->fetch(request, stop);
  return base::Error{base::Code::kTransient, "there is nobody to ask"};
}

Probe::Probe(const mizan_adapter_plugin& plugin, const Subject& subject, Manner manner)
    : plugin_(plugin),
      subject_(subject),
      manner_(std::move(manner)),
      services_(subject_, manner_),
      face_(log_, manner_.extensions ? &services_ : nullptr, nullptr),
      cancel_fd_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  fill(host_, *face_.c());
  fill(call_, mizan_call{sizeof(mizan_call), cancel_fd_, manner_.deadline_ns, this, &on_cancelled});
  fill(sink_, mizan_sink{sizeof(mizan_sink), 0, this, &on_emit, &on_checkpoint, &on_reject, &on_snapshot});
}

Probe::~Probe() {
  destroy();
  close(cancel_fd_);
}

template <class T>
void Probe::fill(Roomy<T>& roomy, const T& value) {
  roomy.value = value;
  roomy.value.struct_size += manner_.newer_bytes;
  std::memset(roomy.beyond, kUnknownBytes, sizeof roomy.beyond);
}

mizan_status Probe::create(std::string_view settings) {
  destroy();
  error_ = {sizeof(mizan_error), 0, 0, {}};
  // Something that is not NULL, so that a plugin that forgets to set it is seen.
  auto* const untouched = reinterpret_cast<mizan_adapter*>(this);
  adapter_ = untouched;
  const auto status = plugin_.create(&host_.value, {settings.data(), settings.size()}, &adapter_, &error_);
  if (adapter_ == untouched) {
    violated("create left *out as it was, where it must be an instance or NULL");
    adapter_ = nullptr;
  } else if (status != MIZAN_OK && adapter_ != nullptr) {
    violated("create failed and *out is not NULL");
    adapter_ = nullptr;
  } else if (status == MIZAN_OK && adapter_ == nullptr) {
    violated("create said MIZAN_OK and made nothing");
  }
  return status;
}

mizan_status Probe::check() {
  error_ = {sizeof(mizan_error), 0, 0, {}};
  return plugin_.check(adapter_, &call_.value, &error_);
}

mizan_status Probe::read(std::string_view token) {
  seen_ = {};
  refused_ = false;
  called_after_refusal_ = false;
  error_ = {sizeof(mizan_error), 0, 0, {}};
  reader_ = std::this_thread::get_id();
  reading_ = true;
  if (manner_.cancel_at == 0) {
    cancelled_ = true;
    seen_.cancelled_at = std::chrono::steady_clock::now();
    eventfd_write(cancel_fd_, 1);
  }
  const auto status =
      plugin_.read(adapter_, &call_.value, {token.data(), token.size()}, &sink_.value, &error_);
  reading_ = false;
  if (status < MIZAN_OK || status > MIZAN_E_INTERNAL)
    violated(fmt::format("read returned the unknown status {}", status));
  return status;
}

void Probe::destroy() {
  if (adapter_ != nullptr) plugin_.destroy(std::exchange(adapter_, nullptr));
}

std::string Probe::message() const {
  return {error_.message, strnlen(error_.message, sizeof error_.message)};
}

void Probe::violated(std::string sentence) {
  if (violations_.size() < kMostViolations) violations_.push_back(std::move(sentence));
}

// False: the plugin is not listened to.
bool Probe::may_call_sink(const char* what) {
  if (!reading_) violated(fmt::format("{} was called outside read", what));
  if (std::this_thread::get_id() != reader_)
    violated(fmt::format("{} was called from another thread than read's", what));
  if (refused_) {
    called_after_refusal_ = true;
    violated(fmt::format("{} was called after the sink had refused", what));
  }
  return reading_ && !refused_;
}

mizan_status Probe::take(const mizan_record* records, std::size_t count) {
  if (static_cast<int>(seen_.emits) == manner_.refuse_at) {
    refused_ = true;
    return manner_.refusal;
  }
  ++seen_.emits;
  if (count > adapter::kMaxBatch || (records == nullptr && count > 0)) {
    violated(fmt::format("a batch of {} records", count));
    return MIZAN_E_INTERNAL;
  }
  for (std::size_t i = 0; i < count; ++i) {
    if (const auto sound = adapter::check_record(records[i]); !sound) {
      violated(sound.error().message);
      continue;
    }
    seen_.records.push_back(digest_of(records[i]));
    if (manner_.on_record) manner_.on_record(records[i]);
  }
  if (manner_.emit_takes.count() > 0) std::this_thread::sleep_for(manner_.emit_takes);
  if (static_cast<int>(seen_.emits) == manner_.cancel_at) {
    cancelled_ = true;
    seen_.cancelled_at = std::chrono::steady_clock::now();
    eventfd_write(cancel_fd_, 1);
  }
  return MIZAN_OK;
}

mizan_status Probe::on_emit(const mizan_sink* sink, const mizan_record* records, std::size_t count) noexcept {
  return self(sink).may_call_sink("emit") ? self(sink).take(records, count) : MIZAN_E_CANCELLED;
}

mizan_status Probe::on_checkpoint(const mizan_sink* sink, mizan_str token) noexcept {
  auto& probe = self(sink);
  if (!probe.may_call_sink("checkpoint")) return MIZAN_E_CANCELLED;
  if (const auto sound = adapter::check_token(token); !sound) probe.violated(sound.error().message);
  probe.seen_.marks.push_back({std::string(text_of(token)), probe.seen_.records.size()});
  return MIZAN_OK;
}

mizan_status Probe::on_reject(const mizan_sink* sink, const mizan_reject* reject) noexcept {
  auto& probe = self(sink);
  if (!probe.may_call_sink("reject")) return MIZAN_E_CANCELLED;
  if (reject == nullptr) {
    probe.violated("reject was given nothing");
  } else if (const auto sound = adapter::check_reject(*reject); !sound) {
    probe.violated(sound.error().message);
  }
  ++probe.seen_.rejects;
  return MIZAN_OK;
}

mizan_status Probe::on_snapshot(const mizan_sink* sink, std::int32_t phase) noexcept {
  auto& probe = self(sink);
  if (!probe.may_call_sink("snapshot")) return MIZAN_E_CANCELLED;
  if (phase != MIZAN_SNAPSHOT_BEGIN && phase != MIZAN_SNAPSHOT_COMPLETE)
    probe.violated(fmt::format("an unknown phase of a snapshot: {}", phase));
  probe.seen_.phases.push_back(phase);
  return MIZAN_OK;
}

std::int32_t Probe::on_cancelled(const mizan_call* call) noexcept {
  return static_cast<Probe*>(call->ctx)->cancelled_ ? 1 : 0;
}

}  // namespace mizan::conformance
