#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "access/policy.hpp"
#include "api/feed.hpp"
#include "base/error.hpp"
#include "services/config.hpp"

namespace mizan::app {

/// A receiver that the feed is posted to (docs/webhooks.md), or a broker that it is handed to by a plugin
/// (docs/brokers.md): one file of the folder `webhooks`.
struct WebhookConfig {
  std::filesystem::path file = {};
  std::string name = {};
  std::string url = {};              ///< of a receiver
  std::string plugin = {};           ///< of a broker: "nats"; empty: it is a receiver
  std::string settings_json = "{}";  ///< [settings], handed to the plugin
  std::map<std::string, std::uint32_t, std::less<>> settings_lines =
      {};                                 ///< where each of them stands; "": all
  std::string credential = {};            ///< a [credentials.NAME]; empty: the signature alone
  std::vector<std::string> signing = {};  ///< names of secrets, each a key that signs
  bool from_start = false;                ///< a new receiver is told from the beginning of what is kept
  bool set_aside = false;                 ///< on_refusal = "set-aside"
  std::string audience = {};              ///< a role: only what it is given; empty: everything
  api::FeedFilter filter = {};
  services::ServicesConfig services = {};
};

/// Reads every *.toml of the folder, in the order of their names; a folder that is not there has none.
/// kConfig names file, line and key; two receivers of one name are an error.
base::Result<std::vector<WebhookConfig>> read_webhook_configs(const std::filesystem::path& folder);

/// Has the receiver told only what its `audience` is given, as the sharing matrix says now. kData: that role
/// is given no feed.
base::Result<> hold_to_audience(WebhookConfig& webhook, const access::Policy& policy);

}  // namespace mizan::app
