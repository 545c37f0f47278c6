#include "adapter/host_face.hpp"

#include <algorithm>

#include "adapter/checks.hpp"
#include "adapter/status.hpp"

namespace mizan::adapter {
namespace {

class NoStop final : public StopRequest {
 public:
  bool stopped() const override { return false; }
};

mizan_str view_of(std::string_view text) {
  return {text.data(), text.size()};
}

mizan_status report(mizan_error* to, const base::Error& error) {
  if (to != nullptr) {
    const auto size = std::min(error.message.size(), sizeof(to->message) - 1);
    std::copy_n(error.message.data(), size, to->message);
    to->message[size] = '\0';
    to->retry_after_ms = error.retry_after_ms;
  }
  return status_of(error.code);
}

// Nothing thrown by the hub may reach a plugin.
template <class Body>
mizan_status guarded(mizan_error* error, Body&& body) noexcept {
  try {
    const base::Result<> done = body();
    return done ? MIZAN_OK : report(error, done.error());
  } catch (const std::exception& failure) {
    return report(error, {base::Code::kInternal, failure.what()});
  }
}

// A worker's frame takes no more, and what a worker refuses is refused in the hub's own process too.
base::Result<> check_size(const HttpRequest& request) {
  const auto large = [](const auto& header) {
    return header.first.size() > kMaxHttpHeaderBytes || header.second.size() > kMaxHttpHeaderBytes;
  };
  if (request.url.size() > kMaxUrlBytes || request.method.size() > kMaxMethodBytes ||
      request.body.size() > kMaxRequestBodyBytes || request.credential.size() > kMaxSecretNameBytes ||
      std::any_of(request.headers.begin(), request.headers.end(), large))
    return base::Error{base::Code::kConfig, "the request is larger than the hub takes"};
  return {};
}

base::Result<HttpRequest> request_of(const mizan_http_request* asked) {
  if (asked == nullptr || asked->struct_size < sizeof(mizan_http_request) ||
      (asked->headers == nullptr && asked->header_count > 0) || asked->header_count > kMaxHttpHeaders)
    return base::Error{base::Code::kInternal, "the adapter broke the plugin boundary: no HTTP request"};
  HttpRequest request{std::string(text_of(asked->method)),
                      std::string(text_of(asked->url)),
                      {},
                      std::string(text_of(asked->body)),
                      std::string(text_of(asked->credential))};
  if (request.method.empty()) request.method = "GET";
  for (std::uint32_t i = 0; i < asked->header_count; ++i) {
    request.headers.emplace_back(text_of(asked->headers[i].name), text_of(asked->headers[i].value));
  }
  return request;
}

void give(const HttpResponse& response, void* to, void (*take)(void*, const mizan_http_response*) noexcept) {
  std::vector<mizan_header> headers;
  headers.reserve(response.headers.size());
  for (const auto& [name, value] : response.headers) headers.push_back({view_of(name), view_of(value)});
  const mizan_http_response given{sizeof(mizan_http_response),
                                  response.status,
                                  static_cast<std::uint32_t>(headers.size()),
                                  0,
                                  headers.data(),
                                  view_of(response.body),
                                  view_of(response.url)};
  take(to, &given);
}

}  // namespace

void HostFace::on_log(const mizan_host* host, int32_t level, mizan_str message) noexcept {
  try {
    self(host).log_.write(level, text_of(message).substr(0, 4096));
  } catch (const std::exception&) {
    // A log line that cannot be written must not end a read.
    return;
  }
}

const void* HostFace::on_extension(const mizan_host* host, const char* id) noexcept {
  static constexpr mizan_secret kSecret{sizeof(mizan_secret), 0, &on_secret};
  static constexpr mizan_clock kClock{sizeof(mizan_clock), 0, &on_now};
  static constexpr mizan_http kHttp{sizeof(mizan_http), 0, &on_fetch};
  static constexpr mizan_guard kGuard{sizeof(mizan_guard), 0, &on_enter, &on_leave};
  if (id == nullptr) return nullptr;
  const std::string_view asked = id;
  if (asked == MIZAN_GUARD_1) return self(host).guard_ == nullptr ? nullptr : &kGuard;
  if (self(host).services_ == nullptr) return nullptr;
  if (asked == MIZAN_SECRET_1) return &kSecret;
  if (asked == MIZAN_CLOCK_1) return &kClock;
  return asked == MIZAN_HTTP_1 ? &kHttp : nullptr;
}

mizan_status HostFace::on_secret(const mizan_host* host, mizan_str name, void* to,
                                 void (*take)(void*, mizan_str) noexcept, mizan_error* error) noexcept {
  return guarded(error, [&]() -> base::Result<> {
    if (name.size > kMaxSecretNameBytes)
      return base::Error{base::Code::kConfig, "there is no secret of so long a name"};
    MIZAN_ASSIGN(const auto value, self(host).services_->secret(text_of(name)));
    take(to, view_of(value.reveal()));
    return {};
  });
}

std::int64_t HostFace::on_now(const mizan_host* host) noexcept {
  return self(host).services_->now();
}

mizan_status HostFace::on_fetch(const mizan_host* host, const mizan_call*, const mizan_http_request* request,
                                void* to, void (*take)(void*, const mizan_http_response*) noexcept,
                                mizan_error* error) noexcept {
  return guarded(error, [&]() -> base::Result<> {
    const NoStop no_stop;
    const auto* stop = self(host).stop_;
    MIZAN_ASSIGN(const auto asked, request_of(request));
    MIZAN_TRY(check_size(asked));
    MIZAN_ASSIGN(const auto response, self(host).services_->fetch(asked, stop == nullptr ? no_stop : *stop));
    give(response, to, take);
    return {};
  });
}

// What cannot be noted is read all the same.
std::int32_t HostFace::on_enter(const mizan_host* host, mizan_str where, std::int64_t number) noexcept {
  try {
    return self(host).guard_->enter(text_of(where), number) ? 1 : 0;
  } catch (const std::exception&) {
    return 1;
  }
}

void HostFace::on_leave(const mizan_host* host) noexcept {
  self(host).guard_->leave();
}

}  // namespace mizan::adapter
