#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
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
  /// The same for a great many: values are not put in order, and nothing may be read until settle().
  void append(BucketKey key, std::int32_t x, std::int64_t n);
  void settle();
  /// Replaces a bucket; an empty one goes.
  void put(BucketKey key, const Bucket& bucket);
  /// Empty if there is nothing.
  Bucket bucket(BucketKey key) const;
  /// Adds all that `other` holds; cells are matched by name.
  void merge(const Cells& other);

  /// True if anything stands in one of the months [from, to).
  bool any(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from, std::int32_t to) const;
  /// Sum of n over the months [from, to).
  std::int64_t sum(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                   std::int32_t to) const;
  /// Occurrences over the months [from, to), merged.
  Bucket merged(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                std::int32_t to) const;

  /// Buckets changed since the last call; after clear(), every bucket there is.
  std::vector<BucketKey> take_dirty();
  void clear();
  /// Buckets with anything in them.
  std::size_t size() const;
  /// Visits the key of every bucket with anything in it.
  template <class Visit>
  void for_each(Visit visit) const {
    for (const auto& series : series_) {
      for (auto month = series.first(); month < series.end(); ++month) {
        if (series.any(month))
          visit(BucketKey{series.kpi, series.component, static_cast<std::int16_t>(month), series.cell});
      }
    }
  }
  /// First month of a KPI with anything in it; nothing if there is none at all.
  std::optional<std::int32_t> first_month(std::uint8_t kpi) const;

 private:
  /// One value a month, from the first month that was ever touched.
  template <class T>
  class Months {
   public:
    T& at(std::int32_t month);
    const T* find(std::int32_t month) const;
    std::int32_t first() const { return first_; }
    std::int32_t end() const { return first_ + static_cast<std::int32_t>(values_.size()); }

   private:
    std::int32_t first_ = 0;
    std::vector<T> values_;
  };

  /// One part of one cell of one KPI: plain counts apart from values other than 0, which few parts have.
  struct Series {
    std::uint8_t kpi = 0;
    std::uint8_t component = 0;
    CellId cell = 0;
    Months<std::int64_t> counts;
    Months<Bucket> spread;

    bool any(std::int32_t month) const;
    std::int32_t first() const;
    std::int32_t end() const;
  };

  Series& series_of(const BucketKey& key);
  const Series* find_series(std::uint8_t kpi, std::uint8_t component, CellId cell) const;
  std::uint32_t text_id(std::string_view text);
  std::optional<std::uint32_t> find_text(std::string_view text) const;
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  std::vector<CellName> names_;
  std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>> texts_;
  std::unordered_map<std::uint64_t, CellId> ids_;  // by province, dimension and member

  static constexpr std::size_t kParts = 1U << 16U;                         // every kpi and component
  std::vector<std::uint16_t> slots_ = std::vector<std::uint16_t>(kParts);  // place in a row, from 1
  std::uint16_t slot_count_ = 0;
  std::vector<std::vector<std::uint32_t>> rows_;  // by cell, then slot: place in series_, from 1
  std::vector<Series> series_;

  bool all_dirty_ = false;
  std::unordered_set<std::uint64_t> dirty_;
};

/// A bucket as bytes: a version byte, then per occurrence the difference of x and n as zigzag varints.
std::string encode_bucket(const Bucket& bucket);
/// Nothing if the bytes are of another version, cut short, or not ascending.
std::optional<Bucket> decode_bucket(std::string_view bytes);

/// The smallest x with count(values <= x) >= p/100 * n (KPIS rule 5); nothing if there are no values.
std::optional<std::int32_t> quantile(const Bucket& values, int p);

}  // namespace mizan::kpi
