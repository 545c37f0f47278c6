#include <soci/postgresql/soci-postgresql.h>
#include <soci/soci.h>

#include "cursor.hpp"

namespace mizan::sql {
namespace {

// Numbers of types, which PostgreSQL promises to keep (pg_type.dat).
ColumnKind kind_of(Oid type) {
  switch (type) {
    case 16:
      return ColumnKind::kBool;
    case 17:
      return ColumnKind::kBytes;
    case 20:
    case 21:
    case 23:
    case 26:
      return ColumnKind::kInteger;
    case 700:
    case 701:
      return ColumnKind::kFloat;
    case 1082:
      return ColumnKind::kDate;
    case 1114:
    case 1184:
      return ColumnKind::kTime;
    case 1700:
      return ColumnKind::kDecimal;
    default:
      return ColumnKind::kText;
  }
}

class PostgreSqlCursor final : public Cursor {
 public:
  explicit PostgreSqlCursor(PGresult* result) : result_(result), rows_(PQntuples(result)) {}

  std::vector<Column> columns() const override {
    std::vector<Column> out;
    for (int i = 0; i < PQnfields(result_); ++i)
      out.push_back({PQfname(result_, i), kind_of(PQftype(result_, i))});
    return out;
  }
  bool next() override { return ++row_ < rows_; }
  void value(std::size_t column, Value& out) override {
    const auto at = static_cast<int>(column);
    out.null = PQgetisnull(result_, row_, at) != 0;
    if (out.null) return;
    out.text.assign(PQgetvalue(result_, row_, at), static_cast<std::size_t>(PQgetlength(result_, row_, at)));
  }

 private:
  PGresult* result_;
  int rows_;
  int row_ = -1;
};

}  // namespace

std::unique_ptr<Cursor> postgresql_cursor(soci::statement& statement) {
  auto* backend = static_cast<soci::postgresql_statement_backend*>(statement.get_backend());
  return std::make_unique<PostgreSqlCursor>(backend->result_.get_result());
}

}  // namespace mizan::sql
