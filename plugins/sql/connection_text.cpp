#include <fmt/format.h>

#include "connect.hpp"

namespace mizan::sql {
namespace {

// SOCI's MySQL backend: quotes around it, a backslash before quotes and backslashes.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

// ODBC: braces around it, closing ones doubled.
std::string in_braces(std::string_view text) {
  std::string out = "{";
  for (const char c : text) out += c == '}' ? std::string("}}") : std::string(1, c);
  return out + "}";
}

// URLs: all but letters and digits by number. SOCI takes libpq's other form apart at blanks.
std::string by_percent(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// Keys and values; values of nothing are left out.
class Pairs {
 public:
  Pairs(std::string_view between, std::string (*escaped)(std::string_view))
      : between_(between), escaped_(escaped) {}

  Pairs& add(std::string_view key, std::string_view value) {
    if (!value.empty()) text_ += fmt::format("{}{}={}", text_.empty() ? "" : between_, key, escaped_(value));
    return *this;
  }
  Pairs& add(std::string_view key, std::int64_t value) {
    return value == 0 ? *this : add(key, fmt::format("{}", value));
  }
  std::string text() { return std::move(text_); }

 private:
  std::string_view between_;
  std::string (*escaped_)(std::string_view);
  std::string text_;
};

std::string postgresql(const Settings& settings, std::string_view password) {
  const char* mode = settings.tls == Tls::kOff         ? "disable"
                     : settings.tls == Tls::kEncrypted ? "require"
                                                       : "verify-full";
  Pairs out("&", &by_percent);
  out.add("host", settings.socket.empty() ? settings.host : settings.socket).add("port", settings.port);
  out.add("dbname", settings.database).add("user", settings.user).add("password", password);
  out.add("passfile", "/dev/null").add("gssencmode", "disable");  // no other credentials than those named
  out.add("connect_timeout", settings.connect_seconds).add("sslmode", mode);
  if (settings.tls == Tls::kVerified) out.add("sslrootcert", settings.tls_ca);
  out.add("client_encoding", "UTF8").add("application_name", "mizan");
  out.add("keepalives_idle", 30).add("keepalives_interval", 10).add("keepalives_count", 3);
  return "postgresql:///?" + out.text();
}

std::string mariadb(const Settings& settings, std::string_view password) {
  Pairs out(" ", &in_quotes);
  out.add("host", settings.host).add("port", settings.port).add("unix_socket", settings.socket);
  out.add("dbname", settings.database).add("user", settings.user).add("password", password);
  out.add("charset", "utf8mb4").add("connect_timeout", settings.connect_seconds);
  out.add("read_timeout", settings.statement_seconds + 30).add("write_timeout", settings.statement_seconds);
  if (settings.tls == Tls::kEncrypted) out.add("sslca", settings.tls_ca);
  return out.text();
}

std::string odbc(const Settings& settings, std::string_view password) {
  auto out = settings.dsn.empty() ? fmt::format("DRIVER={{{}}}", settings.driver) : "DSN=" + settings.dsn;
  for (const auto& option : settings.options) out += ";" + option;
  if (!settings.user.empty()) out += ";UID=" + settings.user;  // not every driver knows braces here
  if (!password.empty()) out += ";PWD=" + in_braces(password);
  return out;
}

}  // namespace

std::string connection_text(const Settings& settings, std::string_view password) {
  switch (settings.backend) {
    case Backend::kPostgreSql:
      return postgresql(settings, password);
    case Backend::kMariaDb:
      return mariadb(settings, password);
    case Backend::kOdbc:
      return odbc(settings, password);
    case Backend::kSqlite:
      return fmt::format("dbname=\"{}\" readonly=true timeout=5", settings.database);
    default:
      return "dbname=\":memory:\"";
  }
}

}  // namespace mizan::sql
