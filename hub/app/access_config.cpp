#include "app/access_config.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "access/scope_text.hpp"
#include "registry/version.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

// Each part of the table is read by itself.
void allow_all(TomlReader& reader) {
  reader.allow({"mode", "anonymous", "sharing", "organisation", "jwt", "limits", "origins"});
}

void read_mode(TomlReader& reader, const toml::table& table, const std::string& listen_address,
               AccessConfig& config) {
  std::string mode = "tokens";
  reader.read("mode", mode);
  config.loopback_operator = mode == "loopback-operator";
  if (!config.loopback_operator && mode != "tokens")
    reader.fail(table.get("mode"), "mode", "expected \"tokens\" or \"loopback-operator\"");
  if (config.loopback_operator && !is_loopback(listen_address))
    reader.fail(
        table.get("mode"), "mode",
        "\"loopback-operator\" is for a hub that listens on loopback alone: " + listen_address + " is not");
}

void read_anonymous(TomlReader& reader, const toml::table& table, AccessConfig& config) {
  std::string anonymous = "nobody";
  reader.read("anonymous", anonymous);
  config.anonymous_public = anonymous == "public";
  if (!config.anonymous_public && anonymous != "nobody")
    reader.fail(table.get("anonymous"), "anonymous", "expected \"nobody\" or \"public\"");
}

std::vector<std::string> read_texts(TomlReader& reader, const toml::table& table, std::string_view key) {
  std::vector<std::string> out;
  reader.allow({key});
  const auto* node = table.get(key);
  if (node == nullptr) return out;
  const auto* list = node->as_array();
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
    out.push_back((*list)[i].value_or(std::string()));
  // A list that is empty, or not understood, must not be taken for no limit.
  if (out.empty() || std::find(out.begin(), out.end(), "") != out.end())
    reader.fail(node, key, "expected a list of texts");
  return out;
}

void read_grains(TomlReader& reader, const toml::table& table, access::Scope& scope) {
  for (const auto& name : read_texts(reader, table, "grains")) {
    const auto grain = access::find_grain(name);
    grain ? scope.grains.push_back(*grain)
          : reader.fail(table.get("grains"), "grains", fmt::format("there is no grain \"{}\"", name));
  }
}

void read_role(TomlReader& reader, const toml::table& table, access::Organisation& who) {
  std::string role;
  reader.require("role", role);
  const auto found = access::find_role(role);
  if (!found || *found == access::Role::kPublic)
    reader.fail(table.get("role"), "role", "expected monitor, coordinator, operator, auditor or hub");
  who.role = found.value_or(access::Role::kPublic);
}

base::Result<access::Organisation> read_organisation(const toml::table& table, const fs::path& file) {
  TomlReader reader(table, file.string(), "access.organisation.");
  access::Organisation who;
  reader.require("name", who.name);
  reader.read("dns", who.dns);
  reader.read("sha256", who.sha256);
  read_role(reader, table, who);
  who.scope = {read_texts(reader, table, "provinces"),
               read_texts(reader, table, "districts"),
               read_texts(reader, table, "endpoints"),
               {}};
  read_grains(reader, table, who.scope);
  if (who.dns.empty() == who.sha256.empty())
    reader.fail(&table, "dns", "name its certificate by dns or by sha256");
  if (!who.sha256.empty() && !registry::is_sha256(who.sha256))
    reader.fail(table.get("sha256"), "sha256", "expected 64 hexadecimal digits in lower case");
  if (const auto sound = access::check_scope(who.role, who.scope); !sound)
    reader.fail(&table, who.name, sound.error().message);
  MIZAN_TRY(reader.finish());
  return who;
}

// As a browser words it: scheme, host, and a port that is not the scheme's own.
bool is_origin(std::string_view text) {
  const auto scheme = text.starts_with("https://") ? 8U : text.starts_with("http://") ? 7U : 0U;
  const auto host = text.substr(scheme);
  return scheme != 0 && !host.empty() && host.find_first_of("/?#@ *") == std::string_view::npos;
}

