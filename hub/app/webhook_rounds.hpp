#pragma once
#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "app/config.hpp"
#include "app/webhook_sender.hpp"

namespace mizan::app {

/// Sends the feed to every receiver and broker, each on a thread of its own, so that one that is slow or gone
/// keeps no other waiting. From construction to stop().
class WebhookRounds {
 public:
  /// Places, orders and what was set aside are kept in the folder that `hub` names. kConfig: a secret or a
  /// plugin is not there; kStore.
  static base::Result<std::unique_ptr<WebhookRounds>> open(const HubConfig& hub,
                                                           const std::vector<WebhookConfig>& webhooks,
                                                           const base::Clock& clock);
  ~WebhookRounds();
  WebhookRounds(const WebhookRounds&) = delete;
  WebhookRounds& operator=(const WebhookRounds&) = delete;

  /// There are new events. Any thread.
  void wake();
  /// Ends the requests on their way and waits for the threads. May be called again.
  void stop();

 private:
  struct Receiver;
  class Stop;
  WebhookRounds();
  base::Result<std::unique_ptr<webhook::Post>> open_way(const HubConfig& hub, const WebhookConfig& webhook,
                                                        const base::Clock& clock) const;
  void follow(Receiver& receiver);
  bool rest();

  std::unique_ptr<Stop> stop_;
  std::vector<std::unique_ptr<Receiver>> receivers_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace mizan::app
