#pragma once
#include <cstdint>
#include <optional>

#include "base/clock.hpp"

namespace mizan::webhook {

/// How long to wait after so many failed attempts (1: the first has failed): the schedule of Standard
/// Webhooks, 5 s to 24 h, some 76 h in all, each up to a tenth longer by chance so that a receiver that comes
/// back is not met by all its senders at once. Nothing: it is given up. `chance`: any number.
std::optional<base::Micros> wait_after(int failed, std::uint64_t chance);

}  // namespace mizan::webhook
