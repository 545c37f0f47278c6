#pragma once
#include <cstdint>
#include <mizan/sdk/extension.hpp>

namespace mizan::sdk {

/// The hub's clock, microseconds since 1970-01-01 UTC. An adapter reads no other, so that tests hold it
/// still.
inline std::int64_t now_us(const Host& host) {
  return required_extension<mizan_clock>(host, MIZAN_CLOCK_1).now_us(host.c());
}

}  // namespace mizan::sdk
