#include "failure.hpp"

#include <fmt/format.h>
#include <soci/mysql/soci-mysql.h>
#include <soci/odbc/soci-odbc.h>
#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <array>

namespace mizan::sql {
namespace {

constexpr const char* kLost = "the connection cannot be made or was lost";
constexpr const char* kRefused = "the server refuses the account or its password";
constexpr const char* kForbidden = "the account may not read what the query names: grant it SELECT";
constexpr const char* kNoTable = "there is no such table or view";
constexpr const char* kNoColumn = "there is no such column";
constexpr const char* kNoDatabase = "there is no such database";
constexpr const char* kNotAccepted = "the server does not accept the query";
constexpr const char* kWrites = "the query tries to write, and the session is read-only";
constexpr const char* kTooLong = "it took longer than the setting \"statement_seconds\" allows";
constexpr const char* kBusy = "the server is busy, starts or stops";
constexpr const char* kNoDriver = "ODBC knows no such data source or driver, or cannot load it";
constexpr const char* kNoTls = "TLS cannot be agreed upon";
constexpr const char* kNotComputed = "the server cannot compute a value of the query";
constexpr const char* kUnknown = "the server reports an error";

struct Rule {
  std::string_view code;  ///< of SQLSTATEs, their beginning; the first that fits is taken
  mizan_status policy;
  const char* meaning;
};

constexpr Rule kStates[] = {{"28", MIZAN_E_AUTH, kRefused},         {"42501", MIZAN_E_AUTH, kForbidden},
                            {"42P01", MIZAN_E_CONFIG, kNoTable},    {"42S02", MIZAN_E_CONFIG, kNoTable},
                            {"42703", MIZAN_E_CONFIG, kNoColumn},   {"42S22", MIZAN_E_CONFIG, kNoColumn},
                            {"3D000", MIZAN_E_CONFIG, kNoDatabase}, {"3F000", MIZAN_E_CONFIG, kNoTable},
                            {"25006", MIZAN_E_CONFIG, kWrites},     {"25", MIZAN_E_CONFIG, kNotAccepted},
                            {"42", MIZAN_E_CONFIG, kNotAccepted},   {"37", MIZAN_E_CONFIG, kNotAccepted},
                            {"0A", MIZAN_E_CONFIG, kNotAccepted},   {"07", MIZAN_E_CONFIG, kNotAccepted},
                            {"57014", MIZAN_E_TRANSIENT, kTooLong}, {"HY018", MIZAN_E_TRANSIENT, kTooLong},
                            {"70100", MIZAN_E_TRANSIENT, kTooLong}, {"HYT00", MIZAN_E_TRANSIENT, kTooLong},
                            {"HYT01", MIZAN_E_TRANSIENT, kLost},    {"08", MIZAN_E_TRANSIENT, kLost},
                            {"57", MIZAN_E_TRANSIENT, kBusy},       {"53", MIZAN_E_TRANSIENT, kBusy},
                            {"55", MIZAN_E_TRANSIENT, kBusy},       {"40", MIZAN_E_TRANSIENT, kBusy},
                            {"IM", MIZAN_E_CONFIG, kNoDriver},      {"01000", MIZAN_E_CONFIG, kNoDriver},
                            {"22", MIZAN_E_DATA, kNotComputed}};

struct Numbered {
  std::array<unsigned, 12> codes;  ///< 0: none
  mizan_status policy;
  const char* meaning;
};

constexpr Numbered kMariaDb[] = {
    {{1045, 1698, 1251, 2059, 1130, 4151, 1820, 1862}, MIZAN_E_AUTH, kRefused},
    {{1044, 1142, 1143, 1227, 1370}, MIZAN_E_AUTH, kForbidden},
    {{1049}, MIZAN_E_CONFIG, kNoDatabase},
    {{1146, 1109}, MIZAN_E_CONFIG, kNoTable},
    {{1054}, MIZAN_E_CONFIG, kNoColumn},
    {{1064, 1060, 1052, 1305, 1248, 1327, 1235, 1222, 1149}, MIZAN_E_CONFIG, kNotAccepted},
    {{1792, 1290, 1836}, MIZAN_E_CONFIG, kWrites},
    {{1969, 3024, 1317}, MIZAN_E_TRANSIENT, kTooLong},
    {{2026}, MIZAN_E_CONFIG, kNoTls},
    {{1927, 2002, 2003, 2005, 2006, 2012, 2013, 2027, 4031}, MIZAN_E_TRANSIENT, kLost},
    {{1040, 1203, 1226, 1205, 1213, 1053, 1077, 1079}, MIZAN_E_TRANSIENT, kBusy}};

constexpr Numbered kSqlite[] = {
    {{SQLITE_CANTOPEN}, MIZAN_E_CONFIG, "the file cannot be opened"},
    {{SQLITE_NOTADB, SQLITE_CORRUPT}, MIZAN_E_CONFIG, "the file is no sound SQLite database"},
    {{SQLITE_ERROR}, MIZAN_E_CONFIG, kNotAccepted},
    {{SQLITE_READONLY, SQLITE_AUTH, SQLITE_PERM}, MIZAN_E_CONFIG, kWrites},
    {{SQLITE_INTERRUPT}, MIZAN_E_TRANSIENT, kTooLong},
    {{SQLITE_BUSY, SQLITE_LOCKED}, MIZAN_E_TRANSIENT, "the file is locked by a writer"}};

template <std::size_t N>
Condition numbered(const Numbered (&rules)[N], unsigned error) {
  Condition out{MIZAN_E_TRANSIENT, fmt::format("error {}", error), kUnknown};
  for (const auto& rule : rules) {
    if (error == 0 || std::find(rule.codes.begin(), rule.codes.end(), error) == rule.codes.end()) continue;
    out.policy = rule.policy;
    out.meaning = rule.meaning;
  }
  return out;
}

}  // namespace

Condition of_sqlstate(std::string_view state) {
  Condition out{MIZAN_E_TRANSIENT, fmt::format("SQLSTATE {}", state), kUnknown};
  for (const auto& rule : kStates) {
    if (!state.starts_with(rule.code)) continue;
    out.policy = rule.policy;
    out.meaning = rule.meaning;
    break;
  }
  return out;
}

Condition of_odbc(std::string_view state, int native) {
  // "Not accepted" is all that ODBC has for what MariaDB (1…) and SQL Server (229 …) forbid.
  static constexpr std::array kForbiddenErrors = {1044, 1142, 1143, 1370, 229, 230, 916};
  const bool forbidden =
      std::find(kForbiddenErrors.begin(), kForbiddenErrors.end(), native) != kForbiddenErrors.end();
  return of_sqlstate(state == "42000" && forbidden ? "42501" : state);
}

Condition of_mariadb(unsigned error) {
  return numbered(kMariaDb, error);
}

Condition of_sqlite(int error) {
  return numbered(kSqlite, static_cast<unsigned>(error) & 0xFFU);
}

sdk::Error failed(std::string_view operation, const Condition& condition) {
  return sdk::Error(condition.policy,
                    condition.code.empty()
                        ? fmt::format("{}: {}", operation, condition.meaning)
                        : fmt::format("{}: {} ({})", operation, condition.meaning, condition.code));
}

Condition condition_in_flight() {
  try {
    throw;
  } catch (const NativeFailure& failure) {
    return failure.condition;
  } catch (const soci::postgresql_soci_error& error) {
    return of_sqlstate(error.sqlstate());
  } catch (const soci::mysql_soci_error& error) {
    return of_mariadb(error.err_num_);
  } catch (const soci::sqlite3_soci_error& error) {
    return of_sqlite(error.result());
  } catch (const soci::odbc_soci_error& error) {
    return of_odbc(reinterpret_cast<const char*>(error.odbc_error_code()), error.native_error_code());
  } catch (const soci::soci_error&) {
    return {MIZAN_E_TRANSIENT, "", kUnknown};
  }
}

}  // namespace mizan::sql
