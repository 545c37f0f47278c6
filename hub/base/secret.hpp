#pragma once
#include <string>
#include <string_view>
#include <utility>

namespace mizan::base {

/// Bytes that must never be printed: there is no conversion to text and no stream operator, and the memory is
/// overwritten when the value ends. reveal() is the one way to the bytes; keep what it returns no longer than
/// needed.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string bytes) : bytes_(std::move(bytes)) {}
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  Secret(Secret&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Secret& operator=(Secret&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Secret();

  bool empty() const { return bytes_.empty(); }
  std::string_view reveal() const { return bytes_; }

 private:
  std::string bytes_;
};

}  // namespace mizan::base
