#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <cctype>
#include <string_view>

#include "cursor.hpp"
#include "failure.hpp"

namespace mizan::sql {
namespace {
using namespace sqlite_api;

// The type of a value is the value's own here; the declaration only says how a column is compared.
ColumnKind declared_kind(const char* declared) {
  std::string type = declared != nullptr ? declared : "";
  std::transform(type.begin(), type.end(), type.begin(), [](unsigned char c) { return std::toupper(c); });
  return type.find("INT") != std::string::npos ? ColumnKind::kInteger : ColumnKind::kText;
}

class SqliteCursor final : public Cursor {
 public:
  explicit SqliteCursor(sqlite3_stmt* statement) : statement_(statement) {}

  std::vector<Column> columns() const override {
    std::vector<Column> out;
    for (int i = 0; i < sqlite3_column_count(statement_); ++i)
      out.push_back(
          {sqlite3_column_name(statement_, i), declared_kind(sqlite3_column_decltype(statement_, i))});
    return out;
  }
  bool next() override {
    const int result = sqlite3_step(statement_);
    if (result != SQLITE_ROW && result != SQLITE_DONE) throw NativeFailure(of_sqlite(result));
    return result == SQLITE_ROW;
  }
  void value(std::size_t column, Value& out) override {
    const auto at = static_cast<int>(column);
    const int type = sqlite3_column_type(statement_, at);
    out.null = type == SQLITE_NULL;
    if (type == SQLITE_BLOB) out.flaw = Flaw::kBytes;
    out.integer = type == SQLITE_INTEGER;
    if (type == SQLITE_FLOAT) {
      out.text = fmt::format("{}", sqlite3_column_double(statement_, at));  // SQLite itself writes 15 digits
    } else if (type == SQLITE_TEXT || type == SQLITE_INTEGER) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, at));
      out.text.assign(text, static_cast<std::size_t>(sqlite3_column_bytes(statement_, at)));
    }
  }

 private:
  sqlite3_stmt* statement_;
};

}  // namespace

std::unique_ptr<Cursor> sqlite_cursor(soci::statement& statement) {
  auto* backend = static_cast<soci::sqlite3_statement_backend*>(statement.get_backend());
  return std::make_unique<SqliteCursor>(backend->stmt_);
}

}  // namespace mizan::sql
