#pragma once
// A hub for tests of adapters: it keeps everything it is given. No test framework needed.
#include <mizan/abi/mizan_adapter.h>
#include <mizan/abi/mizan_extensions.h>
#include <mizan/sdk/http.hpp>

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace mizan::sdk::test {

/// A copy of a record, by value.
struct KeptRecord {
  std::uint16_t kind = 0;
  std::uint16_t op = 0;
  std::string key;
  std::int64_t revision = 0;
  std::string raw;
  std::map<std::uint16_t, std::variant<std::string, std::int64_t>> fields;

  /// The text of a field, "" if it is not there or no text.
  std::string text(std::uint16_t id) const {
    const auto found = fields.find(id);
    const auto* value = found == fields.end() ? nullptr : std::get_if<std::string>(&found->second);
    return value ? *value : std::string();
  }
  bool has(std::uint16_t id) const { return fields.contains(id); }
  std::int64_t integer(std::uint16_t id) const {
    const auto found = fields.find(id);
    const auto* value = found == fields.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
    return value ? *value : std::numeric_limits<std::int64_t>::min();
  }
  friend bool operator==(const KeptRecord&, const KeptRecord&) = default;
  friend bool operator<(const KeptRecord& a, const KeptRecord& b) {
    return std::tie(a.kind, a.key, a.fields) < std::tie(b.kind, b.key, b.fields);
  }
};

struct KeptReject {
  std::string where;
  std::string reason;
  std::string detail;
};

/// Runs one plugin. Set `stop_at_emit` to make the n-th emit (from 0) say MIZAN_E_CANCELLED, `cancelled` to
/// ask it to stop.
class FakeHub {
 public:
  explicit FakeHub(const mizan_adapter_plugin& plugin) : plugin_(plugin) {}
  ~FakeHub() { close(); }
  FakeHub(const FakeHub&) = delete;
  FakeHub& operator=(const FakeHub&) = delete;

  mizan_status create(const std::string& config) {
    close();
    error = {sizeof(mizan_error), 0, 0, {}};
    return plugin_.create(&host_, {config.data(), config.size()}, &adapter_, &error);
  }
  mizan_status check() { return plugin_.check(adapter_, &call_, &error); }
  mizan_status read(const std::string& token = {}) {
    error = {sizeof(mizan_error), 0, 0, {}};
    emits_ = 0;
    return plugin_.read(adapter_, &call_, {token.data(), token.size()}, &sink_, &error);
  }
  void close() {
    if (adapter_ != nullptr) plugin_.destroy(std::exchange(adapter_, nullptr));
  }
  void forget() {
    records.clear();
    tokens.clear();
    rejects.clear();
    phases.clear();
    logs.clear();
    items.clear();
  }

  std::vector<KeptRecord> records;
  /// Each token with the count of records that came before it.
  std::vector<std::pair<std::string, std::size_t>> tokens;
  std::vector<KeptReject> rejects;
  std::vector<int> phases;
  std::vector<std::string> logs;
  mizan_error error{sizeof(mizan_error), 0, 0, {}};
  int stop_at_emit = -1;
  bool cancelled = false;
  /// Called before each emit is taken, with its number from 0: what happens to a source while it is read.
  std::function<void(int)> before_emit;

  // What the extensions answer with. Without `http`, mizan.http/1 is not offered; it may throw Error.
  std::function<HttpResponse(const HttpRequest&)> http;
  std::map<std::string, std::string> secrets;
  std::int64_t now_us = 0;
  /// Items that the adapter says it takes apart, in order, and those that it is to pass over.
  std::vector<std::string> items;
  std::set<std::string> passed_over;

 private:
  static FakeHub& self(const mizan_host* host) { return *static_cast<FakeHub*>(host->ctx); }
  static FakeHub& self(const mizan_sink* sink) { return *static_cast<FakeHub*>(sink->ctx); }
  static std::string copy(mizan_str text) {
    return text.size == 0 ? std::string() : std::string(text.data, text.size);
  }

  static KeptRecord copy(const mizan_record& record) {
    KeptRecord kept{record.kind, record.op, copy(record.key), record.revision, copy(record.raw), {}};
    for (std::uint32_t i = 0; i < record.field_count; ++i) {
      const auto& field = record.fields[i];
      if (field.type == MIZAN_TEXT) {
        kept.fields[field.id] = copy(field.value.text);
      } else if (field.type != MIZAN_NULL) {
        kept.fields[field.id] = field.value.integer;
      }
    }
    return kept;
  }

  static mizan_status on_emit(const mizan_sink* sink, const mizan_record* records, size_t count) noexcept {
    auto& hub = self(sink);
    if (hub.before_emit) hub.before_emit(hub.emits_);
    if (hub.emits_++ == hub.stop_at_emit) return MIZAN_E_CANCELLED;
    for (size_t i = 0; i < count; ++i) hub.records.push_back(copy(records[i]));
    return MIZAN_OK;
  }
  static mizan_status on_checkpoint(const mizan_sink* sink, mizan_str token) noexcept {
    self(sink).tokens.emplace_back(copy(token), self(sink).records.size());
    return MIZAN_OK;
  }
  static mizan_status on_reject(const mizan_sink* sink, const mizan_reject* reject) noexcept {
    self(sink).rejects.push_back({copy(reject->where), copy(reject->reason), copy(reject->detail)});
    return MIZAN_OK;
  }
  static mizan_status on_snapshot(const mizan_sink* sink, int32_t phase) noexcept {
    self(sink).phases.push_back(phase);
    return MIZAN_OK;
  }
  static void on_log(const mizan_host* host, int32_t, mizan_str text) noexcept {
    self(host).logs.push_back(copy(text));
  }
  static mizan_status fail(mizan_error* error, mizan_status code, const std::string& message) {
    message.copy(error->message, sizeof(error->message) - 1);
    return code;
  }
  static mizan_status on_secret(const mizan_host* host, mizan_str name, void* to,
                                void (*take)(void*, mizan_str) noexcept, mizan_error* error) noexcept {
    const auto found = self(host).secrets.find(copy(name));
    if (found == self(host).secrets.end())
      return fail(error, MIZAN_E_CONFIG, "there is no secret \"" + copy(name) + "\"");
    take(to, view(found->second));
    return MIZAN_OK;
  }
  static std::int64_t on_now(const mizan_host* host) noexcept { return self(host).now_us; }
  static HttpRequest copy(const mizan_http_request& request) {
    HttpRequest kept{
        copy(request.url), copy(request.method), {}, copy(request.body), copy(request.credential)};
    for (std::uint32_t i = 0; i < request.header_count; ++i)
      kept.headers.emplace_back(copy(request.headers[i].name), copy(request.headers[i].value));
    return kept;
  }
  static mizan_status on_fetch(const mizan_host* host, const mizan_call*, const mizan_http_request* request,
                               void* to, void (*take)(void*, const mizan_http_response*) noexcept,
                               mizan_error* error) noexcept {
    try {
      const auto response = self(host).http(copy(*request));
      std::vector<mizan_header> headers;
      for (const auto& [name, value] : response.headers) headers.push_back({view(name), view(value)});
      const mizan_http_response given{sizeof(mizan_http_response),
                                      response.status,
                                      static_cast<std::uint32_t>(headers.size()),
                                      0,
                                      headers.data(),
                                      view(response.body),
                                      view(response.url)};
      take(to, &given);
      return MIZAN_OK;
    } catch (const Error& failure) {
      error->retry_after_ms = failure.retry_after_ms();
      return fail(error, failure.code(), failure.what());
    }
  }
  static std::int32_t on_enter(const mizan_host* host, mizan_str where, std::int64_t number) noexcept {
    auto& hub = self(host);
    hub.items.push_back(copy(where) + (number < 0 ? std::string() : std::to_string(number)));
    if (!hub.passed_over.contains(hub.items.back())) return 1;
    hub.rejects.push_back({hub.items.back(), "ended_adapter", ""});
    return 0;
  }
  static void on_leave(const mizan_host*) noexcept {}
  static const void* on_extension(const mizan_host* host, const char* id) noexcept {
    static constexpr mizan_secret kSecret{sizeof(mizan_secret), 0, &on_secret};
    static constexpr mizan_clock kClock{sizeof(mizan_clock), 0, &on_now};
    static constexpr mizan_http kHttp{sizeof(mizan_http), 0, &on_fetch};
    static constexpr mizan_guard kGuard{sizeof(mizan_guard), 0, &on_enter, &on_leave};
    const std::string_view asked = id;
    if (asked == MIZAN_GUARD_1) return &kGuard;
    if (asked == MIZAN_SECRET_1) return &kSecret;
    if (asked == MIZAN_CLOCK_1) return &kClock;
    return asked == MIZAN_HTTP_1 && self(host).http ? &kHttp : nullptr;
  }
  static int32_t on_cancelled(const mizan_call* call) noexcept {
    return static_cast<FakeHub*>(call->ctx)->cancelled ? 1 : 0;
  }

  const mizan_adapter_plugin& plugin_;
  mizan_adapter* adapter_ = nullptr;
  int emits_ = 0;
  mizan_host host_{sizeof(mizan_host), MIZAN_ABI_MINOR, this, &on_log, &on_extension};
  mizan_call call_{sizeof(mizan_call), -1, std::numeric_limits<std::int64_t>::max(), this, &on_cancelled};
  mizan_sink sink_{sizeof(mizan_sink), 0, this, &on_emit, &on_checkpoint, &on_reject, &on_snapshot};
};

}  // namespace mizan::sdk::test
