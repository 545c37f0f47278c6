#include "adapter/elf_file.hpp"

#include <dlfcn.h>
#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <vector>

namespace mizan::adapter {
namespace fs = std::filesystem;
namespace {

#if defined(__x86_64__)
constexpr std::uint16_t kMachine = EM_X86_64;
#elif defined(__aarch64__)
constexpr std::uint16_t kMachine = EM_AARCH64;
#else
#error "name this processor's ELF machine here"
#endif
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
constexpr unsigned char kByteOrder = ELFDATA2LSB;
#else
constexpr unsigned char kByteOrder = ELFDATA2MSB;
#endif

/// The bytes of a file, read as they are asked for.
class Bytes {
 public:
  explicit Bytes(const fs::path& path) : fd_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat about {};
    if (fd_ >= 0 && fstat(fd_, &about) == 0) size_ = static_cast<std::uint64_t>(about.st_size);
  }
  ~Bytes() {
    if (fd_ >= 0) close(fd_);
  }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;

  bool opened() const { return fd_ >= 0; }
  bool holds(std::uint64_t from, std::uint64_t size) const { return from <= size_ && size <= size_ - from; }
  bool read(std::uint64_t from, void* to, std::size_t size) const {
    return holds(from, size) && pread(fd_, to, size, static_cast<off_t>(from)) == static_cast<ssize_t>(size);
  }

 private:
  int fd_;
  std::uint64_t size_ = 0;
};

base::Result<> require_kind(const fs::path& path, const Elf64_Ehdr& header) {
  if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_type != ET_DYN)
    return refused(path, "is not a 64-bit shared library, so it is no plugin");
  if (header.e_ident[EI_DATA] != kByteOrder || header.e_machine != kMachine) {
    return refused(path, fmt::format("is built for another processor (ELF machine {}, here it is {}): build "
                                     "it for this one",
                                     header.e_machine, kMachine));
  }
  return {};
}

// The loader maps segments without a look at the file's end.
bool is_whole(const Bytes& bytes, const Elf64_Ehdr& header) {
  if (header.e_phentsize != sizeof(Elf64_Phdr)) return false;
  if (!bytes.holds(header.e_shoff, std::uint64_t{header.e_shnum} * header.e_shentsize)) return false;
  for (std::uint64_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment{};
    if (!bytes.read(header.e_phoff + i * sizeof segment, &segment, sizeof segment)) return false;
    if (segment.p_type == PT_LOAD && !bytes.holds(segment.p_offset, segment.p_filesz)) return false;
  }
  return header.e_phnum > 0;
}

}  // namespace

base::Error refused(const fs::path& path, std::string_view why) {
  return {base::Code::kConfig, fmt::format("{}: {}", path.string(), why)};
}

base::Result<> require_elf_library(const fs::path& path) {
  if (!path.is_absolute()) return refused(path, "the path of a plugin must be absolute");
  std::error_code failed;
  const auto status = fs::status(path, failed);
  if (failed && status.type() != fs::file_type::not_found)
    return refused(path, "cannot be looked at: " + failed.message());
  if (!fs::exists(status)) return refused(path, "there is no such plugin");
  if (!fs::is_regular_file(status)) return refused(path, "is not a file, so it is no plugin");
  const Bytes bytes(path);
  if (!bytes.opened()) return refused(path, fmt::format("cannot be read: {}", std::strerror(errno)));
  Elf64_Ehdr header{};
  if (!bytes.read(0, &header, sizeof header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0)
    return refused(path, "is not a shared library, so it is no plugin");
  MIZAN_TRY(require_kind(path, header));
  if (!is_whole(bytes, header)) return refused(path, "is cut short: copy the plugin again");
  return {};
}

base::Result<std::size_t> require_data_symbol(const fs::path& path, const void* address, std::size_t size,
                                              std::size_t alignment) {
  Dl_info about{};
  void* entry = nullptr;
  if (dladdr1(address, &about, &entry, RTLD_DL_SYMENT) == 0 || entry == nullptr ||
      about.dli_saddr != address) {
    return refused(path, "its entry symbol cannot be found again, so it is no plugin");
  }
  const auto& symbol = *static_cast<const ElfW(Sym)*>(entry);
  if (ELF64_ST_TYPE(symbol.st_info) != STT_OBJECT ||
      reinterpret_cast<std::uintptr_t>(address) % alignment != 0)
    return refused(
        path, "its entry symbol is something other than constant data: end the adapter with MIZAN_ADAPTER");
  if (symbol.st_size < size) {
    return refused(path,
                   fmt::format("its entry symbol has {} bytes where ABI 1.0 has {}", symbol.st_size, size));
  }
  return static_cast<std::size_t>(symbol.st_size);
}

}  // namespace mizan::adapter
