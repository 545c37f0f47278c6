#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapter/host_services.hpp"
#include "base/error.hpp"
#include "base/secret.hpp"
#include "services/url.hpp"

namespace mizan::services {

/// What a credential adds to a request. Kept apart from the rest up to the moment of sending, so that no
/// message and no recorded exchange can hold it.
struct Attachment {
  std::vector<std::pair<std::string, base::Secret>> headers = {};
  std::optional<std::pair<std::string, base::Secret>> parameter = std::nullopt;  ///< of the address
};

/// One request as it goes out once.
struct WireRequest {
  std::string method;
  Url url;
  adapter::HttpHeaders headers = {};
  std::string body = {};
  Attachment attached = {};
  base::Secret secret_body = {};  ///< instead of `body`; such an exchange is about secrets: never recorded
};

/// What came back once, whatever its status. Header names are in lower case, the body is unpacked.
struct WireReply {
  int status = 0;
  adapter::HttpHeaders headers = {};
  std::string body = {};

  /// The first header of that name (lower case), "" if there is none.
  std::string_view header(std::string_view name) const;
};

/// One try: a reply, or why none came and whether another try may fare better.
struct Try {
  base::Result<WireReply> reply;
  bool may_pass = false;
};

/// Carries one request. No redirects, no retries. One thread at a time.
class Transport {
 public:
  virtual ~Transport() = default;
  /// Ends within 200 ms of a stop, as kCancelled.
  virtual Try send(const WireRequest& request, const adapter::StopRequest& stop) = 0;
};

}  // namespace mizan::services
