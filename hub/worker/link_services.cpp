#include "worker/link_services.hpp"

#include "adapter/service_messages.hpp"

namespace mizan::worker {

base::Result<base::Secret> LinkServices::secret(std::string_view name) {
  return adapter::decode_secret(
      link_.ask(adapter::encode_service_request(adapter::SecretRequest{std::string(name)})));
}

base::Micros LinkServices::now() {
  const auto time = adapter::decode_time(link_.ask(adapter::encode_service_request(adapter::TimeRequest{})));
  return time ? *time : 0;
}

base::Result<adapter::HttpResponse> LinkServices::fetch(const adapter::HttpRequest& request,
                                                        const adapter::StopRequest&) {
  return adapter::decode_response(link_.ask(adapter::encode_service_request(request)));
}

}  // namespace mizan::worker
