#include "webhook/schedule.hpp"

#include <array>

namespace mizan::webhook {
namespace {

constexpr base::Micros kSecond = 1'000'000;
constexpr base::Micros kHour = 3'600 * kSecond;
constexpr std::array<base::Micros, 9> kWaits = {5 * kSecond, 300 * kSecond, 1'800 * kSecond,
                                                2 * kHour,   5 * kHour,     10 * kHour,
                                                14 * kHour,  20 * kHour,    24 * kHour};
constexpr std::uint64_t kParts = 1'000;

}  // namespace

std::optional<base::Micros> wait_after(int failed, std::uint64_t chance) {
  if (failed < 1 || static_cast<std::size_t>(failed) > kWaits.size()) return std::nullopt;
  const auto wait = kWaits[static_cast<std::size_t>(failed) - 1];
  return wait + wait / 10 * static_cast<base::Micros>(chance % kParts) / static_cast<base::Micros>(kParts);
}

}  // namespace mizan::webhook
