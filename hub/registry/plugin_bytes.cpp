#include "registry/plugin_bytes.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "base/digest.hpp"

namespace mizan::registry {
namespace fs = std::filesystem;
namespace {
using adapter::FileDescriptor;

constexpr off_t kLargest = off_t{1} << 30;
constexpr off_t kLargestText = off_t{1} << 20;
constexpr int kAboveTheWorkersOwn = 10;

base::Error cannot(const fs::path& file, std::string_view what) {
  return {base::Code::kConfig, fmt::format("{}: {}: {}", file.string(), what, std::strerror(errno))};
}

base::Result<FileDescriptor> open_file(const fs::path& file, off_t largest) {
  FileDescriptor opened(open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about {};
  if (opened.get() < 0 || fstat(opened.get(), &about) != 0) return cannot(file, "cannot be read");
  if (!S_ISREG(about.st_mode))
    return base::Error{base::Code::kConfig, fmt::format("{}: is not a file", file.string())};
  if (about.st_size > largest)
    return base::Error{base::Code::kConfig,
                       fmt::format("{}: is larger than {} MiB", file.string(), largest >> 20)};
  return opened;
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto done = write(fd, bytes.data(), bytes.size());
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(done));
  }
  return true;
}

// From the beginning to the end of `from`, however much that is now.
bool copy_all(int from, int to) {
  std::vector<char> buffer(std::size_t{1} << 18U);
  for (;;) {
    const auto got = read(from, buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return got == 0;
    if (!write_all(to, {buffer.data(), static_cast<std::size_t>(got)})) return false;
  }
}

base::Result<std::string> digest_of(int fd, const fs::path& file) {
  struct stat about {};
  if (fstat(fd, &about) != 0) return cannot(file, "cannot be copied");
  const auto size = static_cast<std::size_t>(about.st_size);
  if (size == 0) return base::Error{base::Code::kConfig, fmt::format("{}: is empty", file.string())};
  auto* bytes = mmap(nullptr, size, PROT_READ, MAP_SHARED, fd, 0);
  if (bytes == MAP_FAILED) return cannot(file, "cannot be copied");
  const auto digest = base::sha256({static_cast<const char*>(bytes), size});
  munmap(bytes, size);
  return base::to_hex(digest);
}

}  // namespace

base::Result<PluginBytes> PluginBytes::read(const fs::path& file) {
  MIZAN_ASSIGN(const auto opened, open_file(file, kLargest));
  const FileDescriptor memory(memfd_create(file.filename().c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (memory.get() < 0 || !copy_all(opened.get(), memory.get())) return cannot(file, "cannot be copied");
  if (fcntl(memory.get(), F_ADD_SEALS, F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
    return cannot(file, "its copy cannot be sealed");
  PluginBytes plugin;
  MIZAN_ASSIGN(plugin.sha256_, digest_of(memory.get(), file));
  plugin.image_ = std::make_shared<FileDescriptor>(fcntl(memory.get(), F_DUPFD_CLOEXEC, kAboveTheWorkersOwn));
  if (plugin.image_->get() < 0) return cannot(file, "cannot be copied");
  return plugin;
}

base::Result<> PluginBytes::write_to(const fs::path& file) const {
  const FileDescriptor from(
      open(fmt::format("/proc/self/fd/{}", image_->get()).c_str(), O_RDONLY | O_CLOEXEC));
  const FileDescriptor to(open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0444));
  if (to.get() < 0 || !copy_all(from.get(), to.get()) || fsync(to.get()) != 0)
    return cannot(file, "cannot be written");
  return {};
}

base::Result<std::string> read_small_file(const fs::path& file) {
  MIZAN_ASSIGN(const auto opened, open_file(file, kLargestText));
  std::string text(static_cast<std::size_t>(kLargestText) + 1, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const auto got = read(opened.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot(file, "cannot be read");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

base::Result<> replace_file(const fs::path& file, std::string_view text) {
  auto beside = file;
  beside += fmt::format(".new-{}", getpid());
  const FileDescriptor to(open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  const bool whole = to.get() >= 0 && write_all(to.get(), text) && fsync(to.get()) == 0;
  if (whole && rename(beside.c_str(), file.c_str()) == 0) return {};
  const auto error = cannot(file, "cannot be written");
  unlink(beside.c_str());
  return error;
}

}  // namespace mizan::registry
