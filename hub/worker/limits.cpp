#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <array>
#include <csignal>

#include "worker/sandbox.hpp"

namespace mizan::worker {
namespace {

#ifdef MIZAN_WORKER_SANITIZED
// A sanitizer's shadow memory is larger than any limit.
constexpr bool kLimitMemory = false;
#else
constexpr bool kLimitMemory = true;
#endif

struct Limit {
  int resource;
  rlim_t value;
};

bool set_limit(const Limit& limit) {
  // At the hard limit of processor time the kernel kills without saying why.
  const rlimit both{limit.value, limit.resource == RLIMIT_CPU ? limit.value + 5 : limit.value};
  return setrlimit(static_cast<__rlimit_resource>(limit.resource), &both) == 0;
}

}  // namespace

adapter::SandboxLayer give_up_privileges() {
  constexpr const char* kName = "no new privileges";
  // A core would hold what the source's records hold.
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return missing_layer(kName, "prctl");
  return {kName, true, "nothing that is started gains rights; no core is written"};
}

// RLIMIT_DATA, not RLIMIT_AS: a source's files are mapped, and may be larger than any memory.
adapter::SandboxLayer limit_resources(const adapter::WorkerLimits& limits) {
  constexpr const char* kName = "limits";
  const auto bytes = static_cast<rlim_t>(limits.memory_mib) << 20U;
  const std::array all = {Limit{RLIMIT_CORE, 0}, Limit{RLIMIT_FSIZE, 0}, Limit{RLIMIT_MEMLOCK, 0},
                          Limit{RLIMIT_NOFILE, static_cast<rlim_t>(limits.open_files)},
                          Limit{RLIMIT_CPU, static_cast<rlim_t>(limits.cpu_seconds)}};
  for (const auto& limit : all) {
    if (!set_limit(limit)) return missing_layer(kName, "setrlimit");
  }
  if (kLimitMemory && !set_limit({RLIMIT_DATA, bytes})) return missing_layer(kName, "setrlimit");
  const auto memory = kLimitMemory ? fmt::format("memory {} MiB", limits.memory_mib)
                                   : std::string("memory unlimited (this build is sanitized)");
  return {kName, true,
          fmt::format("{}, processor {} s, {} open files, no file written, no core", memory,
                      limits.cpu_seconds, limits.open_files)};
}

}  // namespace mizan::worker
