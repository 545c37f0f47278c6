#pragma once
#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace mizan::webhook {

/// How long to wait after so many failed attempts (1: the first has failed): the schedule of Standard
/// Webhooks, 5 s to 24 h, some 76 h in all, each up to a tenth longer by chance so that a receiver that comes
/// back is not met by all its senders at once. Nothing: it is given up. `chance`: any number.
std::optional<base::Micros> wait_after(int failed, std::uint64_t chance);

/// The same for a broker, which is of one's own network and has no operator at each of its failures: 1 s to
/// 1 min, and never given up.
std::optional<base::Micros> wait_for_broker(int failed, std::uint64_t chance);

/// One of the two.
using Schedule = std::optional<base::Micros> (*)(int failed, std::uint64_t chance);

}  // namespace mizan::webhook
