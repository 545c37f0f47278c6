#include "subject.hpp"

#include <algorithm>

namespace mizan::nats {
namespace {

constexpr std::string_view kFamily = "org.mizan.";
constexpr std::string_view kValues = "kpi.value.";

// One token: dots, blanks and wildcards have a meaning in subjects.
std::string token_of(std::string_view text) {
  std::string token(text);
  std::replace_if(
      token.begin(), token.end(),
      [](char c) {
        return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_';
      },
      '_');
  return token.empty() ? "_" : token;
}

// "pending/2025-12/KP/total/_T/value": the part at that place.
std::string_view part_of(std::string_view subject, int place) {
  for (; place > 0; --place) {
    const auto end = subject.find('/');
    if (end == std::string_view::npos) return {};
    subject.remove_prefix(end + 1);
  }
  return subject.substr(0, subject.find('/'));
}

}  // namespace

std::string subject_of(std::string_view beginning, std::string_view type, std::string_view subject) {
  if (type.starts_with(kFamily)) type.remove_prefix(kFamily.size());
  std::string out(beginning);
  for (std::string_view rest = type; !rest.empty();) {
    const auto dot = std::min(rest.find('.'), rest.size());
    out.append(".").append(token_of(rest.substr(0, dot)));
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  if (type.starts_with(kValues))
    out.append(".").append(token_of(part_of(subject, 0))).append(".").append(token_of(part_of(subject, 2)));
  return out;
}

}  // namespace mizan::nats
