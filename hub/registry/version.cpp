#include "registry/version.hpp"

#include <algorithm>
#include <charconv>

namespace mizan::registry {
namespace {

bool is_lower(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// A number of up to six digits and what ends it ('\0': the text's end); nothing, if there is none.
std::optional<std::uint32_t> take_number(std::string_view& text, char end) {
  std::uint32_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + std::min<std::size_t>(text.size(), 7), value);
  const auto size = static_cast<std::size_t>(read.ptr - text.data());
  if (read.ec != std::errc{} || size > 6) return std::nullopt;
  text.remove_prefix(size);
  if (end == '\0') return value;
  if (!text.starts_with(end)) return std::nullopt;
  text.remove_prefix(1);
  return value;
}

}  // namespace

std::optional<Version> Version::parse(std::string_view text) {
  Version version;
  const auto major = take_number(text, '.');
  const auto minor = major ? take_number(text, '.') : std::nullopt;
  const auto patch = minor ? take_number(text, '\0') : std::nullopt;
  if (!patch || text.size() > 40) return std::nullopt;
  if (!text.empty() && (text.front() != '-' || text.size() == 1)) return std::nullopt;
  const bool known = std::all_of(text.begin(), text.end(), [](char c) {
    return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
  });
  if (!known) return std::nullopt;
  return Version{*major, *minor, *patch, std::string(text.empty() ? text : text.substr(1))};
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (const auto order = major <=> other.major; order != 0) return order;
  if (const auto order = minor <=> other.minor; order != 0) return order;
  if (const auto order = patch <=> other.patch; order != 0) return order;
  if (before.empty() || other.before.empty()) return before.empty() <=> other.before.empty();
  return before <=> other.before;
}

bool is_adapter_id(std::string_view text) {
  return !text.empty() && text.size() <= 64 && is_lower(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

bool is_sha256(std::string_view text) {
  return text.size() == 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

}  // namespace mizan::registry
