#pragma once
// Private to this folder: which buckets have changed.
#include <cstdint>
#include <vector>

namespace mizan::kpi {

/// A set of bucket keys as numbers (BucketKey::packed()). A change adds some dozens, and most of them are in
/// it already: looking that up costs a step or two in one table.
class KeySet {
 public:
  void insert(std::uint64_t key) {
    if (2 * (keys_.size() + 1) > table_.size()) widen();
    auto& place = place_of(key);
    if (place != 0) return;
    keys_.push_back(key);
    place = static_cast<std::uint32_t>(keys_.size());
  }

  /// Each once, in the order in which they came.
  const std::vector<std::uint64_t>& keys() const { return keys_; }

  void clear() {
    keys_.clear();
    table_.clear();
  }

 private:
  // Where it stands, or is to stand.
  std::uint32_t& place_of(std::uint64_t key) {
    const auto mask = table_.size() - 1;
    auto at = static_cast<std::size_t>(key * kOdd >> 32U) & mask;
    while (table_[at] != 0 && keys_[table_[at] - 1] != key) at = (at + 1) & mask;
    return table_[at];
  }

  void widen() {
    table_.assign(table_.empty() ? kLeast : 2 * table_.size(), 0);
    for (std::size_t i = 0; i < keys_.size(); ++i) place_of(keys_[i]) = static_cast<std::uint32_t>(i + 1);
  }

  static constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;  // spreads what lies close together
  static constexpr std::size_t kLeast = 64;

  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> table_;  // by hash: place in keys_, from 1
};

}  // namespace mizan::kpi
