#include "app/webhook_config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "app/services_config.hpp"
#include "app/text_file.hpp"
#include "app/toml_reader.hpp"
#include "publish/event_types.hpp"
#include "services/url.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kTotalMs = 20'000;  // Standard Webhooks: 15 to 30 s
constexpr std::int64_t kMostReply = 64 << 10;

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

void read_list(TomlReader& reader, const toml::table& table, const char* key, std::vector<std::string>& out) {
  reader.allow({key});
  const auto* node = table.get(key);
  if (node == nullptr) return;
  const auto* list = node->as_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
    out.push_back((*list)[i].value_or(std::string()));
  if (out.empty() || std::find(out.begin(), out.end(), "") != out.end())
    reader.fail(node, key, "expected a list of texts, [\"one\", \"another\"]");
}

void read_types(TomlReader& reader, const toml::table& table, api::FeedFilter& filter) {
  read_list(reader, table, "types", filter.types);
  for (auto& type : filter.types) {
    const auto whole = publish::find_event_type(type);
    if (whole.empty())
      reader.fail(table.get("types"), "types", fmt::format("there is no event type \"{}\"", type));
    type = whole;
  }
}

// Cases are told of to who asks for them alone.
void read_due(TomlReader& reader, const toml::table& table, api::FeedFilter& filter) {
  read_list(reader, table, "due", filter.due);
  for (const auto& word : filter.due) {
    if (std::find(api::kDueWords.begin(), api::kDueWords.end(), word) == api::kDueWords.end())
      reader.fail(table.get("due"), "due", "expected some of \"approaching\", \"passed\" and \"missing\"");
  }
}

void read_choice(TomlReader& reader, const toml::table& table, const char* key, std::string_view no,
                 std::string_view yes, bool& out) {
  std::string word(no);
  reader.read(key, word);
  if (word != no && word != yes)
    reader.fail(table.get(key), key, fmt::format("expected \"{}\" or \"{}\"", no, yes));
  out = word == yes;
}

// The receiver's address is the only one that is asked, by no detour.
void read_address(TomlReader& reader, const toml::table& table, WebhookConfig& config) {
  bool private_network = false;
  reader.read("private_network", private_network);
  reader.require("url", config.url);
  const auto url = services::Url::parse(config.url);
  if (!url) {
    reader.fail(table.get("url"), "url", url.error().message);
    return;
  }
  if (!url->https() && !private_network)
    reader.fail(table.get("url"), "url", "expected https:// (http:// only with private_network = true)");
  auto& http = config.services.http;
  http.hosts = {url->host()};
  http.public_only = !private_network;
  http.plain_credentials = private_network;
  http.redirects = 0;
  http.tries = 1;
  http.total_ms = std::min(http.total_ms, kTotalMs);
  http.max_response_bytes = std::min(http.max_response_bytes, kMostReply);
}

void read_keys(TomlReader& reader, const toml::table& table, WebhookConfig& config) {
  std::int64_t format = 0;
  reader.read("format", format, 0, 1'000'000);
  if (format != 1)
    reader.fail(table.get("format"), "format", "expected format = 1: this program reads no other");
  reader.require("name", config.name);
  if (!is_name(config.name))
    reader.fail(table.get("name"), "name", "use 1 to 64 lower-case letters, digits, '-' and '_'");
  reader.read("credential", config.credential);
  read_list(reader, table, "signing", config.signing);
  read_choice(reader, table, "from", "now", "start", config.from_start);
  read_choice(reader, table, "on_refusal", "pause", "set-aside", config.set_aside);
  read_list(reader, table, "kpis", config.filter.kpis);
  read_list(reader, table, "provinces", config.filter.provinces);
  read_list(reader, table, "districts", config.filter.districts);
  read_types(reader, table, config.filter);
  read_due(reader, table, config.filter);
  reader.read("audience", config.audience);
  if (!config.audience.empty() && !access::find_role(config.audience))
    reader.fail(table.get("audience"), "audience",
                "expected a role of the sharing matrix, such as \"monitor\"");
  config.filter.releases =
      config.filter.kpis.empty() && config.filter.provinces.empty() && config.filter.districts.empty();
  reader.read("releases", config.filter.releases);
}

