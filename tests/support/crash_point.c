#define _GNU_SOURCE
#include "support/crash_point.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static atomic_long last;

void crash_point_set(long call) {
  atomic_store(&calls, 0);
  atomic_store(&last, call);
}

long crash_point_calls(void) {
  return atomic_load(&calls);
}

static int is_last(void) {
  return atomic_fetch_add(&calls, 1) + 1 == atomic_load(&last);
}

static int is_file(int fd) {
  struct stat about;
  return fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

static _Noreturn void crash(void) {
  for (;;) {
    kill(getpid(), SIGKILL);
    pause();
  }
}

ssize_t pwrite64(int fd, const void* bytes, size_t size, off64_t at) {
  if (is_file(fd) && is_last()) {
    syscall(SYS_pwrite64, fd, bytes, size / 2, at);
    crash();
  }
  return syscall(SYS_pwrite64, fd, bytes, size, at);
}

ssize_t pwrite(int fd, const void* bytes, size_t size, off_t at) {
  return pwrite64(fd, bytes, size, at);
}

ssize_t write(int fd, const void* bytes, size_t size) {
  if (is_file(fd) && is_last()) {
    syscall(SYS_write, fd, bytes, size / 2);
    crash();
  }
  return syscall(SYS_write, fd, bytes, size);
}

int ftruncate64(int fd, off64_t size) {
  if (is_last()) crash();
  return (int)syscall(SYS_ftruncate, fd, size);
}

int ftruncate(int fd, off_t size) {
  return ftruncate64(fd, size);
}

int fsync(int fd) {
  if (is_last()) crash();
  return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd) {
  if (is_last()) crash();
  return (int)syscall(SYS_fdatasync, fd);
}

int unlink(const char* path) {
  if (is_last()) crash();
  return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
}

int rename(const char* from, const char* to) {
  if (is_last()) crash();
  return (int)syscall(SYS_renameat, AT_FDCWD, from, AT_FDCWD, to);
}
