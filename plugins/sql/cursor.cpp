#include "cursor.hpp"

#include <soci/soci.h>

namespace mizan::sql {

std::unique_ptr<Cursor> open_cursor(soci::session& session, soci::statement& statement) {
  const auto name = session.get_backend_name();
  if (name == "postgresql") return postgresql_cursor(statement);
  if (name == "mysql") return mariadb_cursor(statement);
  return name == "sqlite3" ? sqlite_cursor(statement) : odbc_cursor(session, statement);
}

}  // namespace mizan::sql
