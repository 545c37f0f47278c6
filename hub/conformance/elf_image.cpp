#include "conformance/elf_image.hpp"

#include <elf.h>

#include <cstring>
#include <fstream>
#include <optional>

#include "adapter/elf_file.hpp"

namespace mizan::conformance {
namespace {

constexpr std::uintmax_t kMostBytes = 1U << 30U;

/// The file's bytes; what lies beyond them is never read.
class Bytes {
 public:
  explicit Bytes(std::string text) : text_(std::move(text)) {}

  template <class T>
  std::optional<T> at(std::uint64_t from) const {
    if (from > text_.size() || sizeof(T) > text_.size() - from) return std::nullopt;
    T value;
    std::memcpy(&value, text_.data() + from, sizeof value);
    return value;
  }
  std::string text(std::uint64_t from) const {
    if (from >= text_.size()) return {};
    return {text_.data() + from, strnlen(text_.data() + from, text_.size() - from)};
  }

 private:
  std::string text_;
};

class Reader {
 public:
  explicit Reader(Bytes bytes)
      : bytes_(std::move(bytes)), header_(bytes_.at<Elf64_Ehdr>(0).value_or(Elf64_Ehdr{})) {}

  ElfImage read() {
    segments();
    for (std::uint64_t i = 0; i < header_.e_shnum; ++i) {
      const auto section = bytes_.at<Elf64_Shdr>(header_.e_shoff + i * sizeof(Elf64_Shdr));
      if (section) take(*section);
    }
    return std::move(image_);
  }

 private:
  void segments() {
    for (std::uint64_t i = 0; i < header_.e_phnum; ++i) {
      const auto segment = bytes_.at<Elf64_Phdr>(header_.e_phoff + i * sizeof(Elf64_Phdr));
      if (!segment) return;
      if (segment->p_type == PT_GNU_RELRO) image_.has_relro = true;
      if (segment->p_type == PT_GNU_STACK && (segment->p_flags & PF_X) != 0)
        image_.has_executable_stack = true;
    }
  }

  void take(const Elf64_Shdr& section) {
    const auto texts = bytes_.at<Elf64_Shdr>(header_.e_shoff + section.sh_link * sizeof(Elf64_Shdr));
    if (section.sh_type == SHT_DYNSYM && texts) symbols(section, texts->sh_offset);
    if (section.sh_type == SHT_DYNAMIC && texts) dynamic(section, texts->sh_offset);
    // One is the compiler's own (frame_dummy).
    if (section.sh_type == SHT_INIT_ARRAY && section.sh_size > sizeof(Elf64_Addr))
      image_.constructors += section.sh_size / sizeof(Elf64_Addr) - 1;
  }

  void symbols(const Elf64_Shdr& section, std::uint64_t texts) {
    for (std::uint64_t at = 0; at + sizeof(Elf64_Sym) <= section.sh_size; at += sizeof(Elf64_Sym)) {
      const auto symbol = bytes_.at<Elf64_Sym>(section.sh_offset + at);
      if (!symbol) return;
      const auto binding = ELF64_ST_BIND(symbol->st_info);
      if (symbol->st_shndx == SHN_UNDEF || binding == STB_LOCAL) continue;
      // The name of a version is no symbol of its own.
      if (symbol->st_shndx == SHN_ABS && symbol->st_size == 0) continue;
      if (binding == STB_GNU_UNIQUE) image_.has_unique_symbols = true;
      image_.exported.push_back(bytes_.text(texts + symbol->st_name));
    }
  }

  void dynamic(const Elf64_Shdr& section, std::uint64_t texts) {
    for (std::uint64_t at = 0; at + sizeof(Elf64_Dyn) <= section.sh_size; at += sizeof(Elf64_Dyn)) {
      const auto entry = bytes_.at<Elf64_Dyn>(section.sh_offset + at);
      if (!entry || entry->d_tag == DT_NULL) return;
      const auto value = entry->d_un.d_val;
      if (entry->d_tag == DT_NEEDED) image_.needed.push_back(bytes_.text(texts + value));
      if (entry->d_tag == DT_RPATH || entry->d_tag == DT_RUNPATH)
        image_.run_path = bytes_.text(texts + value);
      if (entry->d_tag == DT_BIND_NOW || (entry->d_tag == DT_FLAGS && (value & DF_BIND_NOW) != 0) ||
          (entry->d_tag == DT_FLAGS_1 && (value & DF_1_NOW) != 0))
        image_.binds_now = true;
      if (entry->d_tag == DT_TEXTREL || (entry->d_tag == DT_FLAGS && (value & DF_TEXTREL) != 0))
        image_.has_text_relocations = true;
    }
  }

  Bytes bytes_;
  Elf64_Ehdr header_;
  ElfImage image_;
};

}  // namespace

base::Result<ElfImage> read_elf_image(const std::filesystem::path& path) {
  MIZAN_TRY(adapter::require_elf_library(path));
  std::error_code failed;
  if (std::filesystem::file_size(path, failed) > kMostBytes)
    return adapter::refused(path, "is larger than 1 GiB, so it is no plugin");
  std::ifstream in(path, std::ios::binary);
  return Reader(Bytes(std::string(std::istreambuf_iterator<char>(in), {}))).read();
}

}  // namespace mizan::conformance
