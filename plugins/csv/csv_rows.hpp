#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::csv {

/// Limits on one row: what exceeds them is refused, not read on.
inline constexpr std::size_t kMaxRowBytes = std::size_t{16} << 20U;
inline constexpr std::size_t kMaxColumns = 4096;

enum class RowState {
  kRow,
  kEnd,
  kTooLong,
  kTooManyColumns,
  kOpenQuote,
  kTextAfterQuote,
  kNulByte,
  kNotUtf8
};

/// Reads delimited rows (RFC 4180, with CR, LF or CRLF ends) from a whole text. Fields are views: into the
/// text, or for fields with doubled quotes into a buffer that the next row overwrites.
class CsvRows {
 public:
  CsvRows(std::string_view text, char delimiter, char quote)
      : text_(text), delimiter_(delimiter), quote_(quote) {}

  /// Reads on from a byte that begins a row.
  void seek(std::uint64_t position, std::uint64_t line);
  RowState next();

  const std::vector<std::string_view>& fields() const { return fields_; }
  std::uint64_t position() const { return at_; }    ///< byte behind the row
  std::uint64_t line() const { return row_line_; }  ///< line, from 1, on which the row begins
  std::string_view raw() const { return text_.substr(row_at_, at_ - row_at_); }

 private:
  std::string_view plain_field();
  bool quoted_field(std::string_view& out);
  bool end_of_row();
  RowState give_up(RowState why);
  RowState judge() const;

  std::string_view text_;
  char delimiter_;
  char quote_;
  std::size_t at_ = 0;
  std::size_t row_at_ = 0;
  std::uint64_t line_ = 1;
  std::uint64_t row_line_ = 1;
  std::vector<std::string_view> fields_;
  std::vector<std::string> unquoted_;
  std::size_t unquoted_used_ = 0;
  bool text_after_quote_ = false;
};

/// The delimiter that the first line has most of: comma, semicolon, tab or bar; comma if none.
char detect_delimiter(std::string_view text);

}  // namespace mizan::csv