// A broker has its address in the settings of its plugin, and tells by itself who it lets in.
void read_broker(TomlReader& reader, const toml::table& table, WebhookConfig& config) {
  reader.read("plugin", config.plugin);
  reader.allow({"settings"});
  for (const auto* key : {"url", "private_network", "signing", "credential"}) {
    if (table.get(key) != nullptr) reader.fail(table.get(key), key, "is of a receiver, and this is a broker");
  }
  if (!is_name(config.plugin))
    reader.fail(table.get("plugin"), "plugin", "expected the name of a publisher, such as \"nats\"");
  const auto* settings = table.get("settings");
  if (settings == nullptr || !settings->is_table()) {
    reader.fail(settings, "settings", "expected a table: the plugin's settings");
    return;
  }
  std::ostringstream json;
  json << toml::json_formatter{*settings->as_table()};
  config.settings_json = json.str();
  config.settings_lines[""] = settings->source().begin.line;
  for (const auto& [key, node] : *settings->as_table())
    config.settings_lines[std::string(key.str())] = node.source().begin.line;
}

void check_names(TomlReader& reader, const toml::table& table, const WebhookConfig& config) {
  if (config.signing.empty())
    reader.fail(table.get("signing"), "signing",
                "name at least one secret that signs, [\"key\"]: a receiver must be able to tell who sends");
  for (const auto& each : config.signing) {
    if (config.services.secrets.find(each) == config.services.secrets.end())
      reader.fail(table.get("signing"), "signing",
                  fmt::format("there is no secret \"{}\" in [secrets]", each));
  }
  const auto& credentials = config.services.credentials;
  if (!config.credential.empty() && credentials.find(config.credential) == credentials.end())
    reader.fail(table.get("credential"), "credential",
                fmt::format("there is no table [credentials.{}]", config.credential));
}

base::Result<WebhookConfig> read_webhook_config(const fs::path& file) {
  MIZAN_ASSIGN(const auto table, TomlReader::parse(file));
  WebhookConfig config;
  config.file = fs::absolute(file);
  MIZAN_ASSIGN(config.services, read_services(table, file));
  TomlReader reader(table, file.string());
  for (const auto part : kServicesTables) reader.allow({part});
  read_keys(reader, table, config);
  if (table.get("plugin") != nullptr) {
    read_broker(reader, table, config);
  } else {
    read_address(reader, table, config);
    check_names(reader, table, config);
  }
  MIZAN_TRY(reader.finish());
  return config;
}

}  // namespace

base::Result<std::vector<WebhookConfig>> read_webhook_configs(const fs::path& folder) {
  MIZAN_ASSIGN(const auto files, files_if_any(folder, ".toml"));
  std::vector<WebhookConfig> webhooks;
  for (const auto& file : files) {
    MIZAN_ASSIGN(auto webhook, read_webhook_config(file));
    for (const auto& other : webhooks) {
      if (other.name == webhook.name)
        return base::Error{base::Code::kConfig,
                           fmt::format("{}: the name \"{}\" is taken by {}", file.string(), webhook.name,
                                       other.file.string())};
    }
    webhooks.push_back(std::move(webhook));
  }
  return webhooks;
}

base::Result<> hold_to_audience(WebhookConfig& webhook, const access::Policy& policy) {
  if (webhook.audience.empty()) return {};
  auto grant = access::grant_of_audience(policy.sharing, policy.district_of, webhook.audience,
                                         webhook.filter.districts);
  if (!grant) return base::within(webhook.file.string(), grant.error());
  webhook.filter.audience = std::make_shared<const access::Grant>(std::move(*grant));
  return {};
}

}  // namespace mizan::app
