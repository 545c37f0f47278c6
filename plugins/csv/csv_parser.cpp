#include "csv_parser.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace mizan::csv {
namespace {

constexpr auto kNowhere = std::string::npos;

bool is_break(char byte) {
  return byte == '\n' || byte == '\r';
}

}  // namespace

std::string_view issue_code(RowIssue issue) {
  constexpr std::string_view kCodes[] = {
      "", "row_too_long", "too_many_columns", "unterminated_quote", "text_after_quote", "nul_byte"};
  return kCodes[static_cast<std::size_t>(issue)];
}

std::string_view issue_text(RowIssue issue) {
  constexpr std::string_view kTexts[] = {"",
                                         "the row is longer than the limit",
                                         "the row has more columns than the limit",
                                         "a quote is opened and never closed",
                                         "there is text between a closing quote and the next delimiter",
                                         "the row contains a NUL byte"};
  return kTexts[static_cast<std::size_t>(issue)];
}

Parser::Parser(Dialect dialect, Limits limits, Position start)
    : dialect_(dialect), limits_(limits), at_(start) {
  quote_.byte = dialect.quote;
  for (auto* finder : {&lf_, &cr_, &quote_, &nul_}) finder->place = kNowhere;
}

void Parser::feed(std::string_view chunk) {
  if (start_ > buffer_.size() / 2) compact();
  buffer_.append(chunk);
}

void Parser::compact() {
  buffer_.erase(0, start_);
  scan_ -= std::min(scan_, start_);
  field_ -= std::min(field_, start_);
  for (auto* finder : {&lf_, &cr_, &quote_, &nul_}) {
    finder->place = finder->place == kNowhere || finder->place < start_ ? kNowhere : finder->place - start_;
    finder->searched -= std::min(finder->searched, start_);
  }
  start_ = 0;
}

std::size_t Parser::find(Finder& finder) const {
  if (finder.place != kNowhere && finder.place >= start_) return finder.place;
  const auto from = std::max(start_, finder.searched);
  finder.place = from < buffer_.size() ? buffer_.find(finder.byte, from) : kNowhere;
  finder.searched = finder.place == kNowhere ? buffer_.size() : finder.place + 1;
  return finder.place;
}

bool Parser::next(Row& row) {
  if (!careful_) {
    if (!skip_empty_line()) return false;
    bool need_more = false;
    if (plain_row(row, need_more)) return true;
    if (need_more) return false;
    careful_ = true;
    state_ = State::kFieldStart;
    issue_ = RowIssue::kNone;
    scan_ = field_ = start_;
    dropped_ = breaks_ = 0;
    unescape_ = after_cr_ = false;
    fields_.clear();
  }
  return careful_row(row);
}

// Moves on to the first byte of a row; false if there is none yet.
bool Parser::skip_empty_line() {
  while (start_ < buffer_.size() && is_break(buffer_[start_])) {
    std::size_t size = 1;
    if (buffer_[start_] == '\r') {
      if (start_ + 1 == buffer_.size() && !finished_) return false;
      if (start_ + 1 < buffer_.size() && buffer_[start_ + 1] == '\n') size = 2;
    }
    start_ += size;
    at_.offset += size;
    ++at_.line;
  }
  return start_ < buffer_.size();
}

// A row without quotes, whose end is in the buffer: the fast way.
bool Parser::plain_row(Row& row, bool& need_more) {
  auto end = std::min(find(lf_), find(cr_));
  if (dialect_.quote != '\0' && find(quote_) < end) return false;
  if (end == kNowhere && !finished_) {
    need_more = buffer_.size() - start_ <= limits_.row_bytes;
    return false;
  }
  end = std::min(end, buffer_.size());
  if (end + 1 == buffer_.size() && buffer_[end] == '\r' && !finished_) {
    need_more = true;
    return false;
  }
  issue_ = RowIssue::kNone;
  dropped_ = breaks_ = 0;
  views_.clear();
  if (end - start_ > limits_.row_bytes) {
    fail(RowIssue::kTooLong);
  } else if (find(nul_) < end) {
    fail(RowIssue::kNulByte);
  } else {
    split_plain(end);
  }
  hand_out(row, end);
  return true;
}

// Eight bytes at a time: `hits` has the top bit set of each byte that is the delimiter, exactly.
void Parser::split_plain(std::size_t end) {
  static_assert(std::endian::native == std::endian::little);
  constexpr std::uint64_t kLow = 0x7F7F7F7F7F7F7F7Fu;
  const std::uint64_t wanted = 0x0101010101010101u * static_cast<unsigned char>(dialect_.delimiter);
  const char* field = buffer_.data() + start_;
  const char* at = field;
  const char* const stop = buffer_.data() + end;
  const auto cut = [&](const char* delimiter) {
    views_.emplace_back(field, static_cast<std::size_t>(delimiter - field));
    field = delimiter + 1;
  };
  for (; stop - at >= 8; at += 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    word ^= wanted;
    for (auto hits = ~(((word & kLow) + kLow) | word | kLow); hits != 0; hits &= hits - 1) {
      cut(at + std::countr_zero(hits) / 8);
    }
  }
  for (; at < stop; ++at) {
    if (*at == dialect_.delimiter) cut(at);
  }
  cut(stop);
  if (views_.size() > limits_.columns) fail(RowIssue::kTooManyColumns);
}

