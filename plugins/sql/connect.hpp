#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "dialect.hpp"
#include "settings.hpp"

namespace soci {
class session;
}

namespace mizan::sql {

/// The connection string of a server, every value escaped by the rules of who reads it. Holds the password.
std::string connection_text(const Settings& settings, std::string_view password);

/// A session with the server: read-only, its texts UTF-8, its dates ISO, its statements bounded in time.
struct Connection {
  std::unique_ptr<soci::session> session;
  Dialect dialect = Dialect::kStandard;
};

/// Throws sdk::Error with the policy of what went wrong; its message holds nothing of the connection string.
Connection connect(const Settings& settings, std::string_view password);

/// Begins a transaction in which all reads see one state of the data, where the server has such a thing.
/// False: it has none that is known here. It ends with the session.
bool begin_snapshot(soci::session& session, Dialect dialect);

}  // namespace mizan::sql
