#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/civil.hpp"
#include "kpi/definition.hpp"

namespace mizan::kpi {

/// Number of a (province, dimension, member); given at first use, the same for the life of a Cells.
using CellId = std::uint32_t;

struct CellName {
  std::string province;  ///< "_T": the nation
  Dimension dimension = Dimension::kTotal;
  std::string member;
};

/// One month of one part of one cell of one KPI. `kpi` is the definition's place in the engine.
struct BucketKey {
  std::uint8_t kpi = 0;
  std::uint8_t component = 0;
  std::int16_t month = 0;  ///< base::month_index
  CellId cell = 0;

  friend bool operator==(const BucketKey&, const BucketKey&) = default;
  std::uint64_t packed() const {
    return static_cast<std::uint64_t>(cell) << 32U |
           static_cast<std::uint64_t>(static_cast<std::uint16_t>(month)) << 16U |
           static_cast<std::uint64_t>(component) << 8U | kpi;
  }
};

/// How often each value occurs in a month, ascending by value, none with count 0. Counts have the one value
/// 0.
struct Occurrence {
  std::int32_t x = 0;
  std::int64_t n = 0;
  friend bool operator==(const Occurrence&, const Occurrence&) = default;
};
using Bucket = std::vector<Occurrence>;

/// Every cell of every KPI, in memory: counts, sums and integer day histograms, by month. Months are enough,
/// since every period is made of months and no date after the day of computation is counted. Exact; merges
/// exactly. One thread.
class Cells {
 public:
  CellId id(std::string_view province, Dimension dimension, std::string_view member);
  /// The number, if the cell is known.
  std::optional<CellId> find(std::string_view province, Dimension dimension, std::string_view member) const;
  const CellName& name(CellId cell) const { return names_[cell]; }
  const std::vector<CellName>& names() const { return names_; }

  void add(BucketKey key, std::int32_t x, std::int64_t n);
  /// Replaces a bucket; an empty one goes.
  void put(BucketKey key, Bucket bucket);
  /// Null if there is nothing.
  const Bucket* bucket(BucketKey key) const;

  /// Sum of n over the months [from, to).
  std::int64_t sum(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                   std::int32_t to) const;
  /// Occurrences over the months [from, to), merged.
  Bucket merged(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                std::int32_t to) const;

  /// Buckets changed since the last call.
  std::vector<BucketKey> take_dirty();
  void clear();
  std::size_t size() const { return buckets_.size(); }
  template <class F>
  void for_each(F&& visit) const {
    for (const auto& [packed, bucket] : buckets_) visit(unpacked(packed), bucket);
  }
  /// First month with anything in it; nothing if there is none at all.
  std::optional<std::int32_t> first_month() const;

 private:
  static BucketKey unpacked(std::uint64_t packed);

  std::vector<CellName> names_;
  std::unordered_map<std::string, CellId> ids_;
  std::unordered_map<std::uint64_t, Bucket> buckets_;
  std::unordered_map<std::uint64_t, bool> dirty_;
  std::optional<std::int32_t> first_month_;
};

/// A bucket as bytes: a version byte, then per occurrence the difference of x and n as zigzag varints.
std::string encode_bucket(const Bucket& bucket);
/// Nothing if the bytes are of another version, cut short, or not ascending.
std::optional<Bucket> decode_bucket(std::string_view bytes);

/// The smallest x with count(values <= x) >= p/100 * n (KPIS rule 5); nothing if there are no values.
std::optional<std::int32_t> quantile(const Bucket& values, int p);

}  // namespace mizan::kpi
