#include "mizan/mapping/time_format.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "mizan/mapping/read_value.hpp"

namespace mizan::mapping {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::string_view kLetters = "YmdHMSz";

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string written_offset(std::int64_t minutes) {
  if (minutes == 0) return "Z";
  const auto size = minutes < 0 ? -minutes : minutes;
  return fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

/// Reads one text by one pattern from left to right.
class Reader {
 public:
  Reader(std::string_view text, std::int64_t offset_minutes) : text_(text), offset_(offset_minutes) {}

  std::optional<std::int64_t> read(std::string_view format) {
    for (; !format.empty(); format.remove_prefix(1)) {
      const bool part = format.starts_with('%');
      if (part) format.remove_prefix(1);
      if (!(part ? take(format.front()) : take_letter(format.front()))) return std::nullopt;
    }
    const auto days = days_of(static_cast<int>(year_), static_cast<int>(month_), static_cast<int>(day_));
    if (!text_.empty() || !days || hour_ > 23 || minute_ > 59 || second_ > 60) return std::nullopt;
    return *days * kDay + hour_ * 3600 + minute_ * 60 + second_ - offset_ * 60;
  }

 private:
  bool take_letter(char letter) {
    if (!text_.starts_with(letter)) return false;
    text_.remove_prefix(1);
    return true;
  }

  bool take(char part) {
    switch (part) {
      case 'Y':
        return digits(4, year_);
      case 'm':
        return digits(2, month_);
      case 'd':
        return digits(2, day_);
      case 'H':
        return digits(2, hour_);
      case 'M':
        return digits(2, minute_);
      case 'S':
        return digits(2, second_) && leave_fraction();
      default:
        return zone();
    }
  }

  bool digits(std::size_t count, std::int64_t& out) {
    const auto part = text_.substr(0, count);
    if (part.size() < count || part.find_first_not_of("0123456789") != std::string_view::npos) return false;
    out = *whole_number(part);
    text_.remove_prefix(count);
    return true;
  }

  bool leave_fraction() {
    if (!text_.starts_with('.')) return true;
    const auto end = std::min(text_.find_first_not_of("0123456789", 1), text_.size());
    text_.remove_prefix(end);
    return end > 1;
  }

  bool zone() {
    offset_ = 0;
    if (take_letter('Z')) return true;
    const bool behind = text_.starts_with('-');
    std::int64_t hours = 0;
    std::int64_t minutes = 0;
    if (!take_letter(behind ? '-' : '+') || !digits(2, hours)) return false;
    if (text_.starts_with(':')) text_.remove_prefix(1);
    if (!digits(2, minutes)) return false;
    offset_ = (hours * 60 + minutes) * (behind ? -1 : 1);
    return true;
  }

  std::string_view text_;
  std::int64_t offset_;
  std::int64_t year_ = 1970, month_ = 1, day_ = 1, hour_ = 0, minute_ = 0, second_ = 0;
};

}  // namespace

bool is_time_format(std::string_view format) {
  if (format == "epoch" || format == "epoch_ms") return true;
  if (format.find("%Y") == std::string_view::npos) return false;
  for (auto at = format.find('%'); at != std::string_view::npos; at = format.find('%', at + 2)) {
    if (at + 1 >= format.size() || kLetters.find(format[at + 1]) == std::string_view::npos) return false;
  }
  return true;
}

std::string write_time(std::int64_t seconds, std::string_view format, std::int64_t offset_minutes) {
  if (format == "epoch") return fmt::format("{}", seconds);
  if (format == "epoch_ms") return fmt::format("{}", seconds * 1000);
  const std::chrono::sys_seconds local{std::chrono::seconds{seconds + offset_minutes * 60}};
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{midnight};
  const auto rest = (local - midnight).count();
  std::string out;
  for (; !format.empty(); format.remove_prefix(1)) {
    if (!format.starts_with('%')) {
      out += format.front();
      continue;
    }
    format.remove_prefix(1);
    const char part = format.front();
    if (part == 'z') out += written_offset(offset_minutes);
    if (part == 'Y') out += fmt::format("{:04}", static_cast<int>(date.year()));
    if (part == 'm') out += fmt::format("{:02}", static_cast<unsigned>(date.month()));
    if (part == 'd') out += fmt::format("{:02}", static_cast<unsigned>(date.day()));
    if (part == 'H') out += fmt::format("{:02}", rest / 3600);
    if (part == 'M') out += fmt::format("{:02}", rest / 60 % 60);
    if (part == 'S') out += fmt::format("{:02}", rest % 60);
  }
  return out;
}

std::optional<std::int64_t> read_time(std::string_view text, std::string_view format,
                                      std::int64_t offset_minutes) {
  if (format == "epoch") return whole_number(text);
  if (format != "epoch_ms") return Reader(text, offset_minutes).read(format);
  const auto milliseconds = whole_number(text);
  if (!milliseconds) return std::nullopt;
  return *milliseconds / 1000;
}

}  // namespace mizan::mapping
