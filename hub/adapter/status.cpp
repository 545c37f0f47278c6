#include "adapter/status.hpp"

namespace mizan::adapter {

base::Code code_of(mizan_status status) {
  constexpr base::Code kCodes[] = {base::Code::kInternal,    base::Code::kConfig,    base::Code::kAuth,
                                   base::Code::kTransient,   base::Code::kThrottled, base::Code::kData,
                                   base::Code::kCheckpoint,  base::Code::kCancelled, base::Code::kDeadline,
                                   base::Code::kUnsupported, base::Code::kInternal};
  return status > MIZAN_OK && status <= MIZAN_E_INTERNAL ? kCodes[status] : base::Code::kInternal;
}

mizan_status status_of(base::Code code) {
  switch (code) {
    case base::Code::kConfig:
      return MIZAN_E_CONFIG;
    case base::Code::kAuth:
      return MIZAN_E_AUTH;
    case base::Code::kTransient:
      return MIZAN_E_TRANSIENT;
    case base::Code::kThrottled:
      return MIZAN_E_THROTTLED;
    case base::Code::kData:
      return MIZAN_E_DATA;
    case base::Code::kCheckpoint:
      return MIZAN_E_CHECKPOINT;
    case base::Code::kCancelled:
      return MIZAN_E_CANCELLED;
    case base::Code::kDeadline:
      return MIZAN_E_DEADLINE;
    case base::Code::kUnsupported:
      return MIZAN_E_UNSUPPORTED;
    case base::Code::kInternal:
    case base::Code::kNotFound:
    case base::Code::kStore:
      return MIZAN_E_INTERNAL;
  }
  return MIZAN_E_INTERNAL;
}

}  // namespace mizan::adapter