void read_origins(TomlReader& reader, const toml::table& table, AccessConfig& config) {
  config.origins = read_texts(reader, table, "origins");
  for (const auto& origin : config.origins) {
    if (!is_origin(origin))
      reader.fail(table.get("origins"), "origins",
                  fmt::format("expected \"https://host\" as a browser says it, not \"{}\"", origin));
  }
}

base::Result<> read_organisations(const toml::table& table, const fs::path& file, AccessConfig& config) {
  const auto* node = table.get("organisation");
  if (node == nullptr) return {};
  const auto* list = node->as_array();
  TomlReader outer(table, file.string(), "access.");
  if (list == nullptr) outer.fail(node, "organisation", "expected [[access.organisation]]");
  for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
    const auto* each = (*list)[i].as_table();
    if (each == nullptr) {
      outer.fail(node, "organisation", "expected [[access.organisation]]");
      break;
    }
    MIZAN_ASSIGN(auto who, read_organisation(*each, file));
    config.organisations.push_back(std::move(who));
  }
  allow_all(outer);
  return outer.finish();
}

base::Result<> read_rule(const toml::node& node, const fs::path& file, const std::string& prefix,
                         access::RateRule& rule) {
  const auto* table = node.as_table();
  if (table == nullptr)
    return base::Error{base::Code::kConfig, fmt::format("{}:{}: {} expected a table", file.string(),
                                                        node.source().begin.line, prefix)};
  TomlReader reader(*table, file.string(), prefix);
  reader.read("per_minute", rule.per_minute, 0, 1'000'000);
  reader.read("burst", rule.burst, 1, 1'000'000);
  reader.read("per_day", rule.per_day, 0, 1'000'000'000);
  return reader.finish();
}

// "each", "strangers", or a role, which begins as each does.
base::Result<> read_limits(const toml::table& table, const fs::path& file, access::Limits& limits) {
  const auto* node = table.get("limits");
  if (node == nullptr) return {};
  TomlReader outer(table, file.string(), "access.");
  if (!node->is_table()) outer.fail(node, "limits", "expected a table");
  allow_all(outer);
  MIZAN_TRY(outer.finish());
  const auto& all = *node->as_table();
  if (const auto* each = all.get("each"))
    MIZAN_TRY(read_rule(*each, file, "access.limits.each.", limits.each));
  for (const auto& [key, rule] : all) {
    const auto prefix = fmt::format("access.limits.{}.", key.str());
    const auto role = access::find_role(key.str());
    if (key == "each") continue;
    if (key == "strangers") {
      MIZAN_TRY(read_rule(rule, file, prefix, limits.strangers));
    } else if (role) {
      auto& own = limits.of_role[static_cast<std::size_t>(*role)];
      own = limits.each;
      MIZAN_TRY(read_rule(rule, file, prefix, *own));
    } else {
      outer.fail(&rule, "limits", fmt::format("\"{}\" is neither each, strangers nor a role", key.str()));
    }
  }
  return outer.finish();
}

}  // namespace

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1";
}

base::Result<AccessConfig> read_access(const toml::table& whole, const fs::path& file,
                                       const std::string& listen_address) {
  AccessConfig config;
  const auto* node = whole.get("access");
  if (node == nullptr) return config;
  const auto* table = node->as_table();
  if (table == nullptr) {
    TomlReader outer(whole, file.string());
    outer.fail(node, "access", "expected a table");
    return outer.finish().error();
  }
  TomlReader reader(*table, file.string(), "access.");
  read_mode(reader, *table, listen_address, config);
  read_anonymous(reader, *table, config);
  reader.read("sharing", config.sharing);
  read_origins(reader, *table, config);
  reader.allow({"organisation", "jwt", "limits"});
  MIZAN_TRY(reader.finish());
  MIZAN_TRY(read_organisations(*table, file, config));
  MIZAN_ASSIGN(config.login, read_login(*table, file));
  MIZAN_TRY(read_limits(*table, file, config.limits));
  if (!config.sharing.empty() && config.sharing.is_relative())
    config.sharing = fs::absolute(file).parent_path() / config.sharing;
  return config;
}

}  // namespace mizan::app
