#pragma once
#include "adapter/host_services.hpp"
#include "worker/hub_link.hpp"

namespace mizan::worker {

/// The hub's services, asked over the socket. A stop is the hub's to notice: it ends what it does and
/// replies.
class LinkServices final : public adapter::HostServices {
 public:
  explicit LinkServices(HubLink& link) : link_(link) {}

  base::Result<base::Secret> secret(std::string_view name) override;
  /// The hub's clock; 0 if it offers none.
  base::Micros now() override;
  base::Result<adapter::HttpResponse> fetch(const adapter::HttpRequest& request,
                                            const adapter::StopRequest& stop) override;

 private:
  HubLink& link_;
};

}  // namespace mizan::worker
