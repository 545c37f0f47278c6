#pragma once
#include <string>
#include <utility>

#include "base/error.hpp"

namespace mizan::store {

/// Says that this process, and no other, writes to a store: a lock on the file "<store>-lock" beside it. The
/// kernel lets it go with the process, however that ends. It does not hold off other threads of the process.
class WriterLock {
 public:
  /// kStore, one sentence: another process has it (with its number), or the file cannot be made.
  static base::Result<WriterLock> take(const std::string& store);
  ~WriterLock();
  WriterLock(WriterLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  WriterLock& operator=(WriterLock&& other) noexcept {
    std::swap(file_, other.file_);
    return *this;
  }

 private:
  explicit WriterLock(int file) : file_(file) {}

  int file_;
};

}  // namespace mizan::store
