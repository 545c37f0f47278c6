#pragma once
#include <memory>
#include <string>

#include "adapter/host_services.hpp"
#include "api/feed.hpp"
#include "app/webhook_config.hpp"
#include "webhook/delivery.hpp"
#include "webhook/signing.hpp"

namespace mizan::app {

/// The feed as far as one receiver wants it. One thread.
class FeedInbox final : public webhook::Inbox {
 public:
  FeedInbox(store::Store store, api::FeedFilter filter)
      : feed_(std::move(store), 0), filter_(std::move(filter)) {}

  base::Result<std::string> now() override;
  base::Result<webhook::Letters> after(const std::string& cursor) override;

 private:
  base::Result<std::int64_t> position_of(const std::string& cursor) const;

  api::Feed feed_;
  api::FeedFilter filter_;
};

/// The receiver of a webhook over HTTP. One thread.
class HttpPost final : public webhook::Post {
 public:
  /// `stop` ends a request on its way.
  HttpPost(WebhookConfig config, std::unique_ptr<adapter::HostServices> services,
           const adapter::StopRequest& stop)
      : config_(std::move(config)), services_(std::move(services)), stop_(stop) {}

  webhook::Answer send(const webhook::Letter& letter) override;

 private:
  base::Result<adapter::HttpRequest> signed_request(const webhook::Letter& letter);

  const WebhookConfig config_;
  std::unique_ptr<adapter::HostServices> services_;
  const adapter::StopRequest& stop_;
};

/// What a response, or that none came, means for an event.
webhook::Answer answer_of(const base::Result<adapter::HttpResponse>& reply, base::Micros now);

}  // namespace mizan::app
