#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>

namespace mizan::parts {

/// Digests of what was read last, so that what an overlap brings again is known and not sent twice. The
/// oldest goes where there are too many: then it is sent again, and found unchanged.
class DigestWindow {
 public:
  explicit DigestWindow(std::size_t most) : most_(most) {}

  bool contains(std::uint64_t digest) const { return known_.contains(digest); }
  void add(std::uint64_t digest);
  void clear();
  std::size_t size() const { return order_.size(); }

  /// 16 letters a digest, for a checkpoint.
  std::string text() const;
  /// Takes what text() gave. False: it cannot have been given by it, and nothing was taken.
  bool take(std::string_view text);

 private:
  std::size_t most_;
  std::deque<std::uint64_t> order_;
  std::unordered_set<std::uint64_t> known_;
};

}  // namespace mizan::parts
