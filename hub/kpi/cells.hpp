#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/civil.hpp"
#include "kpi/backlog.hpp"
#include "kpi/bundle.hpp"
#include "kpi/definition.hpp"
#include "kpi/key_set.hpp"
#include "kpi/names.hpp"

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

/// Components of a KPI have numbers below this.
inline constexpr std::size_t kComponents = 64;
inline constexpr std::uint8_t kComponentBits = 0x7F;

/// Every cell of every KPI, in memory: counts, sums and integer day histograms, by month. Months are enough,
/// since every period is made of months and no date after the day of computation is counted. Exact; merges
/// exactly. One thread.
///
/// Within a cell the parts of all KPIs lie side by side, month by month, in blocks of a year: what one case
/// adds mostly falls into a few lines of memory.
class Cells {
 public:
  explicit Cells(std::shared_ptr<Names> names = std::make_shared<Names>());

  CellId id(NameId province, Dimension dimension, NameId member);
  CellId id(std::string_view province, Dimension dimension, std::string_view member);
  /// The number, if the cell is known.
  std::optional<CellId> find(std::string_view province, Dimension dimension, std::string_view member) const;
  const CellName& name(CellId cell) const { return cells_[cell].name; }
  CellId size() const { return static_cast<CellId>(cells_.size()); }

  void add(BucketKey key, std::int32_t x, std::int64_t n);
  /// The same for a great many: values are not put in order, and nothing may be read until settle().
  void append(BucketKey key, std::int32_t x, std::int64_t n) {
    all_dirty_ = true;
    if (n != 1 && n != -1) return append_now(key, x, n);
    if (!backlog_.has_room_for(key.cell)) widen_backlog(key.cell);
    const Backlog::One one{x, key.month, key.kpi, static_cast<std::uint8_t>(key.component & kComponentBits),
                           static_cast<std::uint8_t>(n < 0)};
    if (backlog_.put(key.cell, one)) append_waiting(key.cell);
  }
  /// The same of all additions of a bundle at once, or, if `minus`, of as many less. The bundle, of the
  /// cell's dimension, is the one of the number `id` in `bundles`, which may grow but must be the same at
  /// every call.
  void append(CellId cell, std::int16_t month, BundleId id, const std::vector<Bundle>& bundles, bool minus) {
    all_dirty_ = true;
    if (id >= bundles_.size()) know(bundles);
    if (!backlog_.has_room_for(cell)) widen_backlog(cell);
    const Backlog::One one{static_cast<std::int32_t>(id), month, kBundle, 0,
                           static_cast<std::uint8_t>(minus)};
    if (backlog_.put(cell, one)) append_waiting(cell);
  }
  void settle();
  /// Replaces a bucket; an empty one goes.
  void put(BucketKey key, const Bucket& bucket);
  /// Empty if there is nothing.
  Bucket bucket(BucketKey key) const;
  /// Appends all that `other` holds, which is settled: settle() comes after. Cells are matched by name.
  void merge(const Cells& other);

  /// True if anything stands in one of the months [from, to).
  bool any(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from, std::int32_t to) const;
  /// Sum of n over the months [from, to).
  std::int64_t sum(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                   std::int32_t to) const;
  /// The same of the values up to `most` alone, where values are days of their months.
  std::int64_t sum_until(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                         std::int32_t to, base::Day most) const;
  /// Occurrences over the months [from, to), merged.
  Bucket merged(std::uint8_t kpi, std::uint8_t component, CellId cell, std::int32_t from,
                std::int32_t to) const;

  /// True if nothing stands in the cell: what once did has gone elsewhere.
  bool empty(CellId cell) const;
  /// True if a cell and one of other cells hold the same.
  bool same(CellId cell, const Cells& other, CellId theirs) const;

  /// Keys of the buckets that `other` does not have, or has with other occurrences. Both are settled.
  std::vector<BucketKey> not_in(const Cells& other) const;

  /// Buckets changed since the last call; after append(), merge() or clear(), every bucket there is.
  std::vector<BucketKey> take_dirty();
  void clear();
  /// Visits the key of every bucket with anything in it.
  template <class Visit>
  void for_each(Visit visit) const {
    for (CellId cell = 0; cell < size(); ++cell) for_each_of(cell, visit);
  }
  /// First month of a KPI with anything in it; nothing if there is none at all.
  std::optional<std::int32_t> first_month(std::uint8_t kpi) const;

 private:
  using Slot = std::uint16_t;

  /// One component of one KPI: where its counts stand in a month, and where the place of the bucket that
  /// holds its values other than 0, which few components have. From 1; 0: it has none.
  struct Part {
    std::uint8_t kpi = 0;
    std::uint8_t component = 0;
    Slot counts = 0;
    Slot spread = 0;
  };

  /// What the cells of one dimension have in common.
  struct Layout {
    std::vector<std::uint16_t> by_key;  ///< kpi and component: place in parts, from 1
    std::vector<Part> parts;
    Slot slots = 0;   ///< given out
    Slot stride = 0;  ///< room for as many in a month

