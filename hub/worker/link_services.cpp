#include "worker/link_services.hpp"

#include <algorithm>

#include "adapter/service_messages.hpp"

namespace mizan::worker {
namespace {

// The hub takes a frame that is larger for a broken protocol, and would end the worker for a mere mistake.
base::Result<> check_size(const adapter::HttpRequest& request) {
  const auto large = [](const auto& header) {
    return header.first.size() > adapter::kMaxHttpHeaderBytes ||
           header.second.size() > adapter::kMaxHttpHeaderBytes;
  };
  if (request.url.size() > adapter::kMaxUrlBytes || request.method.size() > adapter::kMaxMethodBytes ||
      request.body.size() > adapter::kMaxRequestBodyBytes ||
      request.credential.size() > adapter::kMaxSecretNameBytes ||
      request.headers.size() > adapter::kMaxHttpHeaders ||
      std::any_of(request.headers.begin(), request.headers.end(), large))
    return base::Error{base::Code::kConfig, "the request is larger than the hub takes"};
  return {};
}

}  // namespace

base::Result<base::Secret> LinkServices::secret(std::string_view name) {
  if (name.size() > adapter::kMaxSecretNameBytes)
    return base::Error{base::Code::kConfig, "there is no secret of so long a name"};
  return adapter::decode_secret(
      link_.ask(adapter::encode_service_request(adapter::SecretRequest{std::string(name)})));
}

base::Micros LinkServices::now() {
  const auto time = adapter::decode_time(link_.ask(adapter::encode_service_request(adapter::TimeRequest{})));
  return time ? *time : 0;
}

base::Result<adapter::HttpResponse> LinkServices::fetch(const adapter::HttpRequest& request,
                                                        const adapter::StopRequest&) {
  MIZAN_TRY(check_size(request));
  return adapter::decode_response(link_.ask(adapter::encode_service_request(request)));
}

}  // namespace mizan::worker
