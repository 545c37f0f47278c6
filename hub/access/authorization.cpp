#include "access/authorization.hpp"

#include <algorithm>

#include "access/token.hpp"

namespace mizan::access {
namespace {

constexpr std::string_view kScheme = "bearer ";
constexpr std::size_t kMostLetters = 6'144;  // the server takes no larger header anyway

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool is_bearer(std::string_view header) {
  return header.size() > kScheme.size() && header.size() <= kMostLetters &&
         std::equal(kScheme.begin(), kScheme.end(), header.begin(),
                    [](char wanted, char has) { return wanted == lower(has); });
}

bool is_jwt(std::string_view text) {
  const auto is_letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return std::count(text.begin(), text.end(), '.') == 2 && text.front() != '.' && text.back() != '.' &&
         text.find("..") == std::string_view::npos && std::all_of(text.begin(), text.end(), is_letter);
}

}  // namespace

Credential read_authorization(std::string_view header) {
  if (!is_bearer(header)) return {};
  const auto text = header.substr(kScheme.size());
  if (read_token(text)) return {Credential::Kind::kToken, text};
  if (is_jwt(text)) return {Credential::Kind::kJwt, text};
  return {};
}

}  // namespace mizan::access