// Byte by byte through a row with quotes; scan_ and state_ remember where it stopped for want of text.
bool Parser::careful_row(Row& row) {
  while (scan_ < buffer_.size()) {
    if (state_ == State::kQuoted) scan_ = skip_quoted();
    if (row_size() > limits_.row_bytes) drop_row_so_far();
    if (scan_ == buffer_.size()) break;
    const char byte = buffer_[scan_];
    const bool inside = state_ == State::kQuoted || state_ == State::kEscaped;
    if (!inside && is_break(byte)) {
      if (byte == '\r' && scan_ + 1 == buffer_.size() && !finished_) return false;
      end_field(scan_);
      hand_out(row, scan_);
      return true;
    }
    inside ? inside_quotes(byte) : outside_quotes(byte);
    ++scan_;
  }
  return finished_ && finish_last_row(row);
}

bool Parser::finish_last_row(Row& row) {
  if (state_ == State::kQuoted || state_ == State::kEscaped) {
    issue_ = RowIssue::kUnterminatedQuote;
  } else {
    end_field(buffer_.size());
  }
  hand_out(row, buffer_.size());
  return true;
}

// Quoted text up to the next byte that may end it, its ends of line counted.
std::size_t Parser::skip_quoted() {
  auto at = scan_;
  for (; at < buffer_.size() && buffer_[at] != dialect_.quote; ++at) {
    const char byte = buffer_[at];
    if (byte == dialect_.escape && byte != '\0') break;
    if (byte == '\r' || (byte == '\n' && !after_cr_)) ++breaks_;
    after_cr_ = byte == '\r';
  }
  if (at < buffer_.size()) after_cr_ = false;
  return at;
}

void Parser::inside_quotes(char byte) {
  if (state_ == State::kEscaped) {
    if (byte == '\r' || byte == '\n') ++breaks_;
    after_cr_ = byte == '\r';
    state_ = State::kQuoted;
  } else if (byte == dialect_.escape && byte != '\0' && byte != dialect_.quote) {
    unescape_ = true;
    state_ = State::kEscaped;
  } else {
    state_ = State::kQuoteSeen;
  }
}

void Parser::outside_quotes(char byte) {
  if (byte == dialect_.delimiter) {
    end_field(scan_);
    state_ = State::kFieldStart;
    field_ = scan_ + 1;
  } else if (state_ == State::kFieldStart && byte == dialect_.quote && byte != '\0') {
    state_ = State::kQuoted;
  } else if (state_ == State::kFieldStart) {
    state_ = State::kPlain;
  } else if (state_ == State::kQuoteSeen && byte == dialect_.quote) {
    unescape_ = true;
    state_ = State::kQuoted;
  } else if (state_ == State::kQuoteSeen) {
    fail(RowIssue::kTextAfterQuote);
    state_ = State::kClosed;
  }
}

// A quoted field is kept without its quotes; bounds are relative to the row, which may move in the buffer.
void Parser::end_field(std::size_t end) {
  const bool quoted = state_ == State::kQuoteSeen;
  if (fields_.size() >= limits_.columns) fail(RowIssue::kTooManyColumns);
  if (issue_ == RowIssue::kNone) {
    const std::size_t trim = quoted ? 1 : 0;
    fields_.push_back({field_ + trim - start_, end - trim - start_, unescape_});
  }
  unescape_ = false;
}

void Parser::fail(RowIssue issue) {
  if (issue_ == RowIssue::kNone) issue_ = issue;
}

// The row is refused already; what was read of it need not be held.
void Parser::drop_row_so_far() {
  fail(RowIssue::kTooLong);
  dropped_ += scan_ - start_;
  start_ = field_ = scan_;
  if (start_ > buffer_.size() / 2) compact();
}

std::string_view Parser::unescaped(const Field& field) {
  char* const begin = buffer_.data() + start_ + field.begin;
  char* const end = buffer_.data() + start_ + field.end;
  if (!field.unescape) return {begin, static_cast<std::size_t>(end - begin)};
  char* out = begin;
  for (const char* in = begin; in < end; ++in) {
    // Every quote or escape inside takes the byte after it literally.
    if ((*in == dialect_.quote || *in == dialect_.escape) && *in != '\0' && in + 1 < end) ++in;
    *out++ = *in;
  }
  return {begin, static_cast<std::size_t>(out - begin)};
}

// Gives out the row that ends at `end`, and moves behind its end of line.
void Parser::hand_out(Row& row, std::size_t end) {
  if (careful_) {
    views_.clear();
    if (issue_ == RowIssue::kNone && find(nul_) < end) fail(RowIssue::kNulByte);
    if (issue_ == RowIssue::kNone) {
      for (const auto& field : fields_) views_.push_back(unescaped(field));
    }
  }
  if (issue_ != RowIssue::kNone) views_.clear();
  auto after = end;
  if (after < buffer_.size())
    after += buffer_[after] == '\r' && after + 1 < buffer_.size() && buffer_[after + 1] == '\n' ? 2 : 1;
  row.at = at_;
  row.issue = issue_;
  row.fields = views_;
  at_.offset += dropped_ + (after - start_);
  at_.line += breaks_ + 1;
  row.next = at_;
  start_ = after;
  careful_ = false;
}

}  // namespace mizan::csv
