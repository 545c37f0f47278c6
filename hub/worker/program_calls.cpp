#include "worker/program_calls.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>

namespace mizan::worker {
namespace {

constexpr std::array kPrograms = {SCMP_SYS(execve),
                                  SCMP_SYS(fork),
                                  SCMP_SYS(vfork),
                                  SCMP_SYS(wait4),
                                  SCMP_SYS(waitid),
                                  SCMP_SYS(pidfd_open),
                                  SCMP_SYS(kill),
                                  SCMP_SYS(tgkill),
                                  SCMP_SYS(getppid),
                                  SCMP_SYS(getpgrp),
                                  SCMP_SYS(getpgid),
                                  SCMP_SYS(setpgid),
                                  SCMP_SYS(getsid),
                                  SCMP_SYS(getgroups),
                                  SCMP_SYS(getresuid),
                                  SCMP_SYS(getresgid),
                                  SCMP_SYS(getpriority),
                                  SCMP_SYS(getrlimit),
                                  SCMP_SYS(chdir),
                                  SCMP_SYS(fchdir),
                                  SCMP_SYS(umask),
                                  SCMP_SYS(close_range),
                                  SCMP_SYS(rt_sigaction),
                                  SCMP_SYS(rt_sigsuspend),
                                  SCMP_SYS(rt_sigpending),
                                  SCMP_SYS(rt_sigtimedwait),
                                  SCMP_SYS(pause),
                                  SCMP_SYS(alarm),
                                  SCMP_SYS(getitimer),
                                  SCMP_SYS(setitimer),
                                  SCMP_SYS(timer_create),
                                  SCMP_SYS(timer_settime),
                                  SCMP_SYS(timer_delete),
                                  SCMP_SYS(epoll_pwait2),
                                  SCMP_SYS(copy_file_range),
                                  SCMP_SYS(splice),
                                  SCMP_SYS(tee),
                                  SCMP_SYS(sendfile)};

// What a terminal is asked, and what descriptors are set to.
constexpr std::array<scmp_datum_t, 6> kAsked = {TCGETS, TIOCGWINSZ, TIOCGPGRP, FIOCLEX, FIONCLEX, FIONBIO};

constexpr scmp_datum_t kNewNamespaces =
    CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET;

// The kernel looks at 32 bits of a process's number, so no others must count.
scmp_arg_cmp is_process(pid_t number) {
  constexpr scmp_datum_t kLow = 0xFFFFFFFFU;
  return where(0, SCMP_CMP_MASKED_EQ, kLow, static_cast<std::uint32_t>(number));
}

}  // namespace

void allow_programs(Filter& filter, bool files_fenced) {
  for (const int call : kPrograms) filter.allow(call);
  for (const auto request : kAsked) filter.allow(SCMP_SYS(ioctl), where(1, SCMP_CMP_EQ, request));
  filter.allow(SCMP_SYS(clone), where(0, SCMP_CMP_MASKED_EQ, kNewNamespaces, 0));
  filter.allow(SCMP_SYS(prctl), where(0, SCMP_CMP_EQ, PR_SET_PDEATHSIG));
  if (!files_fenced) return;
  filter.allow(SCMP_SYS(open));
  filter.allow(SCMP_SYS(openat));
}

int shield_hub() {
  Filter filter(SCMP_ACT_ALLOW);
  const auto hub = getppid();
  for (const auto number : {hub, -getpgid(hub), -1}) {
    if (number == 0 || number == 1) continue;
    filter.rule(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(kill), is_process(number));
  }
  filter.rule(SCMP_ACT_ERRNO(EPERM), SCMP_SYS(tgkill), is_process(hub));
  return filter.load();
}

}  // namespace mizan::worker
