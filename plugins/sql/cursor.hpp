#pragma once
#include <memory>
#include <vector>

#include "value.hpp"

namespace soci {
class session;
class statement;
}  // namespace soci

namespace mizan::sql {

/// Reads the rows of a statement that SOCI has executed, past SOCI's own conversions, which round numerics,
/// refuse 0000-00-00 and cut long texts. Throws NativeFailure, or what SOCI throws.
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual std::vector<Column> columns() const = 0;
  /// False: there is no further row.
  virtual bool next() = 0;
  /// A value of the current row, as it came; columns are asked for from left to right, each once.
  virtual void value(std::size_t column, Value& out) = 0;
};

/// Of a statement of this session that has been executed without data exchange and outlives the cursor.
std::unique_ptr<Cursor> open_cursor(soci::session& session, soci::statement& statement);

// By server; open_cursor() chooses.
std::unique_ptr<Cursor> postgresql_cursor(soci::statement& statement);
std::unique_ptr<Cursor> mariadb_cursor(soci::statement& statement);
std::unique_ptr<Cursor> sqlite_cursor(soci::statement& statement);
std::unique_ptr<Cursor> odbc_cursor(soci::session& session, soci::statement& statement);

}  // namespace mizan::sql
