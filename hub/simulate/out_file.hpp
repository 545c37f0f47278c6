#pragma once
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/civil.hpp"
#include "base/error.hpp"

namespace mizan::simulate {

/// A file written through a large buffer and put in place whole: until commit() succeeds, a file of that name
/// that was there before is untouched. Write errors are kept and come out of commit().
class OutFile {
 public:
  static base::Result<OutFile> create(std::filesystem::path path);

  OutFile(OutFile&&) noexcept = default;
  OutFile& operator=(OutFile&&) noexcept = default;
  /// Without a commit() the unfinished file is removed.
  ~OutFile();

  OutFile& put(std::string_view text) {
    buffer_.append(text);
    return *this;
  }
  OutFile& put(char c) {
    buffer_.push_back(c);
    return *this;
  }
  OutFile& put_int(std::int64_t value);
  /// Decimal with leading zeros to `width`. Precondition: value >= 0.
  OutFile& put_padded(std::int64_t value, int width);
  OutFile& put_iso(base::Day day);  ///< 2024-06-03
  OutFile& put_dmy(base::Day day);  ///< 03-06-2024

  /// To be called between rows: hands a full buffer on.
  void row_done() {
    if (buffer_.size() >= kBufferSize) flush();
  }

  /// Bytes of all rows so far.
  std::int64_t bytes() const { return flushed_ + static_cast<std::int64_t>(buffer_.size()); }

  base::Result<void> commit();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  static constexpr std::size_t kBufferSize = std::size_t{1} << 20;

  OutFile(std::filesystem::path path, std::FILE* file);
  void flush();

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_;
  std::int64_t flushed_ = 0;
  bool failed_ = false;
};

}  // namespace mizan::simulate
