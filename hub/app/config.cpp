#include "app/config.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <sstream>

#include "app/access_config.hpp"
#include "app/disk_config.hpp"
#include "app/services_config.hpp"
#include "app/text_file.hpp"
#include "app/tls_config.hpp"
#include "app/toml_reader.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::int64_t kFewestDays = 30;

void check_format(TomlReader& reader, const toml::table& table) {
  std::int64_t format = 0;
  reader.read("format", format, 0, 1'000'000);
  if (format != kFormat) {
    reader.fail(table.get("format"), "format",
                fmt::format("expected format = {}: this program reads no other", kFormat));
  }
}

fs::path beside(const fs::path& file, const fs::path& path) {
  return path.empty() || path.is_absolute() ? path : fs::absolute(file).parent_path() / path;
}

const toml::table* sub_table(TomlReader& reader, const toml::table& table, std::string_view key) {
  reader.allow({key});
  const auto* node = table.get(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) reader.fail(node, key, "expected a table");
  return node->as_table();
}

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

base::Result<> read_listen(const toml::table& table, const std::string& file, HubConfig& config) {
  TomlReader reader(table, file, "listen.");
  std::int64_t port = config.listen_port;
  reader.read("address", config.listen_address);
  reader.read("port", port, 0, 65535);
  reader.read("allow_remote", config.allow_remote);
  bool plain = false;
  reader.read("plain_http", plain);
  reader.allow({"tls"});
  config.listen_port = static_cast<std::uint16_t>(port);
  MIZAN_ASSIGN(config.tls, read_tls(table, file));
  if (!config.tls && !plain && !is_loopback(config.listen_address))
    reader.fail(table.get("address"), "address",
                "whoever is on the way could read tokens and cases: add [listen.tls], or plain_http = true "
                "behind a proxy that speaks TLS");
  return reader.finish();
}

base::Result<> read_publish(const toml::table& table, const std::string& file, HubConfig& config) {
  TomlReader reader(table, file, "publish.");
  reader.allow({"periods"});
  reader.read("records", config.publish_records);
  reader.read("cells", config.publish_cells);
  if (!config.publish_cells.empty() && !is_name(config.publish_cells))
    reader.fail(table.get("cells"), "cells",
                "is what other hubs call this one: 1 to 64 lower-case letters, digits, '-' and '_'");
  if (const auto* node = table.get("periods")) {
    const auto* list = node->as_array();
    if (list == nullptr) reader.fail(node, "periods", "expected a list");
    config.published.clear();
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      const auto found = model::find_granularity((*list)[i].value_or(std::string{}));
      if (!found) reader.fail(list->get(i), "periods", "expected month, quarter, year or fiscal_year");
      config.published.push_back(found.value_or(model::Granularity::kMonth));
    }
  }
  return reader.finish();
}

