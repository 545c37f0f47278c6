#include "app/peer_config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/services_config.hpp"
#include "app/text_file.hpp"
#include "app/toml_reader.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

bool is_address(std::string_view url) {
  const auto scheme = url.starts_with("https://") ? 8U : url.starts_with("http://") ? 7U : 0U;
  return scheme != 0 && url.size() > scheme && url.size() <= 2048 && !url.ends_with('/') &&
         url.find_first_of("?# \t\r\n\\\"") == std::string_view::npos;
}

void read_provinces(TomlReader& reader, const toml::table& table, std::vector<std::string>& out) {
  reader.allow({"provinces"});
  const auto* node = table.get("provinces");
  const auto* list = node == nullptr ? nullptr : node->as_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
    out.push_back((*list)[i].value_or(std::string()));
  const bool sound = !out.empty() && std::all_of(out.begin(), out.end(), [](const std::string& each) {
    return each.size() == 2 && each != "_T" && each != "_U";
  });
  if (!sound)
    reader.fail(node, "provinces",
                "name those that it may have cells of, [\"PB\"]: of no other they are taken");
}

void read_keys(TomlReader& reader, const toml::table& table, PeerConfig& config) {
  std::int64_t format = 0;
  reader.read("format", format, 0, 1'000'000);
  if (format != 1)
    reader.fail(table.get("format"), "format", "expected format = 1: this program reads no other");
  reader.require("name", config.name);
  if (!is_name(config.name))
    reader.fail(table.get("name"), "name", "use 1 to 64 lower-case letters, digits, '-' and '_'");
  reader.require("url", config.url);
  if (!is_address(config.url))
    reader.fail(table.get("url"), "url", "expected an address such as \"https://hub.example.pk\"");
  reader.read("credential", config.credential);
  read_provinces(reader, table, config.provinces);
  reader.read("poll_minutes", config.poll_minutes, 1, 1'440);
  reader.read("silent_hours", config.silent_hours, 1, 8'784);
  reader.read("most_mib", config.most_mib, 1, 16'384);
}

base::Result<PeerConfig> read_peer_config(const fs::path& file) {
  MIZAN_ASSIGN(const auto table, TomlReader::parse(file));
  PeerConfig config;
  config.file = fs::absolute(file);
  TomlReader reader(table, file.string());
  read_keys(reader, table, config);
  for (const auto part : kServicesTables) reader.allow({part});
  MIZAN_TRY(reader.finish());
  MIZAN_ASSIGN(config.services, read_services(table, file));
  const auto& credentials = config.services.credentials;
  if (!config.credential.empty() && credentials.find(config.credential) == credentials.end()) {
    reader.fail(table.get("credential"), "credential",
                fmt::format("there is no table [credentials.{}]", config.credential));
    MIZAN_TRY(reader.finish());
  }
  return config;
}

base::Result<> refuse_shared(const PeerConfig& one, const PeerConfig& other) {
  const auto refused = [&](const std::string& what) {
    return base::Error{base::Code::kConfig,
                       fmt::format("{}: {} is taken by {}", one.file.string(), what, other.file.string())};
  };
  if (one.name == other.name) return refused(fmt::format("the name \"{}\"", one.name));
  for (const auto& province : one.provinces) {
    if (std::find(other.provinces.begin(), other.provinces.end(), province) != other.provinces.end())
      return refused(fmt::format("the province {}", province));
  }
  return {};
}

}  // namespace

base::Result<std::vector<PeerConfig>> read_peer_configs(const fs::path& folder) {
  MIZAN_ASSIGN(const auto files, files_if_any(folder, ".toml"));
  std::vector<PeerConfig> peers;
  for (const auto& file : files) {
    MIZAN_ASSIGN(auto peer, read_peer_config(file));
    for (const auto& other : peers) MIZAN_TRY(refuse_shared(peer, other));
    peers.push_back(std::move(peer));
  }
  return peers;
}

}  // namespace mizan::app
