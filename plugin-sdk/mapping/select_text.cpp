#include "select_text.hpp"

#include <fmt/format.h>

#include <cctype>

namespace mizan::mapping {
namespace {

bool word_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         (static_cast<unsigned char>(c) & 0x80U);
}

bool blank(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Reads a query from left to right, by the rules that all servers share.
class SelectScan {
 public:
  SelectScan(std::string_view sql, std::string& out) : sql_(sql), out_(out) {}

  const char* flaw() {
    out_.clear();
    while (at_ < sql_.size()) {
      if (const auto* found = step()) return found;
    }
    if (depth_ != 0) return "a parenthesis is not closed";
    return nullptr;
  }

 private:
  char next(std::size_t ahead = 1) const { return at_ + ahead < sql_.size() ? sql_[at_ + ahead] : '\0'; }
  void take() { out_ += sql_[at_++]; }

  const char* step() {
    switch (sql_[at_]) {
      case '\'':
        return literal();
      case '"':
      case '`':
        return identifier(sql_[at_]);
      case '-':
        if (next() == '-') return line_comment();
        break;
      case '/':
        if (next() == '*') return block_comment();
        break;
      case '(':
        ++depth_;
        break;
      case ')':
        if (--depth_ < 0) return "a parenthesis is closed that was not opened";
        break;
      case ';':
        return "expected one statement, without \";\"";
      case ':':
        return "\":\" would be read as a parameter: write CAST(x AS type) instead of x::type";
      case '?':
      case '#':
        return "\"?\" and \"#\" stand for different things on different servers: use a function by its name";
      case '$':
        if (dollar_quote()) return "dollar quotes are not read: use '…'";
        break;
      case '\0':
        return "holds a NUL character";
      default:
        break;
    }
    take();
    return nullptr;
  }

  const char* literal() {
    for (take(); at_ < sql_.size(); take()) {
      if (sql_[at_] != '\'') continue;
      if (sql_[at_ - 1] == '\\')
        return "a backslash before a quote means different things on different servers";
      take();
      return nullptr;
    }
    return "a quote is not closed";
  }

  const char* identifier(char quote) {
    for (take(); at_ < sql_.size(); take()) {
      if (sql_[at_] == quote) return take(), nullptr;
      if (std::string_view("':?#\\").find(sql_[at_]) != std::string_view::npos)
        return "a quoted name holds one of ' : ? # \\, which cannot be passed on safely: use a view";
    }
    return "a quoted name is not closed";
  }

  const char* line_comment() {
    if (next(2) != '\0' && !blank(next(2)))
      return "put a blank behind \"--\": some servers read a minus twice";
    while (at_ < sql_.size() && sql_[at_] != '\n') ++at_;
    out_ += ' ';
    return nullptr;
  }

  const char* block_comment() {
    if (next(2) == '!' || next(2) == '+' || (next(2) == 'M' && next(3) == '!'))
      return "holds a comment that some servers carry out";
    const auto end = sql_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return "a comment is not closed";
    if (sql_.substr(at_ + 2, end - at_ - 2).find("/*") != std::string_view::npos)
      return "a comment within a comment ends at different places on different servers";
    at_ = end + 2;
    out_ += ' ';
    return nullptr;
  }

  // Within a word "$" is a character of a name, as in Oracle's v$session.
  bool dollar_quote() const {
    const bool within_word = at_ > 0 && word_character(sql_[at_ - 1]);
    return next() == '$' || (!within_word && word_character(next()));
  }

  std::string_view sql_;
  std::string& out_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

bool begins_with_word(std::string_view text, std::string_view word) {
  if (text.size() <= word.size() || word_character(text[word.size()])) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (std::toupper(static_cast<unsigned char>(text[i])) != word[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> read_select(std::string_view sql, std::string& out) {
  if (sql.size() > kMaxSelect) return fmt::format("is longer than {} KiB", kMaxSelect >> 10U);
  if (const auto* flaw = SelectScan(sql, out).flaw()) return flaw;
  const auto from = out.find_first_not_of(" \t\r\n");
  out.erase(0, from == std::string::npos ? out.size() : from);
  out.erase(out.find_last_not_of(" \t\r\n") + 1);
  if (!begins_with_word(out, "SELECT") && !begins_with_word(out, "WITH"))
    return "expected a query that begins with SELECT or WITH";
  return std::nullopt;
}

}  // namespace mizan::mapping
