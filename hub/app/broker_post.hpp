#pragma once
#include <memory>

#include "adapter/publisher.hpp"
#include "app/connection.hpp"
#include "app/webhook_config.hpp"
#include "webhook/delivery.hpp"

namespace mizan::app {

/// The way to a broker, by the publisher plugin that a file of `webhooks` names. One thread.
class BrokerPost final : public webhook::Post {
 public:
  /// Finds the plugin as an adapter is found (find_runnable), and makes it with its settings; the broker is
  /// not asked yet. `stop` ends what is on its way. kConfig names the file.
  static base::Result<std::unique_ptr<BrokerPost>> open(const HubConfig& hub, const WebhookConfig& broker,
                                                        const adapter::StopRequest& stop,
                                                        const base::Clock& clock);

  webhook::Answer send(const webhook::Letter& letter) override;
  webhook::Sent send_several(std::span<const webhook::Letter> letters) override;

  /// Whether the broker is there and would keep events.
  webhook::Answer check();

 private:
  BrokerPost(const std::string& name, const adapter::StopRequest& stop)
      : log_("webhook " + name), stop_(stop) {}

  AdapterLog log_;
  const adapter::StopRequest& stop_;
  std::unique_ptr<adapter::HostServices> services_;
  RunnableAdapter build_;  // its bytes are kept while they run
  std::unique_ptr<adapter::Publisher> publisher_;
};

/// What an error of a publisher means for the first event that was not kept.
webhook::Answer answer_of(const base::Error& error, base::Micros now);

}  // namespace mizan::app
