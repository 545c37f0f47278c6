#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace mizan::xlsx {

/// What a workbook may be. A file within these bounds takes a bounded amount of memory, whatever it was made
/// for; one beyond them is refused with a sentence. Rows and columns are those that a spreadsheet program
/// has.
struct Limits {
  std::uint64_t file_bytes = std::uint64_t{512} << 20U;
  std::uint64_t entries = 4096;  ///< of the zip archive
  std::size_t sheets = 1024;
  std::uint64_t part_bytes = std::uint64_t{512} << 20U;     ///< of one part, unpacked
  std::uint64_t total_bytes = std::uint64_t{1} << 30U;      ///< of all parts that are read, unpacked
  std::uint64_t document_bytes = std::uint64_t{16} << 20U;  ///< of one row, one shared string, one small part
  std::uint64_t ratio = 250;                                ///< unpacked to packed, of a part above 1 MiB
  std::uint64_t shared_strings = 4'000'000;
  std::uint32_t rows = 1'048'576;
  std::uint32_t columns = 16'384;
  std::uint64_t cell_bytes = 131'072;        ///< 32,767 characters, the most that a cell holds
  std::uint64_t merges = 65'536;             ///< merged ranges of a sheet
  std::uint64_t merged_columns = 4'000'000;  ///< their widths, summed
  std::size_t depth = 64;                    ///< of nested XML elements
};

/// What is wrong with a workbook or a sheet: a reason (a short code) and one sentence, which names neither.
class Flaw : public std::runtime_error {
 public:
  Flaw(const char* reason, const std::string& sentence)
      : std::runtime_error(cut(sentence)), reason_(reason) {}
  const char* reason() const noexcept { return reason_; }

 private:
  // What a file calls its sheets and columns can be long; a character is never cut in two.
  static std::string cut(const std::string& sentence) {
    constexpr std::size_t kLongest = 480;
    if (sentence.size() <= kLongest) return sentence;
    auto end = kLongest;
    while (end > 0 && (static_cast<unsigned char>(sentence[end]) & 0xC0U) == 0x80U) --end;
    return sentence.substr(0, end) + "…";
  }

  const char* reason_;
};

inline constexpr const char* kUnreadable = "unreadable_file";
inline constexpr const char* kTooLarge = "too_large";
inline constexpr const char* kLayout = "unknown_layout";

}  // namespace mizan::xlsx