// A month at least: restatements are looked into within weeks. Whoever was last at the feed before is sent a
// snapshot, so that it may be shorter.
base::Result<> read_retention(const toml::table& table, const std::string& file, HubConfig& config) {
  TomlReader reader(table, file, "retention.");
  for (const auto& [key, days] :
       {std::pair{"history_days", &config.history_days}, std::pair{"raw_days", &config.raw_days}}) {
    reader.read(key, *days, 0, 36'525);
    if (*days != 0 && *days < kFewestDays)
      reader.fail(table.get(key), key, "expected 30 days or more, or 0: nothing is dropped");
  }
  reader.read("feed_days", config.feed_days, 0, 36'525);
  return reader.finish();
}

std::string as_json(const toml::table* table) {
  if (table == nullptr) return "{}";
  std::ostringstream out;
  out << toml::json_formatter{*table};
  return out.str();
}

void read_isolation(TomlReader& reader, const toml::table& table, WorkerConfig& worker) {
  std::string isolation = "worker";
  reader.read("isolation", isolation);
  worker.in_process = isolation == "in-process";
  if (!worker.in_process && isolation != "worker")
    reader.fail(table.get("isolation"), "isolation", "expected \"worker\" or \"in-process\"");
}

base::Result<> read_worker(const toml::table& table, const std::string& file, WorkerConfig& worker) {
  TomlReader reader(table, file, "worker.");
  reader.read("memory_mib", worker.memory_mib, 64, 1'000'000);
  reader.read("cpu_seconds", worker.cpu_seconds, 1, 1'000'000);
  reader.read("silence_seconds", worker.silence_seconds, 1, 86'400);
  reader.read("network", worker.network);
  reader.read("programs", worker.programs);
  return reader.finish();
}

}  // namespace

base::Result<HubConfig> read_hub_config(const fs::path& file) {
  MIZAN_ASSIGN(const auto table, TomlReader::parse(file));
  HubConfig config;
  config.file = fs::absolute(file);
  TomlReader reader(table, file.string());
  check_format(reader, table);
  reader.read("store", config.store);
  reader.read("sources", config.sources);
  reader.read("plugins", config.plugins);
  reader.read("tables", config.tables);
  reader.read("places", config.places);
  reader.read("links", config.links);
  reader.read("pseudonym_key", config.pseudonym_key);
  reader.read("releases", config.releases);
  reader.read("hubs", config.hubs);
  reader.read("hub_cells", config.hub_cells);
  reader.read("webhooks", config.webhooks);
  reader.read("webhook_places", config.webhook_places);
  reader.read("log_level", config.log_level);
  reader.read("records_per_transaction", config.records_per_transaction, 0, 1'000'000);
  const auto* listen = sub_table(reader, table, "listen");
  const auto* publish = sub_table(reader, table, "publish");
  const auto* retention = sub_table(reader, table, "retention");
  reader.allow({"adapters", "access", "disk"});
  MIZAN_TRY(reader.finish());
  if (listen != nullptr) MIZAN_TRY(read_listen(*listen, file.string(), config));
  if (publish != nullptr) MIZAN_TRY(read_publish(*publish, file.string(), config));
  if (retention != nullptr) MIZAN_TRY(read_retention(*retention, file.string(), config));
  if (const auto disk = read_disk_rules(table, file); !disk) return disk.error();
  MIZAN_ASSIGN(config.adapters, read_adapters(table, file));
  MIZAN_ASSIGN(auto access, read_access(table, file, config.listen_address));
  config.access = std::make_shared<AccessConfig>(std::move(access));
  for (auto* path : {&config.store, &config.sources, &config.plugins, &config.tables, &config.places,
                     &config.links, &config.pseudonym_key, &config.releases, &config.hubs, &config.hub_cells,
                     &config.webhooks, &config.webhook_places}) {
    *path = beside(file, *path);
  }
  return config;
}

base::Result<SourceConfig> read_source_config(const fs::path& file) {
  MIZAN_ASSIGN(const auto table, TomlReader::parse(file));
  SourceConfig config;
  config.file = fs::absolute(file);
  TomlReader reader(table, file.string());
  check_format(reader, table);
  reader.require("name", config.name);
  reader.require("adapter", config.adapter);
  config.pin = read_pin(reader, table, config.adapter);
  reader.read("mapping", config.mapping);
  reader.read("poll_seconds", config.poll_seconds, 0, 86'400);
  reader.read("expected_hours", config.expected_hours, 0, 8'784);
  read_isolation(reader, table, config.worker);
  const auto* settings = sub_table(reader, table, "settings");
  for (const auto* part : {"source", "values", "codes"}) {
    const auto* own = sub_table(reader, table, part);
    if (own != nullptr && !config.mapping.empty())
      reader.fail(own, part, "stands in the mapping, where there is one");
  }
  const auto* worker = sub_table(reader, table, "worker");
  for (const auto part : kServicesTables) reader.allow({part});
  MIZAN_TRY(reader.finish());
  MIZAN_ASSIGN(config.services, read_services(table, file));
  if (worker != nullptr) MIZAN_TRY(read_worker(*worker, file.string(), config.worker));
  if (!is_name(config.name)) {
    reader.fail(table.get("name"), "name", "use 1 to 64 lower-case letters, digits, '-' and '_'");
    MIZAN_TRY(reader.finish());
  }
  config.mapping = beside(file, config.mapping);
  config.settings_json = as_json(settings);
  return config;
}

base::Result<std::vector<SourceConfig>> read_source_configs(const fs::path& folder) {
  MIZAN_ASSIGN(const auto files, files_of(folder, ".toml"));
  std::vector<SourceConfig> sources;
  for (const auto& file : files) {
    MIZAN_ASSIGN(auto source, read_source_config(file));
    const auto same = std::find_if(sources.begin(), sources.end(),
                                   [&](const SourceConfig& other) { return other.name == source.name; });
    if (same != sources.end()) {
      return base::Error{base::Code::kConfig, fmt::format("{}: the name \"{}\" is taken by {}", file.string(),
                                                          source.name, same->file.string())};
    }
    sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace mizan::app
