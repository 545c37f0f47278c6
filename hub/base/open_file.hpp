#pragma once
#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace mizan::base {

/// An open file of this process alone, for what must be on the disk before anything else happens. Closed
/// whatever happens; what failed is in errno. One thread at a time.
class OpenFile {
 public:
  /// `flags` as open(2) has them; a file that is made is its owner's alone (0600), and no child inherits it.
  OpenFile(const std::filesystem::path& file, int flags);
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  explicit operator bool() const { return number_ >= 0; }

  /// How many bytes were read; 0: the end; -1: it failed.
  std::ptrdiff_t read(std::span<char> into) const;
  /// All of it from that place on, or false; errno 0: the file ends before.
  bool read_at(std::span<std::byte> into, std::size_t place) const;
  /// All of it, or false.
  bool write(std::string_view text) const;
  /// What was written is on the disk; of a folder: which names it has.
  bool sync() const;

 private:
  int number_;
};

}  // namespace mizan::base
