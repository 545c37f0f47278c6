// Landlock by raw system calls: the C library has no functions for it, and Debian's headers know its first
// versions only.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "adapter/file_descriptor.hpp"
#include "worker/sandbox.hpp"

namespace mizan::worker {
namespace {

constexpr const char* kName = "landlock";
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;
constexpr unsigned kAskVersion = 1;
constexpr int kRulePathBeneath = 1;

constexpr std::uint64_t kExecute = 1U << 0U;
constexpr std::uint64_t kWriteFile = 1U << 1U;
constexpr std::uint64_t kReadFile = 1U << 2U;
constexpr std::uint64_t kReadFolder = 1U << 3U;
constexpr std::uint64_t kAllNet = (1U << 0U) | (1U << 1U);     // bind and connect by TCP
constexpr std::uint64_t kAllScopes = (1U << 0U) | (1U << 1U);  // abstract sockets, signals

struct Ruleset {
  std::uint64_t files;
  std::uint64_t net;
  std::uint64_t scopes;
};

struct __attribute__((packed)) PathRule {
  std::uint64_t allowed;
  std::int32_t folder;
};

// What each version of Landlock can forbid: 13 kinds of access to files at first; moving between folders (2),
// truncating (3), devices (5).
std::uint64_t all_file_access(long version) {
  const int kinds = version >= 5 ? 16 : version >= 3 ? 15 : version == 2 ? 14 : 13;
  return (std::uint64_t{1} << static_cast<unsigned>(kinds)) - 1;
}

std::size_t ruleset_size(long version) {
  return version >= 6 ? sizeof(Ruleset) : version >= 4 ? offsetof(Ruleset, scopes) : offsetof(Ruleset, net);
}

/// A file or folder, and what may be done with it or with what lies below.
struct Opening {
  std::filesystem::path path;
  std::uint64_t more = 0;  ///< beside reading
};

// What is not there needs no rule.
bool open_up(int ruleset, const Opening& opening) {
  const auto& path = opening.path;
  const adapter::FileDescriptor opened(open(path.c_str(), O_PATH | O_CLOEXEC));
  if (opened.get() < 0) return errno == ENOENT;
  struct stat about {};
  if (fstat(opened.get(), &about) != 0) return false;
  const PathRule rule{(S_ISDIR(about.st_mode) ? kReadFile | kReadFolder : kReadFile) | opening.more,
                      opened.get()};
  return syscall(kAddRule, ruleset, kRulePathBeneath, &rule, 0) == 0;
}

// Its folder, where libraries of its own may lie; where a link leads, that folder too. A plugin that lies at
// the root opens nothing but itself.
void add_plugin(const std::filesystem::path& plugin, std::vector<Opening>& openings) {
  std::error_code failed;
  for (const auto& path : {plugin, std::filesystem::canonical(plugin, failed)}) {
    if (path.empty()) continue;
    const auto folder = path.parent_path();
    openings.push_back({folder == folder.root_path() ? path : folder});
  }
}

void add(std::vector<Opening>& openings, std::initializer_list<const char*> paths, std::uint64_t more = 0) {
  for (const auto* path : paths) openings.push_back({path, more});
}

std::vector<Opening> openings_of(const Options& options) {
  std::vector<Opening> openings;
  add(openings, {"/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache",
                 "/etc/localtime", "/usr/share/zoneinfo", "/dev/null", "/dev/urandom"});
#ifdef MIZAN_WORKER_SANITIZED
  add(openings, {"/proc/self"});
#endif
  if (options.limits.network) {
    add(openings, {"/etc/resolv.conf", "/etc/hosts", "/etc/nsswitch.conf", "/etc/host.conf", "/etc/gai.conf",
                   "/etc/ssl", "/usr/share/ca-certificates", "/etc/odbc.ini", "/etc/odbcinst.ini"});
  }
  const auto executed = options.limits.programs ? kExecute : 0;
  if (options.limits.programs) {
    add(openings, {"/usr", "/bin", "/lib", "/lib64"}, executed);
    add(openings, {"/dev/null"}, kWriteFile);
  }
  add_plugin(options.plugin, openings);
  for (const auto& path : options.limits.readable) openings.push_back({path, executed});
  return openings;
}

std::string in_words(long version, const adapter::WorkerLimits& limits) {
  std::string named;
  for (const auto& path : limits.readable) named += fmt::format(", {}", path.string());
  if (!limits.programs)
    return fmt::format("version {}; readable: libraries, the plugin's folder{}; nothing is written", version,
                       named);
  return fmt::format(
      "version {}; readable and executable: the system's programs and libraries{}; nothing but /dev/null is "
      "written; {}",
      version, named,
      version >= 6 ? "signals reach its own processes alone"
                   : "its programs may send signals to other processes of this user");
}

}  // namespace

adapter::SandboxLayer fence_files(const Options& options) {
  const auto version = syscall(kCreateRuleset, nullptr, 0, kAskVersion);
  if (version < 1)
    return {kName, false, "this kernel has no Landlock, so every file that its user may read can be read"};
  const Ruleset forbidden{all_file_access(version), options.limits.network ? 0 : kAllNet, kAllScopes};
  const adapter::FileDescriptor ruleset(
      static_cast<int>(syscall(kCreateRuleset, &forbidden, ruleset_size(version), 0)));
  if (ruleset.get() < 0) return missing_layer(kName, "landlock_create_ruleset");
  for (const auto& opening : openings_of(options)) {
    if (!open_up(ruleset.get(), opening)) return missing_layer(kName, opening.path.c_str());
  }
  if (syscall(kRestrictSelf, ruleset.get(), 0) != 0) return missing_layer(kName, "landlock_restrict_self");
  return {kName, true, in_words(version, options.limits)};
}

}  // namespace mizan::worker
