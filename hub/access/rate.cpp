#include "access/rate.hpp"

#include <algorithm>

namespace mizan::access {
namespace {

constexpr base::Micros kSecond = 1'000'000;
constexpr base::Micros kMinute = 60 * kSecond;
constexpr base::Micros kDay = 86'400 * kSecond;
// Whoever is new while so many ask waits.
constexpr std::int64_t kSecondsOfTheCrowd = 10;

}  // namespace

void RateLimiter::forget_idle(const RateRule& rule, base::Micros now) {
  const auto today = base::karachi_day(now);
  const auto full_after = rule.burst * kMinute / std::max<std::int64_t>(rule.per_minute, 1);
  std::erase_if(buckets_, [&](const auto& each) {
    const bool counts_today = rule.per_day > 0 && each.second.day == today;
    return !counts_today && now - each.second.filled_at > full_after;
  });
}

std::int64_t RateLimiter::take_of_day(Bucket& bucket, const RateRule& rule, base::Micros now) {
  const auto today = base::karachi_day(now);
  if (bucket.day != today) {
    bucket.day = today;
    bucket.today = 0;
  }
  if (rule.per_day == 0 || bucket.today < rule.per_day) return 0;
  return (base::start_of_karachi_day(today + 1) - now) / kSecond + 1;
}

std::int64_t RateLimiter::take_of_minute(Bucket& bucket, const RateRule& rule, base::Micros now) {
  if (rule.per_minute == 0) return 0;
  const auto passed = std::clamp<base::Micros>(now - bucket.filled_at, 0, kDay);
  bucket.credit = std::min(rule.burst * kMinute, bucket.credit + passed * rule.per_minute);
  bucket.filled_at = now;
  if (bucket.credit < kMinute) return (kMinute - bucket.credit - 1) / (rule.per_minute * kSecond) + 1;
  bucket.credit -= kMinute;
  return 0;
}

std::int64_t RateLimiter::take(std::string_view key, const RateRule& rule, base::Micros now) {
  if (rule.per_minute == 0 && rule.per_day == 0) return 0;
  const std::lock_guard lock(mutex_);
  auto found = buckets_.find(key);
  if (found == buckets_.end()) {
    if (buckets_.size() >= most_keys_) forget_idle(rule, now);
    if (buckets_.size() >= most_keys_) return kSecondsOfTheCrowd;
    found = buckets_.emplace(std::string(key), Bucket{rule.burst * kMinute, now, {}, 0}).first;
  }
  auto& bucket = found->second;
  if (const auto wait = take_of_day(bucket, rule, now); wait != 0) return wait;
  if (const auto wait = take_of_minute(bucket, rule, now); wait != 0) return wait;
  ++bucket.today;
  return 0;
}

}  // namespace mizan::access
