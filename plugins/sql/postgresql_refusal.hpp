#pragma once
#include <string>

#include "failure.hpp"

namespace mizan::sql {

/// Why PostgreSQL refuses a connection. SOCI and libpq pass on a sentence in the server's language; asked
/// once more, tersely, the server says its SQLSTATE.
Condition postgresql_refusal(const std::string& connection_text, std::int64_t most_seconds);

}  // namespace mizan::sql
