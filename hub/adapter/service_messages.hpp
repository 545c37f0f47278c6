#pragma once
#include <string>
#include <string_view>
#include <variant>

#include "adapter/host_services.hpp"

namespace mizan::adapter {

/// What a worker asks of the hub on its adapter's behalf, and what it is told. Each decoder takes bytes that
/// may be anybody's and checks every size before it allocates.

struct SecretRequest {
  std::string name;
};
struct TimeRequest {};
using ServiceRequest = std::variant<SecretRequest, TimeRequest, HttpRequest>;

std::string encode_service_request(const ServiceRequest& request);
base::Result<ServiceRequest> decode_service_request(std::string_view payload);

/// Asks `services` (null: nothing is offered) and encodes what they answer.
std::string answer_service(HostServices* services, const ServiceRequest& request, const StopRequest& stop);
/// The answer to any request that is not put to them.
std::string refuse_service(const base::Error& error);

/// The answers, to who asked each; an Error is the services' own, or that of a hub that broke the protocol.
base::Result<base::Secret> decode_secret(std::string_view payload);
base::Result<base::Micros> decode_time(std::string_view payload);
base::Result<HttpResponse> decode_response(std::string_view payload);

}  // namespace mizan::adapter
