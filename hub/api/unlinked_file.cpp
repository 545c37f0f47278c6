#include "api/unlinked_file.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace mizan::api {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 20U;

base::Error failed(std::string_view what) {
  return {base::Code::kStore, std::string(what) + ": " + std::strerror(errno)};
}

}  // namespace

base::Result<UnlinkedFile> UnlinkedFile::beside(const std::string& path) {
  auto name = path + ".tmp-XXXXXX";
  const int file = mkostemp(name.data(), O_CLOEXEC);
  if (file < 0) return failed("a file beside " + path + " cannot be made");
  unlink(name.c_str());
  return UnlinkedFile(file);
}

UnlinkedFile::~UnlinkedFile() {
  if (file_ >= 0) close(file_);
}

UnlinkedFile::UnlinkedFile(UnlinkedFile&& other) noexcept
    : file_(std::exchange(other.file_, -1)), size_(other.size_), unwritten_(std::move(other.unwritten_)) {}

base::Result<> UnlinkedFile::append(std::string_view bytes) {
  unwritten_ += bytes;
  size_ += static_cast<std::int64_t>(bytes.size());
  return unwritten_.size() < kBuffer ? base::Result<>() : flush();
}

base::Result<> UnlinkedFile::flush() {
  for (std::string_view rest = unwritten_; !rest.empty();) {
    const auto written = write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return failed("a file of cells cannot be written");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  unwritten_.clear();
  return {};
}

base::Result<std::string> UnlinkedFile::read(std::int64_t from, std::size_t most) const {
  std::string bytes(most, '\0');
  std::size_t size = 0;
  while (size < most) {
    const auto got = pread(file_, bytes.data() + size, most - size, from + static_cast<std::int64_t>(size));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("a file of cells cannot be read");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace mizan::api
