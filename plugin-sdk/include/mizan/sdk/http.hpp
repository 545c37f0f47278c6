#pragma once
#include <mizan/sdk/call.hpp>
#include <mizan/sdk/extension.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mizan::sdk {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string url;  ///< http or https, absolute
  std::string method = "GET";
  Headers headers = {};
  std::string body = {};
  std::string credential = {};  ///< the name of a [credentials.NAME] of the source file; empty: none
};

struct HttpResponse {
  int status = 0;
  Headers headers = {};  ///< names in lower case
  std::string body = {};
  std::string url = {};  ///< what answered, after redirects

  /// The first header of that name (lower case), "" if there is none.
  std::string_view header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

/// Requests that the hub makes for the adapter (mizan.http/1): TLS, proxy, credentials, rate limit and
/// retries are its business, and no socket is needed in the sandbox.
class Http {
 public:
  /// Error of MIZAN_E_UNSUPPORTED where the hub does not offer it.
  explicit Http(const Host& host) : host_(host), table_(required_extension<mizan_http>(host, MIZAN_HTTP_1)) {}

  /// The response, whatever its status says, but for 401, 403, 429 and 5xx: those, and a response that never
  /// came, are an Error with the policy (mizan_extensions.h).
  HttpResponse fetch(const Call& call, const HttpRequest& request) const {
    std::vector<mizan_header> headers;
    headers.reserve(request.headers.size());
    for (const auto& [name, value] : request.headers) headers.push_back({view(name), view(value)});
    const mizan_http_request asked{sizeof(mizan_http_request), static_cast<std::uint32_t>(headers.size()),
                                   view(request.method),       view(request.url),
                                   view(request.body),         headers.data(),
                                   view(request.credential)};
    HttpResponse response;
    mizan_error error{sizeof(mizan_error), 0, 0, {}};
    pass(table_.fetch(host_.c(), call.c(), &asked, &response, &keep, &error), error);
    return response;
  }

 private:
  static std::string copy(mizan_str text) {
    return text.size == 0 ? std::string() : std::string(text.data, text.size);
  }
  static void keep(void* to, const mizan_http_response* response) noexcept {
    auto& kept = *static_cast<HttpResponse*>(to);
    kept.status = response->status;
    kept.body = copy(response->body);
    kept.url = copy(response->url);
    for (std::uint32_t i = 0; i < response->header_count; ++i)
      kept.headers.emplace_back(copy(response->headers[i].name), copy(response->headers[i].value));
  }

  Host host_;
  const mizan_http& table_;
};

}  // namespace mizan::sdk
