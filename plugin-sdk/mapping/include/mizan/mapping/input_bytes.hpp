#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace mizan::mapping {

/// Largest size of a file's text after unpacking, bytes: what a packed file may grow to is bounded by this.
inline constexpr std::size_t kMaxUnpacked = std::size_t{2} << 30U;

/// The whole text of one input file, as UTF-8: mapped from disk where it is plain UTF-8, else unpacked (gzip,
/// zstd; told by the file's first bytes) and decoded (UTF-16, Windows-1252, Windows-1256) in memory. Throws
/// mizan::sdk::Error: MIZAN_E_TRANSIENT if the file cannot be opened, MIZAN_E_DATA if it cannot be unpacked.
class InputBytes {
 public:
  /// `encoding`: "utf-8", "utf-16", "windows-1252", "windows-1256"; empty: a byte-order mark decides, else
  /// valid UTF-8 is taken for UTF-8 and anything else for Windows-1252.
  InputBytes(const std::string& path, const std::string& encoding);
  ~InputBytes();
  InputBytes(const InputBytes&) = delete;
  InputBytes& operator=(const InputBytes&) = delete;

  std::string_view text() const { return text_; }

 private:
  void map(const std::string& path);
  void unpack(const std::string& path);
  void decode(const std::string& path, const std::string& encoding);

  void* mapped_ = nullptr;
  std::size_t mapped_size_ = 0;
  std::string owned_;
  std::string_view text_;
};

}  // namespace mizan::mapping
