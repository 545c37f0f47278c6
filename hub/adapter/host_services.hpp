#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapter/source.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"

namespace mizan::adapter {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

/// Limits on what crosses between an adapter and the hub.
inline constexpr std::size_t kMaxSecretNameBytes = 256;
inline constexpr std::size_t kMaxSecretBytes = 64U << 10U;
inline constexpr std::size_t kMaxMethodBytes = 16;
inline constexpr std::size_t kMaxUrlBytes = 16U << 10U;
inline constexpr std::size_t kMaxHttpHeaders = 256;
inline constexpr std::size_t kMaxHttpHeaderBytes = 16U << 10U;  ///< one name or value
inline constexpr std::size_t kMaxRequestBodyBytes = 1U << 20U;
inline constexpr std::size_t kMaxResponseBodyBytes = 32U << 20U;  ///< unpacked

struct HttpRequest {
  std::string method = "GET";  ///< GET, HEAD or POST
  std::string url;             ///< as the adapter wrote it: nobody has looked at it
  HttpHeaders headers = {};
  std::string body = {};
  std::string credential = {};  ///< the name of a credential of the source; empty: none
};

struct HttpResponse {
  int status = 0;            ///< 200 to 599, never 401, 403, 429
  HttpHeaders headers = {};  ///< names in lower case
  std::string body = {};     ///< unpacked
  std::string url = {};      ///< what answered, after redirects
};

/// What the hub does for one source's adapter, on its request: the extensions of the boundary
/// (mizan_extensions.h), wherever the adapter runs. One for each source, so that secrets and limits are that
/// source's own. Called from one thread at a time.
class HostServices {
 public:
  virtual ~HostServices() = default;

  /// kConfig: the source has no secret of that name.
  virtual base::Result<base::Secret> secret(std::string_view name) = 0;

  virtual base::Micros now() = 0;

  /// Blocks until the response is whole, or `stop` asks to end it. The policies are those of mizan_http.
  virtual base::Result<HttpResponse> fetch(const HttpRequest& request, const StopRequest& stop) = 0;
};

}  // namespace mizan::adapter
