#include "cell_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdint>

namespace mizan::xlsx {
namespace {

std::optional<double> read_number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

bool is_whole(std::string_view text) {
  if (text.starts_with("-")) text.remove_prefix(1);
  return !text.empty() && text.size() <= 20 && (text[0] != '0' || text == "0") &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Without the exponent that %g takes for what is large or small.
std::string without_exponent(double value) {
  if (std::abs(value) >= 1) return fmt::format("{:.0f}", value);
  const auto digits = 14 - static_cast<int>(std::floor(std::log10(std::abs(value))));
  auto text = fmt::format("{:.{}f}", value, digits);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::string day_text(std::int64_t days_since_1970) {
  const std::chrono::year_month_day day{std::chrono::sys_days{std::chrono::days{days_since_1970}}};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string clock_text(std::int64_t seconds) {
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

// Days since 1970 of the day 0 of each system.
constexpr std::int64_t kZero1904 = -24'107;
constexpr std::int64_t kZero1900 = -25'569;  // right from day 61 on
constexpr std::int64_t kLeapDay1900 = 60;
constexpr std::int64_t kLast1900 = 2'958'465;
constexpr std::int64_t kLast1904 = 2'957'003;
constexpr std::int64_t kSecondsOfDay = 86'400;

std::string serial_day(std::int64_t serial, bool from_1904) {
  if (from_1904) return day_text(kZero1904 + serial);
  if (serial == 0) return "1900-01-00";
  if (serial == kLeapDay1900) return "1900-02-29";
  return day_text(kZero1900 + serial + (serial < kLeapDay1900 ? 1 : 0));
}

}  // namespace

std::optional<std::string> number_text(std::string_view written) {
  const auto value = read_number(written);
  if (!value) return std::nullopt;
  if (is_whole(written) && written != "-0") return std::string(written);
  auto text = fmt::format("{:.15g}", *value);
  if (text == "-0") return "0";
  if (text.find('e') == std::string::npos || std::abs(*value) >= 1e21 || std::abs(*value) < 1e-9) return text;
  return without_exponent(read_number(text).value_or(*value));
}

std::optional<std::string> moment_text(std::string_view written, Meaning meaning, bool from_1904) {
  const auto value = read_number(written);
  if (!value || meaning == Meaning::kNumber) return number_text(written);
  const auto last = static_cast<double>(from_1904 ? kLast1904 : kLast1900);
  if (*value < 0 || *value >= last + 1) return number_text(written);
  auto days = static_cast<std::int64_t>(std::floor(*value));
  auto seconds = static_cast<std::int64_t>(
      std::llround((*value - static_cast<double>(days)) * static_cast<double>(kSecondsOfDay)));
  if (seconds == kSecondsOfDay) {
    ++days;
    seconds = 0;
  }
  if (meaning == Meaning::kTime) return clock_text(seconds);
  const auto day = serial_day(days, from_1904);
  return seconds == 0 ? day : fmt::format("{}T{}", day, clock_text(seconds));
}

}  // namespace mizan::xlsx
