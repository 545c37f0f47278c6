#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::api {

/// Bytes that are too many for memory: a file without a name, gone with the object however the program ends.
/// Written by one thread, then read by any.
class UnlinkedFile {
 public:
  /// Beside `path`, on the same disk. kStore: it cannot be made.
  static base::Result<UnlinkedFile> beside(const std::string& path);
  ~UnlinkedFile();
  UnlinkedFile(UnlinkedFile&& other) noexcept;
  UnlinkedFile& operator=(UnlinkedFile&&) = delete;

  /// kStore: the disk is full, or fails.
  base::Result<> append(std::string_view bytes);
  base::Result<> flush();
  std::int64_t size() const { return size_; }
  /// At most so many bytes from there; fewer at the end.
  base::Result<std::string> read(std::int64_t from, std::size_t most) const;

 private:
  explicit UnlinkedFile(int file) : file_(file) {}

  int file_;
  std::int64_t size_ = 0;
  std::string unwritten_;
};

}  // namespace mizan::api
