#pragma once
#include <cstdint>
#include <mizan/sdk/config.hpp>
#include <string>
#include <vector>

namespace mizan::sql {

/// kRows: rows that a mapping test gives, and no server (test_rows.hpp).
enum class Backend : std::uint8_t { kPostgreSql, kMariaDb, kSqlite, kOdbc, kRows };
enum class Tls : std::uint8_t { kOff, kEncrypted, kVerified };

/// [settings] of a source file of this connector (docs/sql-connector.md), checked.
struct Settings {
  Backend backend = Backend::kPostgreSql;
  std::string host;
  std::int64_t port = 0;  ///< 0: the server's usual one
  std::string socket;     ///< PostgreSQL: a folder; MariaDB: the socket itself
  std::string database;   ///< SQLite: the file, absolute
  std::string folder;     ///< given by the hub, absolute; empty: none
  std::string user;
  std::string password_secret;  ///< the name of a secret; empty: no password
  Tls tls = Tls::kOff;
  std::string tls_ca;
  std::string dsn;                   ///< ODBC
  std::string driver;                ///< ODBC, where there is no dsn
  std::vector<std::string> options;  ///< ODBC: "Keyword=value"
  std::string time_zone;             ///< of the session
  std::int64_t connect_seconds = 10;
  std::int64_t statement_seconds = 120;
};

/// Throws sdk::Error (MIZAN_E_CONFIG) that names the setting and never a value.
Settings read_settings(const sdk::Config& config);

}  // namespace mizan::sql
