#include "base/open_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace mizan::base {

OpenFile::OpenFile(const std::filesystem::path& file, int flags)
    : number_(::open(file.c_str(), flags | O_CLOEXEC, 0600)) {}

OpenFile::~OpenFile() {
  if (number_ >= 0) ::close(number_);
}

std::ptrdiff_t OpenFile::read(std::span<char> into) const {
  while (true) {
    const auto got = ::read(number_, into.data(), into.size());
    if (got >= 0 || errno != EINTR) return got;
  }
}

bool OpenFile::read_at(std::span<std::byte> into, std::size_t place) const {
  while (!into.empty()) {
    const auto got = ::pread(number_, into.data(), into.size(), static_cast<off_t>(place));
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = 0;
    if (got <= 0) return false;
    into = into.subspan(static_cast<std::size_t>(got));
    place += static_cast<std::size_t>(got);
  }
  return true;
}

bool OpenFile::write(std::string_view text) const {
  while (!text.empty()) {
    const auto written = ::write(number_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

bool OpenFile::sync() const {
  return ::fsync(number_) == 0;
}

}  // namespace mizan::base
