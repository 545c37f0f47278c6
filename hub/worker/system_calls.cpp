#include <errno.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>
#include <cstring>

#include "adapter/worker_process.hpp"
#include "worker/last_words_page.hpp"
#include "worker/program_calls.hpp"
#include "worker/sandbox.hpp"
#include "worker/seccomp_filter.hpp"

namespace mizan::worker {
namespace {

constexpr const char* kName = "seccomp";

// What reading files, allocating, computing and talking over the inherited socket take.
constexpr std::array kAllowed = {SCMP_SYS(read),
                                 SCMP_SYS(readv),
                                 SCMP_SYS(pread64),
                                 SCMP_SYS(preadv),
                                 SCMP_SYS(write),
                                 SCMP_SYS(writev),
                                 SCMP_SYS(close),
                                 SCMP_SYS(lseek),
                                 SCMP_SYS(stat),
                                 SCMP_SYS(fstat),
                                 SCMP_SYS(lstat),
                                 SCMP_SYS(newfstatat),
                                 SCMP_SYS(statx),
                                 SCMP_SYS(statfs),
                                 SCMP_SYS(fstatfs),
                                 SCMP_SYS(getdents64),
                                 SCMP_SYS(access),
                                 SCMP_SYS(faccessat),
                                 SCMP_SYS(faccessat2),
                                 SCMP_SYS(readlink),
                                 SCMP_SYS(readlinkat),
                                 SCMP_SYS(getcwd),
                                 SCMP_SYS(fcntl),
                                 SCMP_SYS(dup),
                                 SCMP_SYS(dup2),
                                 SCMP_SYS(dup3),
                                 SCMP_SYS(fadvise64),
                                 SCMP_SYS(readahead),
                                 SCMP_SYS(mmap),
                                 SCMP_SYS(munmap),
                                 SCMP_SYS(mremap),
                                 SCMP_SYS(mprotect),
                                 SCMP_SYS(madvise),
                                 SCMP_SYS(brk),
                                 SCMP_SYS(membarrier),
                                 SCMP_SYS(mincore),
                                 SCMP_SYS(poll),
                                 SCMP_SYS(ppoll),
                                 SCMP_SYS(select),
                                 SCMP_SYS(pselect6),
                                 SCMP_SYS(epoll_create1),
                                 SCMP_SYS(epoll_ctl),
                                 SCMP_SYS(epoll_wait),
                                 SCMP_SYS(epoll_pwait),
                                 SCMP_SYS(eventfd2),
                                 SCMP_SYS(pipe2),
                                 SCMP_SYS(pipe),
                                 SCMP_SYS(timerfd_create),
                                 SCMP_SYS(timerfd_settime),
                                 SCMP_SYS(recvfrom),
                                 SCMP_SYS(recvmsg),
                                 SCMP_SYS(sendto),
                                 SCMP_SYS(sendmsg),
                                 SCMP_SYS(futex),
                                 SCMP_SYS(sched_yield),
                                 SCMP_SYS(sched_getaffinity),
                                 SCMP_SYS(getpid),
                                 SCMP_SYS(gettid),
                                 SCMP_SYS(getuid),
                                 SCMP_SYS(geteuid),
                                 SCMP_SYS(getgid),
                                 SCMP_SYS(getegid),
                                 SCMP_SYS(uname),
                                 SCMP_SYS(sysinfo),
                                 SCMP_SYS(getrusage),
                                 SCMP_SYS(times),
                                 SCMP_SYS(clock_gettime),
                                 SCMP_SYS(clock_getres),
                                 SCMP_SYS(clock_nanosleep),
                                 SCMP_SYS(nanosleep),
                                 SCMP_SYS(gettimeofday),
                                 SCMP_SYS(time),
                                 SCMP_SYS(getrandom),
                                 SCMP_SYS(sigaltstack),
                                 SCMP_SYS(rt_sigprocmask),
                                 SCMP_SYS(rt_sigreturn),
                                 SCMP_SYS(set_robust_list),
                                 SCMP_SYS(rseq),
                                 SCMP_SYS(set_tid_address),
                                 SCMP_SYS(arch_prctl),
                                 SCMP_SYS(restart_syscall),
                                 SCMP_SYS(exit),
                                 SCMP_SYS(exit_group)};

constexpr std::array kNetwork = {SCMP_SYS(socket),      SCMP_SYS(connect),    SCMP_SYS(bind),
                                 SCMP_SYS(shutdown),    SCMP_SYS(getsockopt), SCMP_SYS(setsockopt),
                                 SCMP_SYS(getsockname), SCMP_SYS(sendmmsg),   SCMP_SYS(recvmmsg),
                                 SCMP_SYS(getpeername)};

// No library tries these in passing: whoever calls one means it.
struct Forbidden {
  int number;
  std::string_view name;
};
constexpr std::array kForbidden = {Forbidden{SCMP_SYS(execve), "execve"},
                                   Forbidden{SCMP_SYS(execveat), "execveat"},
                                   Forbidden{SCMP_SYS(fork), "fork"},
                                   Forbidden{SCMP_SYS(vfork), "vfork"},
                                   Forbidden{SCMP_SYS(ptrace), "ptrace"},
                                   Forbidden{SCMP_SYS(process_vm_readv), "process_vm_readv"},
                                   Forbidden{SCMP_SYS(process_vm_writev), "process_vm_writev"},
                                   Forbidden{SCMP_SYS(mount), "mount"},
                                   Forbidden{SCMP_SYS(unshare), "unshare"},
                                   Forbidden{SCMP_SYS(bpf), "bpf"},
                                   Forbidden{SCMP_SYS(io_uring_setup), "io_uring_setup"}};
constexpr Forbidden kForbiddenFork{SCMP_SYS(clone), "clone"};
constexpr std::array kForbiddenNetwork = {Forbidden{SCMP_SYS(socket), "socket"},
                                          Forbidden{SCMP_SYS(connect), "connect"},
                                          Forbidden{SCMP_SYS(listen), "listen"}};

// Runs when a forbidden call is caught. No more than is safe in a handler; catch_forbidden() made the page.
void on_forbidden(int, siginfo_t* about, void*) {
  auto& page = last_words_page();
  const auto tell = [&](const Forbidden& call) {
    if (call.number == about->si_syscall) call.name.copy(page.call, sizeof page.call - 1);
  };
  for (const auto& call : kForbidden) tell(call);
  for (const auto& call : kForbiddenNetwork) tell(call);
  tell(kForbiddenFork);
  _exit(4);
}

bool catch_forbidden() {
  last_words_page();
  struct sigaction action {};
  action.sa_sigaction = &on_forbidden;
  action.sa_flags = SA_SIGINFO;
  return sigaction(SIGSYS, &action, nullptr) == 0;
}

// Threads, but no processes; signals to itself alone.
void allow_one_process(Filter& filter) {
  filter.allow(SCMP_SYS(clone), where(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD));
  filter.rule(SCMP_ACT_TRAP, SCMP_SYS(clone), where(0, SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
  filter.allow(SCMP_SYS(tgkill), where(0, SCMP_CMP_EQ, static_cast<scmp_datum_t>(getpid())));
  filter.allow(SCMP_SYS(rt_sigaction), where(0, SCMP_CMP_NE, SIGSYS));
}

// Open for reading alone, whatever Landlock says.
void allow_in_part(Filter& filter) {
  constexpr scmp_datum_t kWriting = O_ACCMODE | O_CREAT | O_TRUNC;
  filter.allow(SCMP_SYS(open), where(1, SCMP_CMP_MASKED_EQ, kWriting, O_RDONLY));
  filter.allow(SCMP_SYS(openat), where(2, SCMP_CMP_MASKED_EQ, kWriting, O_RDONLY));
  // Its flags lie in memory, where no filter sees them; the C library then takes clone.
  filter.rule(SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3));
  filter.allow(SCMP_SYS(prctl), where(0, SCMP_CMP_EQ, PR_SET_NAME));
  filter.allow(SCMP_SYS(prctl), where(0, SCMP_CMP_EQ, PR_SET_VMA));
  filter.allow(SCMP_SYS(prlimit64), where(0, SCMP_CMP_EQ, 0), where(2, SCMP_CMP_EQ, 0));
  constexpr scmp_datum_t kAvailableBytes = 0x541B;  // FIONREAD
  filter.allow(SCMP_SYS(ioctl), where(1, SCMP_CMP_EQ, kAvailableBytes));
}

adapter::SandboxLayer loaded(int failed, std::string detail) {
  if (failed == 0) return {kName, true, std::move(detail)};
  errno = failed;
  return missing_layer(kName, "seccomp_load");
}

void allow_network(Filter& filter) {
  for (const int call : kNetwork) filter.allow(call);
}

adapter::SandboxLayer fence_programs(bool network, bool files_fenced) {
  if (const int failed = shield_hub(); failed != 0) return loaded(failed, "");
  Filter filter(SCMP_ACT_ERRNO(EPERM));
  for (const int call : kAllowed) filter.allow(call);
  allow_in_part(filter);
  allow_programs(filter, files_fenced);
  if (network) allow_network(filter);
  return loaded(filter.load(),
                fmt::format("programs may be started, {}; no signal to the hub, no new namespaces, {}",
                            network ? "network allowed" : "no network",
                            files_fenced ? "files as landlock has them" : "no file opened for writing"));
}

}  // namespace

adapter::SandboxLayer fence_system_calls(const adapter::WorkerLimits& limits, bool files_fenced) {
  if (limits.programs) return fence_programs(limits.network, files_fenced);
  if (!catch_forbidden()) return missing_layer(kName, "sigaction");
  Filter filter(SCMP_ACT_ERRNO(EPERM));
  for (const int call : kAllowed) filter.allow(call);
  allow_in_part(filter);
  allow_one_process(filter);
  if (limits.network) {
    allow_network(filter);
  } else {
    for (const auto& call : kForbiddenNetwork) filter.rule(SCMP_ACT_TRAP, call.number);
  }
  for (const auto& call : kForbidden) filter.rule(SCMP_ACT_TRAP, call.number);
  return loaded(filter.load(),
                fmt::format("{} system calls, {}; no program is started, no file opened for writing",
                            kAllowed.size() + (limits.network ? kNetwork.size() : 0),
                            limits.network ? "network allowed" : "no network"));
}

}  // namespace mizan::worker
