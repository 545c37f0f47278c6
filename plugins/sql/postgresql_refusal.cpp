#include "postgresql_refusal.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <memory>
#include <string_view>

namespace mizan::sql {
namespace {
using Clock = std::chrono::steady_clock;

// False: time is up.
bool wait_for(PGconn* connection, PostgresPollingStatusType what, Clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now()).count();
  pollfd socket{PQsocket(connection), static_cast<short>(what == PGRES_POLLING_READING ? POLLIN : POLLOUT),
                0};
  return left > 0 && poll(&socket, 1, static_cast<int>(left)) > 0;
}

void connect_within(PGconn* connection, std::int64_t seconds) {
  const auto until = Clock::now() + std::chrono::seconds(seconds);
  auto state = PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    if (!wait_for(connection, state, until)) return;
    state = PQconnectPoll(connection);
  }
}

// The last word of "…: FATAL:  28P01".
std::string_view last_word(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())) != 0) text.remove_suffix(1);
  const auto blank = text.find_last_of(" \n\t");
  return blank == std::string_view::npos ? text : text.substr(blank + 1);
}

bool is_sqlstate(std::string_view word) {
  return word.size() == 5 && std::all_of(word.begin(), word.end(), [](unsigned char c) {
           return std::isdigit(c) != 0 || std::isupper(c) != 0;
         });
}

}  // namespace

Condition postgresql_refusal(const std::string& connection_text, std::int64_t most_seconds) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectStart(connection_text.c_str()),
                                                                &PQfinish);
  auto lost = of_sqlstate("08001");
  if (!connection || PQstatus(connection.get()) == CONNECTION_BAD) return lost;
  PQsetErrorVerbosity(connection.get(), PQERRORS_SQLSTATE);
  connect_within(connection.get(), most_seconds);
  const std::string_view message = PQerrorMessage(connection.get());
  if (const auto state = last_word(message); is_sqlstate(state)) return of_sqlstate(state);
  if (PQconnectionNeedsPassword(connection.get()) != 0) return of_sqlstate("28P01");
  if (message.find("SSL") != std::string_view::npos || message.find("certificate") != std::string_view::npos)
    return {MIZAN_E_CONFIG, "", "TLS cannot be agreed upon: see the settings tls and tls_ca"};
  return lost;
}

}  // namespace mizan::sql
