#include "connect.hpp"

#include <fmt/format.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/odbc/soci-odbc.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <array>

#include "failure.hpp"
#include "postgresql_refusal.hpp"

namespace mizan::sql {
namespace {

constexpr const char* kConnecting = "connecting to the database";

const soci::backend_factory& factory_of(Backend backend) {
  switch (backend) {
    case Backend::kPostgreSql:
      return soci::postgresql;
    case Backend::kMariaDb:
      return soci::mysql;
    case Backend::kOdbc:
      return soci::odbc;
    default:
      return soci::sqlite3;
  }
}

// PostgreSQL's driver gives every refusal the state of a lost connection.
Condition odbc_refusal(const soci::odbc_soci_error& error) {
  const std::string_view state = reinterpret_cast<const char*>(error.odbc_error_code());
  const std::string_view message = reinterpret_cast<const char*>(error.odbc_error_message());
  const bool refused = message.find("authentication failed") != std::string_view::npos;
  return of_sqlstate(refused && state.starts_with("08") ? "28000" : state);
}

std::unique_ptr<soci::session> open(const Settings& settings, std::string_view password) {
  const auto text = connection_text(settings, password);
  soci::connection_parameters parameters(factory_of(settings.backend), text);
  parameters.set_option(soci::odbc_option_driver_complete, "0");  // no questions to a user who is not there
  try {
    return std::make_unique<soci::session>(parameters);
  } catch (const soci::odbc_soci_error& error) {
    throw failed(kConnecting, odbc_refusal(error));
  } catch (const std::exception&) {
    throw failed(kConnecting, settings.backend == Backend::kPostgreSql
                                  ? postgresql_refusal(text, settings.connect_seconds)
                                  : condition_in_flight());
  }
}

// ---- what a session is told before anything is read

void tell_postgresql(soci::session& session, const Settings& settings) {
  session << "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY";
  session << fmt::format("SET statement_timeout = {}", settings.statement_seconds * 1000);
  session << "SET DateStyle = 'ISO, YMD'";
  session << fmt::format("SET TimeZone = '{}'", settings.time_zone);
}

void tell_mariadb(soci::session& session, const Settings& settings) {
  std::string version;
  session << "SELECT VERSION()", soci::into(version);
  const bool is_mariadb = version.find("MariaDB") != std::string::npos;
  // What SET NAMES does, which MariaDB's ODBC driver forbids.
  session << "SET character_set_client = utf8mb4, character_set_connection = utf8mb4, character_set_results "
             "= utf8mb4";
  session << "SET SESSION TRANSACTION READ ONLY";
  session << "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";
  session << (is_mariadb
                  ? fmt::format("SET SESSION max_statement_time = {}", settings.statement_seconds)
                  : fmt::format("SET SESSION max_execution_time = {}", settings.statement_seconds * 1000));
  session << fmt::format("SET SESSION time_zone = '{}'", settings.time_zone);
}

void secure_mariadb(soci::session& session, const Settings& settings) {
  auto* connection = static_cast<soci::mysql_session_backend*>(session.get_backend())->conn_;
  const unsigned never = 0;
  mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &never);  // a server may otherwise ask for files
  if (settings.tls == Tls::kEncrypted && mysql_get_ssl_cipher(connection) == nullptr)
    throw failed(kConnecting, {MIZAN_E_CONFIG, "", "the server does not encrypt the connection by TLS"});
}

void secure_postgresql(soci::session& session) {
  auto* connection = static_cast<soci::postgresql_session_backend*>(session.get_backend())->conn_;
  PQsetNoticeProcessor(
      connection, [](void*, const char*) {}, nullptr);  // else they go to the error output
}

// What an ODBC driver says of itself.
std::string about(SQLHDBC connection, SQLUSMALLINT what) {
  std::array<char, 256> text{};
  SQLSMALLINT size = 0;
  SQLGetInfo(connection, what, text.data(), static_cast<SQLSMALLINT>(text.size()), &size);
  return text.data();
}

Dialect dialect_of(SQLHDBC connection) {
  const auto name = about(connection, SQL_DBMS_NAME);
  if (name.starts_with("PostgreSQL")) return Dialect::kPostgreSql;
  if (name.starts_with("MariaDB") || name.starts_with("MySQL")) return Dialect::kMariaDb;
  if (name.starts_with("SQLite")) return Dialect::kSqlite;
  if (name.starts_with("Microsoft SQL Server")) return Dialect::kSqlServer;
  if (name.starts_with("Oracle")) return Dialect::kOracle;
  if (about(connection, SQL_IDENTIFIER_QUOTE_CHAR) != "\"")
    throw failed(kConnecting,
                 {MIZAN_E_CONFIG, "", "this database quotes names in a way that is not known here"});
  return Dialect::kStandard;
}

Dialect tell_odbc(soci::session& session, const Settings& settings) {
  auto* connection = static_cast<soci::odbc_session_backend*>(session.get_backend())->hdbc_;
  SQLSetConnectAttr(connection, SQL_ATTR_ACCESS_MODE, reinterpret_cast<SQLPOINTER>(SQL_MODE_READ_ONLY), 0);
  const auto dialect = dialect_of(connection);
  if (dialect == Dialect::kPostgreSql) tell_postgresql(session, settings);
  if (dialect == Dialect::kMariaDb) tell_mariadb(session, settings);
  if (dialect == Dialect::kSqlite) session << "PRAGMA query_only = ON";
  if (dialect == Dialect::kOracle) {
    session << "ALTER SESSION SET NLS_TIMESTAMP_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF'";
    session << "ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD HH24:MI:SS'";
  }
  return dialect;
}

Dialect prepare(soci::session& session, const Settings& settings) {
  switch (settings.backend) {
    case Backend::kPostgreSql:
      secure_postgresql(session);
      tell_postgresql(session, settings);
      return Dialect::kPostgreSql;
    case Backend::kMariaDb:
      secure_mariadb(session, settings);
      tell_mariadb(session, settings);
      return Dialect::kMariaDb;
    case Backend::kOdbc:
      return tell_odbc(session, settings);
    case Backend::kSqlite:
      session << "PRAGMA query_only = ON";
      return Dialect::kSqlite;
    default:
      return Dialect::kSqlite;
  }
}

}  // namespace

Connection connect(const Settings& settings, std::string_view password) {
  Connection out;
  out.session = open(settings, password);
  out.dialect = guarded(kConnecting, [&] { return prepare(*out.session, settings); });
  return out;
}

bool begin_snapshot(soci::session& session, Dialect dialect) {
  const bool by_odbc = session.get_backend_name() == "odbc";
  return guarded("beginning to read", [&] {
    if (by_odbc && dialect == Dialect::kSqlServer) session << "SET TRANSACTION ISOLATION LEVEL SNAPSHOT";
    if (by_odbc && dialect == Dialect::kPostgreSql)
      session << "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    if (by_odbc) session.begin();
    switch (dialect) {
      case Dialect::kPostgreSql:
        if (!by_odbc) session << "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
        return true;
      case Dialect::kMariaDb:
        if (!by_odbc) session << "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY";
        return true;
      case Dialect::kOracle:
        session << "SET TRANSACTION READ ONLY";
        return true;
      case Dialect::kSqlite:
        if (!by_odbc) session << "BEGIN";
        return true;
      case Dialect::kSqlServer:
        return true;
      default:
        return false;
    }
  });
}

}  // namespace mizan::sql
