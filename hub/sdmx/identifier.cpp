#include "sdmx/identifier.hpp"

#include <fmt/format.h>

namespace mizan::sdmx {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '@';
}

std::optional<unsigned> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::string identifier_of(std::string_view code) {
  std::string out;
  for (const char c : code)
    out += is_plain(c) ? std::string(1, c) : fmt::format("${:02X}", static_cast<unsigned char>(c));
  return out;
}

std::optional<std::string> code_of(std::string_view identifier) {
  std::string out;
  for (std::size_t i = 0; i < identifier.size(); ++i) {
    if (identifier[i] != '$') {
      out += identifier[i];
      continue;
    }
    if (i + 2 >= identifier.size()) return std::nullopt;
    const auto high = digit(identifier[i + 1]);
    const auto low = digit(identifier[i + 2]);
    if (!high || !low) return std::nullopt;
    out += static_cast<char>(*high * 16 + *low);
    i += 2;
  }
  if (identifier_of(out) != identifier) return std::nullopt;
  return out;
}

}  // namespace mizan::sdmx
