#include "program_error.hpp"

#include <fmt/format.h>
#include <sys/wait.h>
#include <sysexits.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace mizan::exec {
namespace {

constexpr std::array<std::pair<std::string_view, mizan_status>, 8> kPolicies = {
    {{"config", MIZAN_E_CONFIG},
     {"auth", MIZAN_E_AUTH},
     {"transient", MIZAN_E_TRANSIENT},
     {"throttled", MIZAN_E_THROTTLED},
     {"data", MIZAN_E_DATA},
     {"checkpoint", MIZAN_E_CHECKPOINT},
     {"unsupported", MIZAN_E_UNSUPPORTED},
     {"internal", MIZAN_E_INTERNAL}}};

// 126 and 127 are what a shell says of a program that it cannot start.
mizan_status status_of_code(int code) {
  switch (code) {
    case 0:
      return MIZAN_OK;
    case EX_USAGE:
    case EX_NOINPUT:
    case EX_CONFIG:
    case 126:
    case 127:
      return MIZAN_E_CONFIG;
    case EX_DATAERR:
    case EX_PROTOCOL:
      return MIZAN_E_DATA;
    case EX_NOUSER:
    case EX_NOPERM:
      return MIZAN_E_AUTH;
    case EX_SOFTWARE:
      return MIZAN_E_INTERNAL;
    default:
      return MIZAN_E_TRANSIENT;
  }
}

}  // namespace

std::optional<mizan_status> find_policy(std::string_view name) {
  const auto* found =
      std::find_if(kPolicies.begin(), kPolicies.end(), [&](const auto& each) { return each.first == name; });
  return found == kPolicies.end() ? std::nullopt : std::optional(found->second);
}

Ending ending_of(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    const auto* name = sigdescr_np(WTERMSIG(wait_status));
    return {MIZAN_E_TRANSIENT, fmt::format("was ended by signal {} ({})", WTERMSIG(wait_status),
                                           name == nullptr ? "unknown" : name)};
  }
  const int code = WEXITSTATUS(wait_status);
  return {status_of_code(code), code == 0 ? "" : fmt::format("ended with exit code {}", code)};
}

}  // namespace mizan::exec
