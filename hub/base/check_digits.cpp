#include "base/check_digits.hpp"

#include <fmt/format.h>

namespace mizan::base {
namespace {

int remainder97(std::string_view text, int remainder = 0) {
  for (const char c : text) {
    if (c >= '0' && c <= '9') remainder = (remainder * 10 + (c - '0')) % 97;
    if (c >= 'A' && c <= 'Z') remainder = (remainder * 100 + (c - 'A' + 10)) % 97;
  }
  return remainder;
}

}  // namespace

std::string check_digits(std::string_view text) {
  return fmt::format("{:02}", 98 - remainder97("00", remainder97(text)));
}

bool check_digits_hold(std::string_view text) {
  return text.size() > 2 && remainder97(text) == 1;
}

}  // namespace mizan::base
