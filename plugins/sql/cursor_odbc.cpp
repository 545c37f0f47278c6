#include <soci/odbc/soci-odbc.h>
#include <soci/soci.h>
#include <sqlext.h>
#include <sqlucode.h>

#include <algorithm>
#include <array>

#include "cursor.hpp"
#include "failure.hpp"
#include "utf16.hpp"

namespace mizan::sql {
namespace {

static_assert(sizeof(SQLWCHAR) == sizeof(char16_t));

constexpr SQLSMALLINT kMsDateTimeOffset = -155;  // SQL Server's own

ColumnKind kind_of(SQLSMALLINT type) {
  switch (type) {
    case SQL_BIT:
      return ColumnKind::kBool;
    case SQL_TINYINT:
    case SQL_SMALLINT:
    case SQL_INTEGER:
    case SQL_BIGINT:
      return ColumnKind::kInteger;
    case SQL_DECIMAL:
    case SQL_NUMERIC:
      return ColumnKind::kDecimal;
    case SQL_REAL:
    case SQL_FLOAT:
    case SQL_DOUBLE:
      return ColumnKind::kFloat;
    case SQL_BINARY:
    case SQL_VARBINARY:
    case SQL_LONGVARBINARY:
      return ColumnKind::kBytes;
    case SQL_TYPE_DATE:
      return ColumnKind::kDate;
    case SQL_TYPE_TIMESTAMP:
    case kMsDateTimeOffset:
      return ColumnKind::kTime;
    default:
      return ColumnKind::kText;
  }
}

/// Reads values in parts, so that no text is cut whatever length the driver announces.
class OdbcCursor final : public Cursor {
 public:
  OdbcCursor(SQLHSTMT statement, bool bytes_are_utf8)
      : statement_(statement), bytes_are_utf8_(bytes_are_utf8) {
    SQLSMALLINT count = 0;
    check(SQLNumResultCols(statement_, &count));
    for (int i = 1; i <= count; ++i) columns_.push_back(describe(static_cast<SQLUSMALLINT>(i)));
  }

  std::vector<Column> columns() const override { return columns_; }

  bool next() override {
    const auto result = SQLFetch(statement_);
    if (result == SQL_NO_DATA) return false;
    check(result);
    return true;
  }

  void value(std::size_t column, Value& out) override {
    const auto number = static_cast<SQLUSMALLINT>(column + 1);
    if (columns_[column].kind == ColumnKind::kBool) return read_bool(number, out);
    if (bytes_are_utf8_) return read_text<char>(number, SQL_C_CHAR, out, out.text);
    read_text<char16_t>(number, SQL_C_WCHAR, out, wide_);
    if (!out.null && out.flaw == Flaw::kNone && !append_utf16(wide_, out.text)) out.flaw = Flaw::kNotUtf8;
    wide_.clear();
  }

 private:
  void check(SQLRETURN result) const {
    if (SQL_SUCCEEDED(result)) return;
    SQLCHAR state[6] = {};
    SQLINTEGER native = 0;
    SQLGetDiagRec(SQL_HANDLE_STMT, statement_, 1, state, &native, nullptr, 0, nullptr);
    throw NativeFailure(of_odbc(reinterpret_cast<const char*>(state), native));
  }

  Column describe(SQLUSMALLINT column) const {
    std::array<SQLWCHAR, 512> name{};
    SQLSMALLINT size = 0;
    SQLSMALLINT type = 0;
    check(SQLDescribeColW(statement_, column, name.data(), static_cast<SQLSMALLINT>(name.size()), &size,
                          &type, nullptr, nullptr, nullptr));
    Column out{"", kind_of(type)};
    const auto length =
        std::min<std::size_t>(static_cast<std::size_t>(std::max<SQLSMALLINT>(size, 0)), name.size() - 1);
    append_utf16({reinterpret_cast<const char16_t*>(name.data()), length}, out.name);
    return out;
  }

  void read_bool(SQLUSMALLINT column, Value& out) {
    unsigned char bit = 0;
    SQLLEN size = 0;
    check(SQLGetData(statement_, column, SQL_C_BIT, &bit, sizeof bit, &size));
    out.null = size == SQL_NULL_DATA;
    out.text.assign(1, bit != 0 ? '1' : '0');
  }

  // What fits is followed by a zero; the rest is announced, or that there is some.
  template <class Char>
  void read_text(SQLUSMALLINT column, SQLSMALLINT type, Value& out, std::basic_string<Char>& text) {
    std::array<Char, 4096> part{};
    SQLLEN left = 0;
    out.null = false;
    while (out.flaw == Flaw::kNone) {
      const auto result = SQLGetData(statement_, column, type, part.data(), sizeof part, &left);
      if (result == SQL_NO_DATA) return;
      check(result);
      out.null = left == SQL_NULL_DATA;
      if (out.null) return;
      const auto room = part.size() - 1;
      const auto rest = left == SQL_NO_TOTAL ? room : static_cast<std::size_t>(left) / sizeof(Char);
      text.append(part.data(), std::min(room, rest));
      if (text.size() > kMaxRowBytes) out.flaw = Flaw::kTooLarge;
      if (result == SQL_SUCCESS) return;
    }
    text.clear();
  }

  SQLHSTMT statement_;
  bool bytes_are_utf8_;
  std::vector<Column> columns_;
  std::u16string wide_;
};

}  // namespace

// MariaDB's driver loses a character for each that takes two units of UTF-16; its bytes are UTF-8, as the
// session has asked for.
std::unique_ptr<Cursor> odbc_cursor(soci::session& session, soci::statement& statement) {
  std::array<char, 64> name{};
  SQLGetInfo(static_cast<soci::odbc_session_backend*>(session.get_backend())->hdbc_, SQL_DBMS_NAME,
             name.data(), static_cast<SQLSMALLINT>(name.size()), nullptr);
  const std::string_view server = name.data();
  return std::make_unique<OdbcCursor>(
      static_cast<soci::odbc_statement_backend*>(statement.get_backend())->hstmt_,
      server.starts_with("MariaDB") || server.starts_with("MySQL"));
}

}  // namespace mizan::sql
