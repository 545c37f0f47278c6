#include "webhook/schedule.hpp"

#include <algorithm>
#include <array>

namespace mizan::webhook {
namespace {

constexpr base::Micros kSecond = 1'000'000;
constexpr base::Micros kHour = 3'600 * kSecond;
constexpr std::array<base::Micros, 9> kWaits = {5 * kSecond, 300 * kSecond, 1'800 * kSecond,
                                                2 * kHour,   5 * kHour,     10 * kHour,
                                                14 * kHour,  20 * kHour,    24 * kHour};
constexpr std::array<base::Micros, 6> kBrokerWaits = {1 * kSecond,  2 * kSecond,  5 * kSecond,
                                                      10 * kSecond, 30 * kSecond, 60 * kSecond};
constexpr std::uint64_t kParts = 1'000;

// Up to a tenth longer.
base::Micros spread(base::Micros wait, std::uint64_t chance) {
  return wait + wait / 10 * static_cast<base::Micros>(chance % kParts) / static_cast<base::Micros>(kParts);
}

}  // namespace

std::optional<base::Micros> wait_after(int failed, std::uint64_t chance) {
  if (failed < 1 || static_cast<std::size_t>(failed) > kWaits.size()) return std::nullopt;
  return spread(kWaits[static_cast<std::size_t>(failed) - 1], chance);
}

std::optional<base::Micros> wait_for_broker(int failed, std::uint64_t chance) {
  const auto at =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::max(failed, 1)), 1, kBrokerWaits.size());
  return spread(kBrokerWaits[at - 1], chance);
}

}  // namespace mizan::webhook
