#include "database.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace mizan::cmms {
namespace {
using Clock = std::chrono::steady_clock;

constexpr const char* kConnecting = "connecting to the database";

struct Rule {
  std::string_view begins;  ///< of SQLSTATEs; the first that fits is taken
  mizan_status policy;
  const char* meaning;
};

constexpr Rule kRules[] = {
    {"28", MIZAN_E_AUTH, "the server refuses the account or its password"},
    {"42501", MIZAN_E_AUTH, "the account may not read this: grant it SELECT"},
    {"3D", MIZAN_E_CONFIG, "there is no such database"},
    {"42P01", MIZAN_E_CONFIG, "there is no such table: see the layout"},
    {"3F", MIZAN_E_CONFIG, "there is no such schema: see the layout"},
    {"42703", MIZAN_E_CONFIG, "there is no such column: see the layout"},
    {"42", MIZAN_E_CONFIG, "the server does not accept the statement: see the types of the layout's columns"},
    {"0A", MIZAN_E_CONFIG, "the server does not accept the statement"},
    {"25P03", MIZAN_E_TRANSIENT, "the server ended the transaction, for it took too long"},
    {"25", MIZAN_E_CONFIG, "the server does not accept the transaction"},
    {"57014", MIZAN_E_TRANSIENT, "it took longer than the setting \"statement_seconds\" allows"},
    {"57", MIZAN_E_TRANSIENT, "the server starts or stops"},
    {"53", MIZAN_E_TRANSIENT, "the server is busy"},
    {"55", MIZAN_E_TRANSIENT, "the server is busy"},
    {"40", MIZAN_E_TRANSIENT, "the server is busy"},
    {"22", MIZAN_E_DATA, "a value cannot be read as what its column is"}};

// False: time is up.
bool wait_for(PGconn* connection, PostgresPollingStatusType what, Clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
  pollfd socket{PQsocket(connection), static_cast<short>(what == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                0};
  return left > 0 && poll(&socket, 1, static_cast<int>(left)) > 0;
}

bool connect_within(PGconn* connection, std::int64_t seconds) {
  const auto until = Clock::now() + std::chrono::seconds(seconds);
  auto state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    if (!wait_for(connection, state, until)) return false;
    state = PQconnectPoll(connection);
  }
  return state == PGRES_POLLING_OK;
}

// The last word of "…: FATAL:  28P01", if it is a SQLSTATE.
std::string_view sqlstate_in(std::string_view message) {
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) message.remove_suffix(1);
  const auto word = message.substr(message.find_last_of(" \n\t") + 1);
  const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  return word.size() == 5 && std::all_of(word.begin(), word.end(), fits) ? word : std::string_view();
}

sdk::Error refusal(PGconn* connection) {
  const std::string_view message = PQerrorMessage(connection);
  if (const auto state = sqlstate_in(message); !state.empty()) return failed(kConnecting, state);
  if (PQconnectionNeedsPassword(connection) != 0) return failed(kConnecting, "28P01");
  if (message.find("SSL") != message.npos || message.find("certificate") != message.npos)
    return {MIZAN_E_CONFIG,
            fmt::format("{}: TLS cannot be agreed upon: see the settings tls and tls_ca", kConnecting)};
  return failed(kConnecting, "");
}

using Pairs = std::vector<std::pair<const char*, std::string>>;

Pairs connection_values(const Settings& settings, const std::string& password) {
  const char* mode = settings.tls == Tls::kOff         ? "disable"
                     : settings.tls == Tls::kEncrypted ? "require"
                                                       : "verify-full";
  Pairs out = {{"host", settings.host},       {"port", fmt::format("{}", settings.port)},
               {"dbname", settings.database}, {"user", settings.user},
               {"passfile", "/dev/null"},  // no other credentials than those named
               {"gssencmode", "disable"},     {"sslmode", mode},
               {"client_encoding", "UTF8"},   {"application_name", "mizan"},
               {"keepalives_idle", "30"},     {"keepalives_interval", "10"},
               {"keepalives_count", "3"}};
  if (!password.empty()) out.emplace_back("password", password);
  if (settings.tls == Tls::kVerified) out.emplace_back("sslrootcert", settings.tls_ca);
  return out;
}

