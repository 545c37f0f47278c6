#include "adapter/call_face.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "adapter/status.hpp"

namespace mizan::adapter {

base::Result<> outcome_of(mizan_status status, mizan_error& error, const std::string& who) {
  if (status == MIZAN_OK) return {};
  error.message[sizeof error.message - 1] = '\0';
  std::string message = error.message;
  if (message.empty()) message = status == MIZAN_E_CANCELLED ? "stopped" : "the plugin gave no reason";
  if (status < MIZAN_OK || status > MIZAN_E_INTERNAL)
    message = fmt::format("the plugin returned the unknown status {}: {}", status, message);
  return base::Error{code_of(status), fmt::format("{}: {}", who, message),
                     std::max<std::int64_t>(error.retry_after_ms, 0)};
}

}  // namespace mizan::adapter
