#pragma once
// Private to this folder: what is added to and taken from the cells, summed.
#include <cstdint>
#include <vector>

#include "kpi/cells.hpp"

namespace mizan::kpi {

/// So many more, or fewer, of a value in a bucket.
struct Delta {
  BucketKey key;
  std::int32_t x = 0;
  std::int64_t n = 0;
};

/// The deltas of one case, say, summed by bucket and value. Most of what a case adds it also takes away, and
/// there are some dozens: they are found by hashing, in memory that is used again for the next case.
class SummedDeltas {
 public:
  void add(BucketKey key, std::int32_t x, std::int64_t n) {
    if (2 * deltas_.size() >= places_.size()) widen();
    auto& place = place_of(key, x);
    if (place.of == case_) {
      deltas_[place.at].n += n;
    } else {
      place = {case_, static_cast<std::uint32_t>(deltas_.size())};
      deltas_.push_back({key, x, n});
    }
  }

  /// Those that are not 0, in the order in which they were first met; then there are none.
  template <class Visit>
  void take(const Visit& visit) {
    for (const auto& delta : deltas_) {
      if (delta.n != 0) visit(delta);
    }
    deltas_.clear();
    ++case_;
  }

 private:
  struct Place {
    std::uint32_t of = 0;  // the case that it is of: of another one it is free
    std::uint32_t at = 0;
  };

  // Where it stands, or is to stand.
  Place& place_of(BucketKey key, std::int32_t x) {
    constexpr std::uint64_t kOdd = 0x9E37'79B9'7F4A'7C15;  // spreads what lies close together
    const auto mask = places_.size() - 1;
    auto at = static_cast<std::size_t>(((key.packed() ^ static_cast<std::uint32_t>(x)) * kOdd) >> 32U) & mask;
    const auto is_other = [&](const Place& place) {
      const auto& delta = deltas_[place.at];
      return !(delta.key == key) || delta.x != x;
    };
    while (places_[at].of == case_ && is_other(places_[at])) at = (at + 1) & mask;
    return places_[at];
  }

  void widen() {
    places_.assign(places_.empty() ? kPlaces : 2 * places_.size(), {});
    case_ = 1;
    for (std::uint32_t i = 0; i < deltas_.size(); ++i) place_of(deltas_[i].key, deltas_[i].x) = {case_, i};
  }

  static constexpr std::size_t kPlaces = 512;  // a power of two, as what comes after it is

  std::vector<Delta> deltas_;
  std::vector<Place> places_;
  std::uint32_t case_ = 1;
};

}  // namespace mizan::kpi
