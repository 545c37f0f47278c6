#include "kpi/reach.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace mizan::kpi {
namespace {

std::optional<base::Day> parse_day(std::string_view text) {
  const auto number = base::parse_int(text);
  if (!number || *number < base::kFarPast.value || *number > base::kFarFuture.value) return std::nullopt;
  return base::Day{static_cast<std::int32_t>(*number)};
}

// One "source=day"; false if it is none.
bool read_horizon(std::string_view text, Reach& reach) {
  const auto equals = text.find('=');
  if (equals == std::string_view::npos) return false;
  const auto source = base::parse_int(text.substr(0, equals));
  const auto day = text.substr(equals + 1);
  const auto horizon = day == "-" ? std::nullopt : parse_day(day);
  if (!source || *source < 0 || *source > INT32_MAX || (day != "-" && !horizon)) return false;
  return reach.horizons.emplace(static_cast<std::int32_t>(*source), horizon).second;
}

}  // namespace

std::string reach_text(const Reach& reach) {
  auto text = fmt::format("{}", reach.today.value);
  for (const auto& [source, horizon] : reach.horizons)
    text += horizon ? fmt::format(" {}={}", source, horizon->value) : fmt::format(" {}=-", source);
  return text;
}

std::optional<Reach> parse_reach(std::string_view text) {
  const auto take = [&] {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    return word;
  };
  if (text.ends_with(' ')) return std::nullopt;
  Reach reach;
  const auto today = parse_day(take());
  if (!today) return std::nullopt;
  reach.today = *today;
  while (!text.empty()) {
    if (!read_horizon(take(), reach)) return std::nullopt;
  }
  return reach;
}

}  // namespace mizan::kpi
