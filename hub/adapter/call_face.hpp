#pragma once
// Private to this folder: a call of a plugin in this process.
#include <mizan/abi/mizan_adapter.h>

#include <cstdint>
#include <limits>

#include "adapter/host_face.hpp"
#include "adapter/source.hpp"
#include "base/error.hpp"

namespace mizan::adapter {

/// The hub's wish to stop, as a plugin sees it.
class CallFace {
 public:
  explicit CallFace(const StopRequest& stop) : stop_(stop) {}
  const mizan_call* c() const { return &face_; }

 private:
  static int32_t on_cancelled(const mizan_call* call) noexcept {
    return static_cast<CallFace*>(call->ctx)->stop_.stopped() ? 1 : 0;
  }

  const StopRequest& stop_;
  mizan_call face_{sizeof(mizan_call), -1, std::numeric_limits<std::int64_t>::max(), this, &on_cancelled};
};

/// While a call lasts, its stop is that of the services too.
class During {
 public:
  During(HostFace& host, const StopRequest& stop) : host_(host) { host_.during(&stop); }
  ~During() { host_.during(nullptr); }
  During(const During&) = delete;
  During& operator=(const During&) = delete;

 private:
  HostFace& host_;
};

inline mizan_error fresh_error() {
  return {sizeof(mizan_error), 0, 0, {}};
}

/// What a call came to. The message begins with `who`.
base::Result<> outcome_of(mizan_status status, mizan_error& error, const std::string& who);

}  // namespace mizan::adapter