    static std::size_t key_of(std::uint8_t kpi, std::uint8_t component) {
      return static_cast<std::size_t>(kpi) * kComponents + component;
    }
    /// Null if it has no place.
    const Part* find(std::uint8_t kpi, std::uint8_t component) const {
      if (by_key.empty()) return nullptr;
      const auto place = by_key[key_of(kpi, component)];
      return place == 0 ? nullptr : &parts[place - 1U];
    }
    std::vector<std::int64_t> blocks;
  };

  struct Cell {
    CellName name;
    std::int32_t first_year = 0;
    std::vector<std::uint32_t> years;  ///< number of the year's block, from 1; 0: nothing in that year
  };

  /// The months of a cell that have blocks, cut to [from, to).
  struct Span {
    std::int32_t from = 0;
    std::int32_t to = 0;
  };

  /// Where an addition of a bundle stands in a month.
  struct Place {
    Slot slot = 0;  ///< of the counts, or of the bucket
    std::int32_t x = 0;
    std::int64_t n = 0;
  };
  /// The places of a bundle among all: first those of counts.
  struct Places {
    std::size_t begin = 0;
    std::uint32_t counts = 0;
    std::uint32_t spread = 0;  ///< so many behind them
  };

  Layout& layout_of(CellId cell);
  const Layout& layout_of(CellId cell) const;
  Part& part_of(Layout& layout, const BucketKey& key);
  const Part* find_part(std::uint8_t kpi, std::uint8_t component, CellId cell) const;
  static Slot new_slot(Layout& layout);
  static void widen(Layout& layout);
  std::int64_t& at(Layout& layout, CellId cell, std::int32_t month, Slot slot);
  const std::int64_t* month_of(const Layout& layout, const Cell& cell, std::int32_t month) const;
  Span months_of(const Cell& cell, std::int32_t from, std::int32_t to) const;
  Bucket& spread_at(Layout& layout, Part& part, const BucketKey& key);
  static std::int64_t* known_month(Layout& layout, const Cell& cell, std::int32_t month);
  void append_to(Bucket& bucket, std::int32_t x, std::int64_t n);
  bool append_to_known(const Layout& layout, std::int64_t* month, const Backlog::One& one);
  void append_now(BucketKey key, std::int32_t x, std::int64_t n);
  void know(const std::vector<Bundle>& bundles);
  void know(const Bundle& bundle);
  void append_bundle(std::int64_t* month, const Backlog::One& one);
  void append_waiting(CellId cell);
  void append_all_waiting();
  void widen_backlog(CellId cell);
  bool holds(const std::int64_t* month, const Part& part) const;
  bool holds_all_of(CellId cell, const Cells& other, CellId theirs) const;
  bool holds_the_same(CellId cell, const BucketKey& key, std::int64_t count, const Bucket* spread) const;
  const Bucket* spread_in(const std::int64_t* month, const Part& part) const;

  template <class Visit>
  void for_each_month(const Layout& layout, const Cell& cell, std::int32_t from, std::int32_t to,
                      const Visit& visit) const;

  template <class Visit>
  void for_each_of(CellId cell, Visit& visit) const {
    const auto& layout = layout_of(cell);
    const auto span = months_of(cells_[cell], kAllMonths.from, kAllMonths.to);
    for (auto month = span.from; month < span.to; ++month) {
      const auto* values = month_of(layout, cells_[cell], month);
      if (values == nullptr) continue;
      for (const auto& part : layout.parts) {
        if (holds(values, part))
          visit(BucketKey{part.kpi, part.component, static_cast<std::int16_t>(month), cell});
      }
    }
  }

  static constexpr std::int32_t kMonthsOfYear = 12;
  static constexpr std::uint8_t kBundle = kMostDefinitions;  // in place of a KPI: `x` is a bundle's number
  static constexpr Span kAllMonths{std::numeric_limits<std::int16_t>::min(),
                                   std::numeric_limits<std::int16_t>::max()};

  std::shared_ptr<Names> texts_;
  std::vector<Cell> cells_;
  std::unordered_map<std::uint64_t, CellId> ids_;  // by province, dimension and member
  std::array<Layout, kDimensionCount> layouts_;
  std::vector<Bucket> buckets_;
  std::vector<Places> bundles_;  // by number
  std::vector<Place> places_;
  Backlog backlog_;                    // of append()
  std::vector<std::int64_t> scratch_;  // of unite()

  bool all_dirty_ = false;
  KeySet dirty_;
  mutable std::optional<std::vector<std::int32_t>> first_months_;  // by KPI; forgotten at every change
};

/// A bucket as bytes: a version byte, then per occurrence the difference of x and n as zigzag varints.
std::string encode_bucket(const Bucket& bucket);
/// Nothing if the bytes are of another version, cut short, or not ascending.
std::optional<Bucket> decode_bucket(std::string_view bytes);

/// The smallest x with count(values <= x) >= p/100 * n (KPIS rule 5); nothing if there are no values.
std::optional<std::int32_t> quantile(const Bucket& values, int p);

}  // namespace mizan::kpi
