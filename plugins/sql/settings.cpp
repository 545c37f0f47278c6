#include "settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>

namespace mizan::sql {
namespace {

constexpr const char* kAuthorities = "/etc/ssl/certs/ca-certificates.crt";

[[noreturn]] void wrong(std::string_view setting, std::string_view what) {
  throw sdk::Error(MIZAN_E_CONFIG, fmt::format("setting \"{}\": {}", setting, what));
}

template <class T>
T one_of(const std::map<std::string, T>& words, const sdk::Config& config, const char* setting) {
  const auto found = words.find(config.text(setting));
  if (found != words.end()) return found->second;
  std::string known;
  for (const auto& [word, value] : words) {
    if (word != "rows") known += (known.empty() ? "" : ", ") + word;
  }
  wrong(setting, "expected one of " + known);
}

std::string upper(std::string text) {
  for (auto& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

// A password in a source file ends in backups, tickets and screenshots.
void refuse_passwords(const sdk::Config& config) {
  for (const auto* key : {"password", "pwd", "pass", "connection_string", "url"}) {
    if (config.has(key))
      wrong(key, "a password is not written here: password_secret names the secret that holds it");
  }
}

bool is_local(const Settings& settings) {
  return settings.host.empty() || settings.host == "localhost" || settings.host == "127.0.0.1" ||
         settings.host == "::1";
}

void read_tls(const sdk::Config& config, Settings& out) {
  static const std::map<std::string, Tls> kWords = {
      {"off", Tls::kOff}, {"encrypted", Tls::kEncrypted}, {"verified", Tls::kVerified}};
  out.tls = is_local(out) ? Tls::kOff : Tls::kVerified;
  if (config.has("tls")) out.tls = one_of(kWords, config, "tls");
  out.tls_ca = config.text("tls_ca", kAuthorities);
  if (out.backend == Backend::kMariaDb && out.tls == Tls::kVerified) {
    wrong("tls",
          "\"verified\" is not offered for MariaDB and MySQL, whose certificate this connector cannot check: "
          "write "
          "\"encrypted\", or use backend = \"odbc\" with the driver's option SSLVERIFY=1");
  }
}

void read_server(const sdk::Config& config, Settings& out) {
  out.host = config.text("host", "");
  out.port = config.integer("port", 0);
  out.socket = config.text("socket", "");
  if (out.port < 0 || out.port > 65535) wrong("port", "expected 1 to 65535");
  if (out.host.empty() == out.socket.empty()) wrong("host", "name either host or socket");
  out.database = config.text("database");
  out.user = config.text("user");
  read_tls(config, out);
}

void read_sqlite(const sdk::Config& config, Settings& out) {
  out.database = config.text("database");
  if (!out.database.starts_with('/') && !out.folder.empty()) out.database = out.folder + "/" + out.database;
  if (!out.database.starts_with('/'))
    wrong("database", "expected an absolute path, or a setting \"folder\" beside it");
  if (out.database.find('"') != std::string::npos) wrong("database", "a path with a quote cannot be opened");
}

// Characters that ODBC gives a meaning of its own in a connection string.
bool plain_word(std::string_view text) {
  return !text.empty() && text.find_first_of("[]{}(),;?*=!@\\\"'") == std::string_view::npos;
}

void read_options(const sdk::Config& config, Settings& out) {
  if (!config.has("options")) return;
  out.options = config.texts("options");
  for (const auto& option : out.options) {
    const auto equals = option.find('=');
    const auto keyword = upper(option.substr(0, equals));
    if (equals == std::string::npos || !plain_word(keyword))
      wrong("options", "expected texts such as \"Server=10.0.0.5\"");
    if (option.find_first_of(";{}", equals) != std::string::npos)
      wrong("options", "a value holds one of ; { }");
    for (const auto* secret : {"PWD", "PASSWORD", "UID", "USER", "USERNAME", "DSN", "DRIVER", "FILEDSN"}) {
      if (keyword == secret) wrong("options", fmt::format("{} is not given here", secret));
    }
  }
}

void read_odbc(const sdk::Config& config, Settings& out) {
  out.dsn = config.text("dsn", "");
  out.driver = config.text("driver", "");
  if (out.dsn.empty() == out.driver.empty()) wrong("dsn", "name either dsn or driver");
  if (!plain_word(out.dsn.empty() ? out.driver : out.dsn))
    wrong(out.dsn.empty() ? "driver" : "dsn", "holds a character that ODBC gives a meaning of its own");
  out.user = config.text("user", "");
  if (!out.user.empty() && !plain_word(out.user))
    wrong("user", "holds a character that ODBC gives a meaning of its own");
  read_options(config, out);
}

void read_time_zone(const sdk::Config& config, Settings& out) {
  out.time_zone = config.text("time_zone", out.backend == Backend::kPostgreSql ? "Asia/Karachi" : "+05:00");
  const bool sound =
      !out.time_zone.empty() && std::all_of(out.time_zone.begin(), out.time_zone.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '/' || c == '_' || c == '+' || c == '-' || c == ':';
      });
  if (!sound) wrong("time_zone", "expected the name of a zone or an offset such as +05:00");
}

}  // namespace

Settings read_settings(const sdk::Config& config) {
  static const std::map<std::string, Backend> kBackends = {
      {"postgresql", Backend::kPostgreSql}, {"mariadb", Backend::kMariaDb}, {"mysql", Backend::kMariaDb},
      {"sqlite", Backend::kSqlite},         {"odbc", Backend::kOdbc},       {"rows", Backend::kRows}};
  refuse_passwords(config);
  config.allow_only({"mapping", "backend", "host", "port", "socket", "database", "folder", "user",
                     "password_secret", "tls", "tls_ca", "dsn", "driver", "options", "time_zone",
                     "connect_seconds", "statement_seconds"});
  Settings out;
  out.backend = one_of(kBackends, config, "backend");
  out.folder = config.text("folder", "");
  out.password_secret = config.text("password_secret", "");
  out.connect_seconds = config.integer("connect_seconds", out.connect_seconds);
  out.statement_seconds = config.integer("statement_seconds", out.statement_seconds);
  if (out.connect_seconds < 1 || out.connect_seconds > 600) wrong("connect_seconds", "expected 1 to 600");
  if (out.statement_seconds < 1 || out.statement_seconds > 86'400)
    wrong("statement_seconds", "expected 1 to 86400");
  read_time_zone(config, out);
  if (out.backend == Backend::kSqlite) read_sqlite(config, out);
  if (out.backend == Backend::kOdbc) read_odbc(config, out);
  if (out.backend == Backend::kPostgreSql || out.backend == Backend::kMariaDb) read_server(config, out);
  return out;
}

}  // namespace mizan::sql
