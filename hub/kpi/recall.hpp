#pragma once
// Private to this folder: what counting has lately looked up.
#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "base/civil.hpp"
#include "kpi/definition.hpp"
#include "kpi/names.hpp"

namespace mizan::kpi {

/// Months of days and cells of names, as they were looked up last: a look here is cheaper than working them
/// out, and one case asks for the same few a hundred times. Never wrong, only forgetful.
class Recall {
 public:
  std::int16_t month_of(base::Day day) {
    auto& known = months_[static_cast<std::uint32_t>(day.value) % kMonths];
    if (known.day != day.value) known = {day.value, static_cast<std::int16_t>(base::month_index(day))};
    return known.month;
  }

  /// `look_up` gives the cell where this does not know it.
  template <class LookUp>
  std::uint32_t cell_of(NameId province, Dimension dimension, NameId member, LookUp look_up) {
    auto& last = last_[static_cast<std::size_t>(dimension)];
    if (last.is(province, dimension, member)) return last.cell;
    const auto hash = (std::size_t{member} * 9 + static_cast<std::size_t>(dimension)) * 31 + province;
    auto& known = cells_[hash % kCells];
    if (!known.is(province, dimension, member)) known = {province, member, dimension, look_up()};
    last = known;
    return known.cell;
  }

 private:
  struct KnownMonth {
    std::int64_t day = std::numeric_limits<std::int64_t>::min();  // no day at all
    std::int16_t month = 0;
  };
  struct KnownCell {
    NameId province = kNoName;  // no cell has none
    NameId member = kNoName;
    Dimension dimension = Dimension::kTotal;
    std::uint32_t cell = 0;

    bool is(NameId of, Dimension by, NameId name) const {
      return member == name && province == of && dimension == by;
    }
  };
  static constexpr std::size_t kMonths = 512;
  static constexpr std::size_t kCells = 1U << 13U;

  std::vector<KnownMonth> months_ = std::vector<KnownMonth>(kMonths);
  std::array<KnownCell, kDimensionCount> last_;
  std::vector<KnownCell> cells_ = std::vector<KnownCell>(kCells);
};

}  // namespace mizan::kpi
