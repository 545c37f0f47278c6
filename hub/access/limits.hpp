#pragma once
#include <array>
#include <cstdint>
#include <optional>

#include "access/roles.hpp"

namespace mizan::access {

/// How much somebody may ask. 0: no limit.
struct RateRule {
  std::int64_t per_minute = 0;
  std::int64_t burst = 1;    ///< at once, where nothing was asked for a while
  std::int64_t per_day = 0;  ///< of Karachi
};

/// How much each may ask: each token, organisation and log-in by itself, the public by address.
struct Limits {
  RateRule each = {600, 200, 0};
  std::array<std::optional<RateRule>, kRoleCount> of_role = {};
  RateRule strangers = {60, 20, 0};  ///< an address from which nothing was shown that holds

  const RateRule& of(Role role) const {
    const auto& own = of_role[static_cast<std::size_t>(role)];
    return own ? *own : each;
  }
};

}  // namespace mizan::access