PGconn* begin_connecting(const Settings& settings, const std::string& password) {
  const auto values = connection_values(settings, password);
  std::vector<const char*> names;
  std::vector<const char*> texts;
  for (const auto& [name, text] : values) {
    names.push_back(name);
    texts.push_back(text.c_str());
  }
  names.push_back(nullptr);
  texts.push_back(nullptr);
  // dbname is a name, however it is written.
  return PQconnectStartParams(names.data(), texts.data(), 0);
}

Row row_of(const PGresult* result, int row) {
  Row out;
  for (int column = 0; column < PQnfields(result); ++column) {
    if (PQgetisnull(result, row, column) != 0) {
      out.emplace_back(std::nullopt);
    } else {
      out.emplace_back(std::string(PQgetvalue(result, row, column),
                                   static_cast<std::size_t>(PQgetlength(result, row, column))));
    }
  }
  return out;
}

bool is_good(const PGresult* result) {
  const auto status = PQresultStatus(result);
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
}

std::string_view sqlstate_of(const PGresult* result) {
  const auto* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return state == nullptr ? std::string_view() : std::string_view(state);
}

}  // namespace

sdk::Error failed(std::string_view what, std::string_view sqlstate) {
  if (sqlstate.empty() || sqlstate.starts_with("08"))
    return {MIZAN_E_TRANSIENT, fmt::format("{}: the connection cannot be made or was lost", what)};
  for (const auto& rule : kRules) {
    if (sqlstate.starts_with(rule.begins))
      return {rule.policy, fmt::format("{}: {} (SQLSTATE {})", what, rule.meaning, sqlstate)};
  }
  return {MIZAN_E_TRANSIENT, fmt::format("{}: the server reports an error (SQLSTATE {})", what, sqlstate)};
}

Database::Database(const Settings& settings, const std::string& password)
    : connection_(begin_connecting(settings, password), &PQfinish) {
  if (!connection_) throw sdk::Error(MIZAN_E_TRANSIENT, "the adapter ran out of memory");
  PQsetErrorVerbosity(connection_.get(), PQERRORS_SQLSTATE);
  PQsetNoticeProcessor(
      connection_.get(), [](void*, const char*) {}, nullptr);  // else they go to the error output
  if (PQstatus(connection_.get()) == CONNECTION_BAD ||
      !connect_within(connection_.get(), settings.connect_seconds))
    throw refusal(connection_.get());
  tell(fmt::format("SET statement_timeout = {}", settings.statement_seconds * 1000));
  tell("SET DateStyle = 'ISO, YMD'");
  tell(fmt::format("SET TimeZone = '{}'", settings.time_zone));
  tell("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
}

Database::Result Database::ask(const std::string& statement, const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  for (const auto& parameter : parameters) values.push_back(parameter.c_str());
  return {PQexecParams(connection_.get(), statement.c_str(), static_cast<int>(values.size()), nullptr,
                       values.data(), nullptr, nullptr, 0),
          &PQclear};
}

void Database::tell(const std::string& statement) {
  const auto result = ask(statement, {});
  if (!is_good(result.get())) throw failed(kConnecting, sqlstate_of(result.get()));
}

std::vector<Row> Database::rows(std::string_view what, const std::string& statement,
                                const std::vector<std::string>& parameters) {
  const auto result = ask(statement, parameters);
  if (!is_good(result.get())) throw failed(what, sqlstate_of(result.get()));
  std::vector<Row> out;
  out.reserve(static_cast<std::size_t>(PQntuples(result.get())));
  for (int i = 0; i < PQntuples(result.get()); ++i) out.push_back(row_of(result.get(), i));
  return out;
}

bool Database::takes(std::string_view what, const std::string& statement,
                     const std::vector<std::string>& parameters) {
  const auto result = ask(statement, parameters);
  if (is_good(result.get())) return true;
  const auto state = sqlstate_of(result.get());
  if (state.starts_with("22")) return false;
  throw failed(what, state);
}

}  // namespace mizan::cmms
