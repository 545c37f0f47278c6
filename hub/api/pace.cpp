#include "api/pace.hpp"

#include <charconv>
#include <cmath>

#include "base/text.hpp"

namespace mizan::api {
namespace {

constexpr base::Micros kMinute = 60'000'000;
constexpr base::Micros kDay = 24 * 60 * kMinute;

base::Error wrong(const std::string& what) {
  return {base::Code::kData, what};
}

base::Error wrong_least() {
  return wrong("min_change is a number, a share of what was told last, or both: 5, 10%, 5,10%");
}

base::Error wrong_quiet() {
  return wrong(
      "quiet is a time from PT1M to PT24H that divides a day, hours of Karachi, or both: PT15M, 22:00-07:00, "
      "PT1H,22:00-07:00");
}

std::optional<double> number_of(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  if (!whole || !std::isfinite(value) || value <= 0) return std::nullopt;
  return value;
}

// "22:00" since midnight.
std::optional<base::Micros> hour_of(std::string_view text) {
  const auto parts = base::split(text, ':');
  if (parts.size() != 2 || parts[0].size() != 2 || parts[1].size() != 2) return std::nullopt;
  const auto hour = base::parse_int(parts[0]);
  const auto minute = base::parse_int(parts[1]);
  if (!hour || !minute || *hour < 0 || *hour > 23 || *minute < 0 || *minute > 59) return std::nullopt;
  return (*hour * 60 + *minute) * kMinute;
}

std::optional<Pace::Night> night_of(std::string_view text) {
  const auto parts = base::split(text, '-');
  if (parts.size() != 2) return std::nullopt;
  const auto from = hour_of(parts[0]);
  const auto to = hour_of(parts[1]);
  if (!from || !to || *from == *to) return std::nullopt;
  return Pace::Night{*from, *to};
}

// ISO 8601, of minutes or hours. One that does not divide a day would begin at another time each day.
std::optional<base::Micros> span_of(std::string_view text) {
  if (text.size() < 4 || !text.starts_with("PT")) return std::nullopt;
  const auto number = base::parse_int(text.substr(2, text.size() - 3));
  const auto unit = text.back() == 'M' ? kMinute : text.back() == 'H' ? 60 * kMinute : 0;
  if (!number || *number < 1 || *number > 1'440 || unit == 0) return std::nullopt;
  const auto span = *number * unit;
  return span <= kDay && kDay % span == 0 ? std::optional(span) : std::nullopt;
}

// Since midnight of Karachi.
base::Micros time_of_day(base::Micros at) {
  return at - base::start_of_karachi_day(base::karachi_day(at));
}

// Where the night that has this moment ends; the moment itself: it is in none.
base::Micros end_of_night(const Pace::Night& night, base::Micros at) {
  const auto time = time_of_day(at);
  const auto midnight = at - time;
  if (night.from < night.to) return time >= night.from && time < night.to ? midnight + night.to : at;
  if (time < night.to) return midnight + night.to;
  return time >= night.from ? midnight + kDay + night.to : at;
}

}  // namespace

base::Micros Pace::told_at(base::Micros changed_at) const {
  auto at = changed_at;
  if (every != 0) at += every - time_of_day(at) % every;
  return night ? end_of_night(*night, at) : at;
}

base::Result<Pace> pace_of(const Request& request) {
  Pace pace;
  const auto least = request.get("min_change");
  for (const auto part : least.empty() ? std::vector<std::string_view>() : base::split(least, ',')) {
    const bool share = part.ends_with('%');
    auto& place = share ? pace.least.percent : pace.least.amount;
    const auto number = number_of(share ? part.substr(0, part.size() - 1) : part);
    if (!number || place) return wrong_least();
    place = number;
  }
  const auto quiet = request.get("quiet");
  for (const auto part : quiet.empty() ? std::vector<std::string_view>() : base::split(quiet, ',')) {
    if (const auto span = span_of(part); span && pace.every == 0) {
      pace.every = *span;
    } else if (const auto night = night_of(part); night && !pace.night) {
      pace.night = night;
    } else {
      return wrong_quiet();
    }
  }
  return pace;
}

}  // namespace mizan::api
