#pragma once
// Private to this folder: memory for a text whose size is known at its end only.
#include <sys/mman.h>

#include <cstddef>
#include <new>
#include <string_view>
#include <utility>

namespace mizan::mapping {

/// A text that grows in place up to a limit: address space is reserved at once, pages are taken as they are
/// written, so that nothing is ever copied to make room. Bytes.
class GrowingText {
 public:
  GrowingText() = default;
  explicit GrowingText(std::size_t limit) : limit_(limit) {
    auto* const made =
        mmap(nullptr, limit, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (made == MAP_FAILED) throw std::bad_alloc();
    begin_ = static_cast<char*>(made);
  }
  ~GrowingText() {
    if (begin_ != nullptr) munmap(begin_, limit_);
  }
  GrowingText(const GrowingText&) = delete;
  GrowingText& operator=(const GrowingText&) = delete;
  GrowingText(GrowingText&& other) noexcept { swap(other); }
  GrowingText& operator=(GrowingText&& other) noexcept {
    swap(other);
    return *this;
  }

  char* end() { return begin_ + size_; }
  std::size_t room() const { return limit_ - size_; }
  void add(std::size_t written) { size_ += written; }
  std::string_view text() const { return {begin_, size_}; }

 private:
  void swap(GrowingText& other) noexcept {
    std::swap(begin_, other.begin_);
    std::swap(size_, other.size_);
    std::swap(limit_, other.limit_);
  }

  char* begin_ = nullptr;
  std::size_t size_ = 0;
  std::size_t limit_ = 0;
};

}  // namespace mizan::mapping
