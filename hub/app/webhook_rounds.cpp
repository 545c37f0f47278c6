#include "app/webhook_rounds.hpp"

#include <fmt/format.h>

#include <chrono>

#include "app/broker_post.hpp"
#include "ops/log.hpp"
#include "services/services.hpp"

namespace mizan::app {
namespace {

// Retries and orders are looked at so often; new events wake at once.
constexpr auto kRest = std::chrono::seconds(1);

webhook::Rules rules_of(const WebhookConfig& config) {
  webhook::Rules rules{config.set_aside, config.from_start};
  if (!config.plugin.empty()) rules.schedule = &webhook::wait_for_broker;
  return rules;
}

}  // namespace

/// Asked by requests on their way.
class WebhookRounds::Stop final : public adapter::StopRequest {
 public:
  explicit Stop(const std::atomic<bool>& stopping) : stopping_(stopping) {}
  bool stopped() const override { return stopping_; }

 private:
  const std::atomic<bool>& stopping_;
};

struct WebhookRounds::Receiver {
  Receiver(const WebhookConfig& config, store::Store store, std::unique_ptr<webhook::Post> way,
           const std::filesystem::path& folder, const base::Clock& clock)
      : name(config.name),
        inbox(std::move(store), config.filter),
        post(std::move(way)),
        delivery(rules_of(config), webhook::PlaceFile(folder, config.name),
                 webhook::DeadLetters(folder, config.name), webhook::OrderFile(folder, config.name), inbox,
                 *post, clock) {}

  std::string name;
  FeedInbox inbox;
  std::unique_ptr<webhook::Post> post;
  webhook::Delivery delivery;
};

WebhookRounds::WebhookRounds() : stop_(std::make_unique<Stop>(stopping_)) {}

base::Result<std::unique_ptr<webhook::Post>> WebhookRounds::open_way(const HubConfig& hub,
                                                                     const WebhookConfig& webhook,
                                                                     const base::Clock& clock) const {
  if (!webhook.plugin.empty()) {
    MIZAN_ASSIGN(auto broker, BrokerPost::open(hub, webhook, *stop_, clock));
    return std::unique_ptr<webhook::Post>(std::move(broker));
  }
  auto services = services::open_services(webhook.services, clock);
  if (!services) return base::within(webhook.file.string(), services.error());
  return std::unique_ptr<webhook::Post>(std::make_unique<HttpPost>(webhook, std::move(*services), *stop_));
}

base::Result<std::unique_ptr<WebhookRounds>> WebhookRounds::open(const HubConfig& hub,
                                                                 const std::vector<WebhookConfig>& webhooks,
                                                                 const base::Clock& clock) {
  std::unique_ptr<WebhookRounds> rounds(new WebhookRounds());
  for (const auto& webhook : webhooks) {
    MIZAN_ASSIGN(auto way, rounds->open_way(hub, webhook, clock));
    MIZAN_ASSIGN(auto reading, store::Store::open(hub.store.string(), store::OpenMode::kRead));
    rounds->receivers_.push_back(
        std::make_unique<Receiver>(webhook, std::move(reading), std::move(way), hub.webhook_places, clock));
  }
  auto* all = rounds.get();
  for (auto& receiver : rounds->receivers_)
    rounds->threads_.emplace_back([all, one = receiver.get()] { all->follow(*one); });
  return rounds;
}

WebhookRounds::~WebhookRounds() {
  stop();
}

void WebhookRounds::wake() {
  changed_.notify_all();
}

void WebhookRounds::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

// False: asked to stop.
bool WebhookRounds::rest() {
  std::unique_lock lock(mutex_);
  if (!stopping_) changed_.wait_for(lock, kRest);
  return !stopping_;
}

void WebhookRounds::follow(Receiver& receiver) {
  const auto& name = receiver.name;
  std::string said;  // an error that stays is said once
  while (!stopping_) {
    const auto step = receiver.delivery.step();
    if (!step && step.error().message != said) {
      said = step.error().message;
      ops::log_error("webhook.failed", fmt::format("webhook {}: {}", name, said));
    }
    if (step && !step->news.empty())
      ops::log_warn("webhook.news", fmt::format("webhook {}: {}", name, step->news));
    if (step && step->busy) continue;
    if (!rest()) return;
  }
}

}  // namespace mizan::app
