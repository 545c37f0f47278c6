#include "services/document_transport.hpp"

namespace mizan::services {

Try DocumentTransport::send(const WireRequest& request, const adapter::StopRequest&) {
  const auto found = documents_.extract(request.url.path());
  return {WireReply{200, {}, found.empty() ? std::string("{}") : found.mapped()}};
}

}  // namespace mizan::services
