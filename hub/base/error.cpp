#include "base/error.hpp"

namespace mizan::base {

std::string_view code_name(Code code) {
  switch (code) {
    case Code::kConfig:
      return "config";
    case Code::kAuth:
      return "auth";
    case Code::kTransient:
      return "transient";
    case Code::kThrottled:
      return "throttled";
    case Code::kData:
      return "data";
    case Code::kCheckpoint:
      return "checkpoint";
    case Code::kCancelled:
      return "cancelled";
    case Code::kDeadline:
      return "deadline";
    case Code::kUnsupported:
      return "unsupported";
    case Code::kInternal:
      return "internal";
    case Code::kNotFound:
      return "not_found";
    case Code::kStore:
      return "store";
  }
  return "internal";
}

}  // namespace mizan::base
