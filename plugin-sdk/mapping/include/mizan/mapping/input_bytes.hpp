#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace mizan::mapping {

/// Largest size of a text that is made in memory, bytes: of a packed file's contents, or of a file that is
/// not UTF-8. A plain UTF-8 file is mapped from disk and may be of any size.
inline constexpr std::size_t kMaxUnpacked = std::size_t{2} << 30U;

/// The whole text of one input file, as UTF-8: mapped from disk where it is plain UTF-8, else unpacked (gzip,
/// zstd; told by the file's first bytes) and decoded (UTF-16, Windows-1252, Windows-1256) in memory. Throws
/// mizan::sdk::Error: MIZAN_E_TRANSIENT if the file cannot be opened, MIZAN_E_DATA if it cannot be unpacked
/// or decoded, or is larger than kMaxUnpacked then.
class InputBytes {
 public:
  /// `encoding`: "utf-8", "utf-16", "windows-1252", "windows-1256"; empty: a byte-order mark decides, else
  /// what the first mebibyte has more of: characters of several bytes in UTF-8, or bytes that are none
  /// (Windows-1252). `limit`: see kMaxUnpacked.
  InputBytes(const std::string& path, const std::string& encoding, std::size_t limit = kMaxUnpacked);
  ~InputBytes();
  InputBytes(const InputBytes&) = delete;
  InputBytes& operator=(const InputBytes&) = delete;

  std::string_view text() const { return text_; }
  /// What stands before `position` of the text is not read again soon: its memory may go, where the file is
  /// mapped. Reading it again reads the disk.
  void release_before(std::size_t position);
  /// True if nothing but the bytes themselves said that this is Windows-1252.
  bool guessed() const { return guessed_; }

 private:
  struct Memory;

  void map(const std::string& path);
  void unpack(const std::string& path);
  void decode(const std::string& path, const std::string& encoding);

  std::size_t limit_;
  void* mapped_ = nullptr;
  std::size_t mapped_size_ = 0;
  std::size_t released_ = 0;
  std::unique_ptr<Memory> memory_;
  std::string_view text_;
  bool guessed_ = false;
};

}  // namespace mizan::mapping
