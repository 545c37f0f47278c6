#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::csv {

/// How one file writes its rows. The defaults are RFC 4180.
struct Dialect {
  char delimiter = ',';
  char quote = '"';    ///< '\0': quotes mean nothing
  char escape = '\0';  ///< inside quotes, takes the next byte literally; '\0': a quote is written twice
};

/// What a row may cost. A row beyond a limit is reported, not kept.
struct Limits {
  std::size_t row_bytes = 16u << 20;
  std::size_t columns = 4096;
};

/// Why a row cannot be used.
enum class RowIssue { kNone, kTooLong, kTooManyColumns, kUnterminatedQuote, kTextAfterQuote, kNulByte };

/// The issue as a reject's short code ("row_too_long" …); "" for kNone.
std::string_view issue_code(RowIssue issue);

/// The issue as the rest of a sentence that begins with the row's place.
std::string_view issue_text(RowIssue issue);

/// Where a row begins: bytes from the start of the text, and the line as an editor counts it (from 1).
struct Position {
  std::uint64_t offset = 0;
  std::uint64_t line = 1;
};

/// One row. The fields point into the parser's buffer until its next feed() or next(); none if there is an
/// issue.
struct Row {
  Position at;
  Position next;  ///< a parser started here goes on with the row after this one
  std::span<const std::string_view> fields;
  RowIssue issue = RowIssue::kNone;
};

/// Splits text that arrives in chunks into rows. Ends of line are LF, CRLF and CR, mixed as they come; empty
/// lines are no rows. A quote opens a quoted field only as its first byte; elsewhere it is text. Memory is
/// bounded by Limits and the largest chunk. One thread at a time.
class Parser {
 public:
  explicit Parser(Dialect dialect, Limits limits = {}, Position start = {});

  /// Adds text. Rows handed out before lose their fields.
  void feed(std::string_view chunk);

  /// No more text will come: the last row needs no end of line.
  void finish() { finished_ = true; }

  /// The next whole row; false if more text is needed or, after finish(), if there is none.
  bool next(Row& row);

 private:
  enum class State { kFieldStart, kPlain, kQuoted, kEscaped, kQuoteSeen, kClosed };

  struct Field {
    std::size_t begin;
    std::size_t end;
    bool unescape;
  };

  /// The next place of one byte in the buffer, remembered, so that no byte is searched twice.
  struct Finder {
    char byte;
    std::size_t place = 0;
    std::size_t searched = 0;
  };

  std::size_t find(Finder& finder) const;
  bool skip_empty_line();
  bool plain_row(Row& row, bool& need_more);
  void split_plain(std::size_t end);
  bool careful_row(Row& row);
  void inside_quotes(char byte);
  void outside_quotes(char byte);
  std::size_t skip_quoted();
  void end_field(std::size_t end);
  void fail(RowIssue issue);
  void drop_row_so_far();
  std::size_t row_size() const { return dropped_ + scan_ - start_; }
  bool finish_last_row(Row& row);
  void hand_out(Row& row, std::size_t end);
  std::string_view unescaped(const Field& field);
  void compact();

  Dialect dialect_;
  Limits limits_;
  bool finished_ = false;
  std::string buffer_;
  std::size_t start_ = 0;  // of the current row in buffer_
  Position at_;            // of the current row
  Finder lf_{'\n'}, cr_{'\r'}, quote_, nul_{'\0'};
  std::vector<std::string_view> views_;

  // The careful scan of the current row, which may pause for more text at any byte.
  bool careful_ = false;
  State state_ = State::kFieldStart;
  RowIssue issue_ = RowIssue::kNone;
  std::size_t scan_ = 0;
  std::size_t dropped_ = 0;  // bytes of this row already let go
  std::size_t field_ = 0;
  bool unescape_ = false;
  bool after_cr_ = false;
  std::uint64_t breaks_ = 0;  // ends of line inside quotes
  std::vector<Field> fields_;
};

}  // namespace mizan::csv
