#include <soci/mysql/soci-mysql.h>
#include <soci/soci.h>

#include "cursor.hpp"

namespace mizan::sql {
namespace {

constexpr unsigned kBinary = 63;  // the "character set" of what has none

bool is_text(enum_field_types type) {
  return type == MYSQL_TYPE_TINY_BLOB || type == MYSQL_TYPE_MEDIUM_BLOB || type == MYSQL_TYPE_LONG_BLOB ||
         type == MYSQL_TYPE_BLOB || type == MYSQL_TYPE_VAR_STRING || type == MYSQL_TYPE_STRING ||
         type == MYSQL_TYPE_VARCHAR;
}

ColumnKind kind_of(const MYSQL_FIELD& field) {
  if (is_text(field.type)) return field.charsetnr == kBinary ? ColumnKind::kBytes : ColumnKind::kText;
  switch (field.type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
      return ColumnKind::kInteger;
    case MYSQL_TYPE_BIT:
      return field.length == 1 ? ColumnKind::kBool : ColumnKind::kBytes;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL:
      return ColumnKind::kDecimal;
    case MYSQL_TYPE_FLOAT:
    case MYSQL_TYPE_DOUBLE:
      return ColumnKind::kFloat;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE:
      return ColumnKind::kDate;
    case MYSQL_TYPE_TIMESTAMP:
    case MYSQL_TYPE_DATETIME:
      return ColumnKind::kTime;
    case MYSQL_TYPE_GEOMETRY:
      return ColumnKind::kBytes;
    default:
      return ColumnKind::kText;
  }
}

class MariaDbCursor final : public Cursor {
 public:
  // SOCI has walked over the rows already.
  explicit MariaDbCursor(MYSQL_RES* result) : result_(result) { mysql_data_seek(result_, 0); }

  std::vector<Column> columns() const override {
    std::vector<Column> out;
    const auto* fields = mysql_fetch_fields(result_);
    for (unsigned i = 0; i < mysql_num_fields(result_); ++i)
      out.push_back({fields[i].name, kind_of(fields[i])});
    return out;
  }
  bool next() override {
    row_ = mysql_fetch_row(result_);
    lengths_ = row_ != nullptr ? mysql_fetch_lengths(result_) : nullptr;
    return row_ != nullptr;
  }
  void value(std::size_t column, Value& out) override {
    out.null = row_[column] == nullptr;
    if (!out.null) out.text.assign(row_[column], lengths_[column]);
  }

 private:
  MYSQL_RES* result_;
  MYSQL_ROW row_ = nullptr;
  unsigned long* lengths_ = nullptr;
};

}  // namespace

std::unique_ptr<Cursor> mariadb_cursor(soci::statement& statement) {
  auto* backend = static_cast<soci::mysql_statement_backend*>(statement.get_backend());
  return std::make_unique<MariaDbCursor>(backend->result_);
}

}  // namespace mizan::sql
