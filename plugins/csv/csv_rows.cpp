#include "csv_rows.hpp"

#include <simdjson.h>

#include <algorithm>

namespace mizan::csv {

void CsvRows::seek(std::uint64_t position, std::uint64_t line) {
  at_ = std::min<std::size_t>(position, text_.size());
  line_ = line;
}

std::string_view CsvRows::plain_field() {
  const auto begin = at_;
  while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') ++at_;
  return text_.substr(begin, at_ - begin);
}

// False: the quote is never closed, or not within the longest row.
bool CsvRows::quoted_field(std::string_view& out) {
  const auto begin = ++at_;
  std::string* buffer = nullptr;
  auto kept = begin;
  while (true) {
    const auto quote = text_.substr(0, row_at_ + kMaxRowBytes).find(quote_, at_);
    if (quote == std::string_view::npos) return false;
    line_ += static_cast<std::uint64_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                   text_.begin() + static_cast<std::ptrdiff_t>(quote), '\n'));
    at_ = quote + 1;
    if (at_ >= text_.size() || text_[at_] != quote_) {
      if (buffer == nullptr) {
        out = text_.substr(begin, quote - begin);
      } else {
        buffer->append(text_.substr(kept, quote - kept));
        out = *buffer;
      }
      break;
    }
    if (buffer == nullptr) {
      if (unquoted_used_ == unquoted_.size()) unquoted_.emplace_back();
      buffer = &unquoted_[unquoted_used_++];
      buffer->clear();
    }
    buffer->append(text_.substr(kept, at_ - kept));  // with one of the two quotes
    kept = ++at_;
  }
  // Whatever this was meant to be, half of a field must not pass for the whole.
  if (!plain_field().empty()) text_after_quote_ = true;
  return true;
}

bool CsvRows::end_of_row() {
  if (at_ >= text_.size()) return true;
  if (text_[at_] == delimiter_) return false;
  const bool pair = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
  at_ += pair ? 2 : 1;
  ++line_;
  return true;
}

// What is not read as a row ends with its line, so that the next row is found again.
RowState CsvRows::give_up(RowState why) {
  const auto end = text_.find('\n', std::max(row_at_, why == RowState::kOpenQuote ? row_at_ : at_));
  at_ = end == std::string_view::npos ? text_.size() : end + 1;
  if (why == RowState::kOpenQuote) line_ = row_line_;  // back to where the row begins
  ++line_;
  return why;
}

// A whole row may still hold what is no text.
RowState CsvRows::judge() const {
  if (text_after_quote_) return RowState::kTextAfterQuote;
  if (raw().find('\0') != std::string_view::npos) return RowState::kNulByte;
  return simdjson::validate_utf8(raw().data(), raw().size()) ? RowState::kRow : RowState::kNotUtf8;
}

RowState CsvRows::next() {
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r')) {
    line_ += text_[at_] == '\n' ? 1 : 0;
    ++at_;
  }
  fields_.clear();
  // The buffers must not move while views into them stand, so they are made before the row is read.
  unquoted_used_ = 0;
  text_after_quote_ = false;
  if (unquoted_.capacity() < kMaxColumns) unquoted_.reserve(kMaxColumns + 1);
  row_at_ = at_;
  row_line_ = line_;
  if (at_ >= text_.size()) return RowState::kEnd;
  while (true) {
    std::string_view field;
    if (at_ < text_.size() && text_[at_] == quote_ && quote_ != '\0') {
      if (!quoted_field(field)) return give_up(RowState::kOpenQuote);
    } else {
      field = plain_field();
    }
    fields_.push_back(field);
    if (at_ - row_at_ > kMaxRowBytes) return give_up(RowState::kTooLong);
    if (end_of_row()) return judge();
    if (fields_.size() >= kMaxColumns) return give_up(RowState::kTooManyColumns);
    ++at_;
  }
}

char detect_delimiter(std::string_view text) {
  const auto line = text.substr(0, text.find('\n'));
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char candidate : {',', ';', '\t', '|'}) {
    const auto count = std::count(line.begin(), line.end(), candidate);
    if (count > most) {
      most = count;
      best = candidate;
    }
  }
  return best;
}

}  // namespace mizan::csv
