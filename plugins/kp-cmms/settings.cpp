#include "settings.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace mizan::cmms {
namespace {

constexpr const char* kAuthorities = "/etc/ssl/certs/ca-certificates.crt";

[[noreturn]] void wrong(std::string_view setting, std::string_view what) {
  throw sdk::Error(MIZAN_E_CONFIG, fmt::format("setting \"{}\": {}", setting, what));
}

std::string needed(const sdk::Config& config, const char* key) {
  auto out = config.text(key);
  if (out.empty() || out.find('\0') != out.npos) wrong(key, "expected a text");
  return out;
}

std::int64_t within(const sdk::Config& config, const char* key, std::int64_t otherwise, std::int64_t least,
                    std::int64_t most) {
  const auto value = config.integer(key, otherwise);
  if (value < least || value > most) wrong(key, fmt::format("expected a number from {} to {}", least, most));
  return value;
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.") || host.starts_with('/');
}

Tls tls_of(const sdk::Config& config, const std::string& host) {
  const auto word = config.text("tls", is_this_machine(host) ? "off" : "verified");
  if (word == "off") return Tls::kOff;
  if (word == "encrypted") return Tls::kEncrypted;
  if (word != "verified") wrong("tls", "expected one of off, encrypted, verified");
  return Tls::kVerified;
}

std::string zone_of(const sdk::Config& config) {
  auto zone = config.text("time_zone", "Asia/Karachi");
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("/_+-:").find(c) != std::string_view::npos;
  };
  if (zone.empty() || !std::all_of(zone.begin(), zone.end(), fits))
    wrong("time_zone", "expected a zone such as Asia/Karachi");
  return zone;
}

}  // namespace

Settings read_settings(const sdk::Config& config) {
  for (const auto* key : {"password", "passwd"})
    if (config.has(key)) wrong(key, "a password does not stand here: name a secret by password_secret");
  config.allow_only({"host", "port", "database", "user", "password_secret", "tls", "tls_ca", "time_zone",
                     "folder", "layout", "page", "overlap_seconds", "whole_every_hours", "connect_seconds",
                     "statement_seconds"});
  Settings out;
  out.host = needed(config, "host");
  out.port = within(config, "port", out.port, 1, 65'535);
  out.database = needed(config, "database");
  out.user = needed(config, "user");
  out.password_secret = config.text("password_secret", "");
  out.tls = tls_of(config, out.host);
  out.tls_ca = config.text("tls_ca", kAuthorities);
  out.time_zone = zone_of(config);
  out.folder = needed(config, "folder");
  out.layout = needed(config, "layout");
  out.page = within(config, "page", out.page, 1, 10'000);
  out.overlap_seconds = within(config, "overlap_seconds", out.overlap_seconds, 0, 604'800);
  out.whole_every_hours = within(config, "whole_every_hours", out.whole_every_hours, 0, 8760);
  out.connect_seconds = within(config, "connect_seconds", out.connect_seconds, 1, 600);
  out.statement_seconds = within(config, "statement_seconds", out.statement_seconds, 1, 86'400);
  return out;
}

}  // namespace mizan::cmms
