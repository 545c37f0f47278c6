#include "json_row.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace mizan::json {

using simdjson::dom::element;
using simdjson::dom::element_type;

void DocumentScanner::seek(std::uint64_t position) {
  if (position == 0) return;
  skip_between();
  at_ = std::min<std::size_t>(position, text_.size());
}

void DocumentScanner::skip_between() {
  const auto between = [&](char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (started_ && c == ',');
  };
  while (at_ < text_.size() && between(text_[at_])) ++at_;
  if (!started_ && at_ < text_.size() && text_[at_] == '[') {
    in_array_ = true;
    started_ = true;
    ++at_;
    while (at_ < text_.size() && between(text_[at_])) ++at_;
  }
  started_ = true;
}

// The end of the value at `at_`: behind its closing bracket, or at the end of its line where it is no object
// or array. A raw line break cannot stand inside a JSON string, so an open string ends with its line too.
std::size_t DocumentScanner::end_of_value() const {
  std::size_t depth = 0;
  bool in_string = false;
  for (auto i = at_; i < text_.size(); ++i) {
    const char c = text_[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
      if (c == '\n') return i;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && (depth == 0 || --depth == 0)) return i + 1;
    if (depth == 0 && (c == '\n' || (in_array_ && c == ','))) return i;
  }
  return text_.size();
}

void DocumentScanner::close() {
  closed_ = true;
  if (text_.find_first_not_of(" \t\r\n", at_ + 1) != std::string_view::npos)
    problem_ = "text follows the bracket that closes the array";
  at_ = text_.size();
}

std::optional<std::string_view> DocumentScanner::next() {
  skip_between();
  if (at_ >= text_.size()) {
    if (in_array_ && !closed_) problem_ = "the array is not closed: the file is cut short";
    return std::nullopt;
  }
  if (in_array_ && text_[at_] == ']') {
    close();
    return std::nullopt;
  }
  begin_ = at_;
  at_ = std::max(end_of_value(), at_ + 1);
  return text_.substr(begin_, at_ - begin_);
}

Pointer::Pointer(std::string_view text) {
  if (text.starts_with("^")) {
    from_root_ = true;
    text.remove_prefix(1);
  }
  while (text.starts_with("/")) {
    text.remove_prefix(1);
    const auto end = std::min(text.find('/'), text.size());
    std::string token(text.substr(0, end));
    for (auto at = token.find("~1"); at != std::string::npos; at = token.find("~1", at))
      token.replace(at, 2, "/");
    for (auto at = token.find("~0"); at != std::string::npos; at = token.find("~0", at + 1))
      token.replace(at, 2, "~");
    tokens_.push_back(std::move(token));
    text.remove_prefix(end);
  }
}

void Pointer::walk(element at, std::size_t token, const std::function<void(element)>& visit) const {
  if (token == tokens_.size()) return visit(at);
  const auto& name = tokens_[token];
  if (simdjson::dom::object object; at.get(object) == simdjson::SUCCESS) {
    if (element next; object.at_key(name).get(next) == simdjson::SUCCESS) walk(next, token + 1, visit);
    return;
  }
  simdjson::dom::array array;
  if (at.get(array) != simdjson::SUCCESS) return;
  if (name == "*") {
    for (const auto next : array) walk(next, token + 1, visit);
    return;
  }
  std::size_t index = array.size();
  if (name == "-1") {
    if (index == 0) return;
    --index;
  } else if (std::from_chars(name.data(), name.data() + name.size(), index).ec != std::errc{}) {
    return;
  }
  if (element next; array.at(index).get(next) == simdjson::SUCCESS) walk(next, token + 1, visit);
}

std::optional<element> Pointer::find(element at) const {
  std::optional<element> found;
  walk(at, 0, [&](element here) {
    if (!found) found = here;
  });
  return found;
}

void Pointer::for_each(element at, const std::function<void(element)>& visit) const {
  walk(at, 0, [&](element here) {
    if (simdjson::dom::array array; here.get(array) == simdjson::SUCCESS) {
      for (const auto each : array) visit(each);
    } else if (here.type() != element_type::NULL_VALUE) {
      visit(here);
    }
  });
}

std::optional<std::string_view> JsonRow::value(std::size_t place) const {
  const auto& pointer = places_[place];
  const auto found = pointer.find(pointer.from_root() ? root_ : element_);
  if (!found) return std::nullopt;
  switch (found->type()) {
    case element_type::STRING:
      return found->get_string().value_unsafe();
    case element_type::NULL_VALUE:
      return std::nullopt;
    case element_type::BOOL:
      return found->get_bool().value_unsafe() ? "true" : "false";
    case element_type::INT64:
      return numbers_.emplace_back(fmt::format("{}", found->get_int64().value_unsafe()));
    case element_type::UINT64:
      return numbers_.emplace_back(fmt::format("{}", found->get_uint64().value_unsafe()));
    case element_type::DOUBLE:
      return numbers_.emplace_back(fmt::format("{}", found->get_double().value_unsafe()));
    default:
      return numbers_.emplace_back(simdjson::minify(*found));
  }
}

Group::Group(std::string each, const std::vector<mapping::Place>& places)
    : each_(std::move(each)), elements_(each_) {
  for (const auto& place : places) places_.emplace_back(place.name);
}

void Group::for_each(element root, const std::function<void(const JsonRow&)>& visit) const {
  if (each_.empty()) return visit(JsonRow(places_, root, root));
  elements_.for_each(root, [&](element each) { visit(JsonRow(places_, root, each)); });
}

}  // namespace mizan::json
