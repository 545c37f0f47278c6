#include "services/retry.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <string>

#include "base/text.hpp"

namespace mizan::services {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::int64_t kFirstPauseMs = 500;

// splitmix64.
std::uint64_t next_random(std::uint64_t& state) {
  auto mixed = state += 0x9E3779B97F4A7C15U;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

}  // namespace

std::optional<std::int64_t> read_retry_after(std::string_view value, base::Micros now) {
  value = base::trim(value);
  if (const auto seconds = base::parse_int(value))
    return std::clamp<std::int64_t>(*seconds, 0, kDayMs / 1000) * 1000;
  const auto date = curl_getdate(std::string(value).c_str(), nullptr);
  if (date == -1) return std::nullopt;
  return std::clamp<std::int64_t>(static_cast<std::int64_t>(date) * 1000 - now / 1000, 0, kDayMs);
}

std::int64_t BackOff::pause_after(std::int64_t failures) {
  const auto doublings = std::clamp<std::int64_t>(failures - 1, 0, 20);
  const auto whole = std::min(longest_ms_, kFirstPauseMs << doublings);
  return whole - static_cast<std::int64_t>(next_random(random_) % static_cast<std::uint64_t>(whole / 2 + 1));
}

}  // namespace mizan::services
