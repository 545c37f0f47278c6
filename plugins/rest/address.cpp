#include "address.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mizan/sdk/adapter.hpp>

namespace mizan::rest {
namespace {

bool is_unreserved(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '~';
}

char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letters(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lowered(x) == lowered(y); });
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

// Up to the letter that ends it, outside quotes; takes it and the letter off `text`.
std::string_view cut(std::string_view& text, char end) {
  bool quoted = false;
  std::size_t at = 0;
  for (; at < text.size() && (quoted || text[at] != end); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (quoted && text[at] == '\\') ++at;
  }
  const auto part = text.substr(0, std::min(at, text.size()));
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

// Is "next" among the relation types of a parameter such as rel="prev next"?
bool is_next(std::string_view parameter) {
  const auto equals = parameter.find('=');
  if (equals == std::string_view::npos || !same_letters(trimmed(parameter.substr(0, equals)), "rel"))
    return false;
  auto value = trimmed(parameter.substr(equals + 1));
  if (value.size() >= 2 && value.starts_with('"') && value.ends_with('"'))
    value = value.substr(1, value.size() - 2);
  while (!value.empty()) {
    if (same_letters(cut(value, ' '), "next")) return true;
  }
  return false;
}

}  // namespace

BaseAddress::BaseAddress(std::string text) : text_(std::move(text)) {
  const auto scheme = text_.starts_with("https://") ? 8U : text_.starts_with("http://") ? 7U : 0U;
  if (scheme == 0 || text_.find_first_of("?# \t\r\n\\") != std::string::npos || text_.size() > 2048)
    throw sdk::Error(MIZAN_E_CONFIG,
                     "setting \"url\": expected an address such as \"https://api.example.pk/v1\"");
  while (text_.ends_with('/')) text_.pop_back();
  origin_ = text_.substr(0, text_.find('/', scheme));
  if (origin_.size() <= scheme) throw sdk::Error(MIZAN_E_CONFIG, "setting \"url\": names no host");
}

std::optional<std::string> BaseAddress::follow(std::string_view from, std::string_view reference) const {
  reference = reference.substr(0, reference.find('#'));
  if (reference.find_first_of(" \t\r\n\\") != std::string_view::npos) return std::nullopt;
  const auto here = from.substr(0, from.find('?'));
  if (reference.starts_with("//")) return std::nullopt;
  if (reference.starts_with('/')) return origin_ + std::string(reference);
  if (reference.starts_with('?') || reference.empty()) return std::string(here) + std::string(reference);
  const auto colon = reference.find_first_of(":/?");
  if (colon == std::string_view::npos || reference[colon] != ':')
    return std::string(here.substr(0, here.rfind('/') + 1)) + std::string(reference);
  const auto after = reference.size() > origin_.size() ? reference[origin_.size()] : '/';
  const bool ours =
      same_letters(reference.substr(0, origin_.size()), origin_) && (after == '/' || after == '?');
  if (!ours) return std::nullopt;
  return std::string(reference);
}

std::string encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_unreserved(c)) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

void add_parameter(std::string& address, std::string_view name, std::string_view value) {
  address += address.find('?') == std::string::npos ? '?' : '&';
  address += encoded(name) + "=" + encoded(value);
}

std::optional<std::string> next_link(std::string_view header) {
  while (!header.empty()) {
    const auto begin = header.find('<');
    const auto end = header.find('>', begin);
    if (begin == std::string_view::npos || end == std::string_view::npos) return std::nullopt;
    const auto target = header.substr(begin + 1, end - begin - 1);
    header.remove_prefix(end + 1);
    auto parameters = cut(header, ',');
    while (!parameters.empty()) {
      if (is_next(trimmed(cut(parameters, ';')))) return std::string(target);
    }
  }
  return std::nullopt;
}

}  // namespace mizan::rest
