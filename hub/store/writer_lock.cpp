#include "store/writer_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace mizan::store {
namespace {

struct flock whole_file() {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  return lock;
}

}  // namespace

base::Result<WriterLock> WriterLock::take(const std::string& store) {
  const auto path = store + "-lock";
  WriterLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (lock.file_ < 0) {
    return base::Error{base::Code::kStore,
                       fmt::format("{}: cannot be opened: {}", path, std::strerror(errno))};
  }
  auto wanted = whole_file();
  if (::fcntl(lock.file_, F_SETLK, &wanted) == 0) return lock;
  const int why = errno;
  auto holder = whole_file();
  if (::fcntl(lock.file_, F_GETLK, &holder) == 0 && holder.l_type != F_UNLCK) {
    return base::Error{base::Code::kStore,
                       fmt::format("{}: process {} writes to this store: only one may at a time, so stop it "
                                   "first, or wait until it has ended",
                                   store, holder.l_pid)};
  }
  return base::Error{base::Code::kStore, fmt::format("{}: cannot be locked: {}", path, std::strerror(why))};
}

WriterLock::~WriterLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace mizan::store
