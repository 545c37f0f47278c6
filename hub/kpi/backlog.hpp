#pragma once
// Private to this folder: ones on their way to the cells.
#include <algorithm>
#include <cstdint>
#include <numeric>
#include <span>
#include <utility>
#include <vector>

namespace mizan::kpi {

/// Ones that wait until enough of their cell are together: one case after the other names cells all over the
/// memory, many ones of one cell find its months close by. Of a fixed size, shared by however many cells
/// there are.
class Backlog {
 public:
  /// One or, if `minus`, one less at a value of a month of a part.
  struct One {
    std::int32_t x = 0;
    std::int16_t month = 0;
    std::uint8_t kpi = 0;
    std::uint8_t component : 7 = 0;
    std::uint8_t minus : 1 = 0;
  };

  /// False: first the backlog must be emptied, then widen()ed.
  bool has_room_for(std::uint32_t cell) const { return cell < counts_.size(); }

  /// Takes one more of a cell that it has room for. True if no other of this cell may come before take().
  bool put(std::uint32_t cell, One one) {
    auto& count = counts_.data()[cell];
    ones_.data()[cell * share_ + count] = one;
    return ++count == share_;
  }

  /// What waits for a cell, by month where they are many; then nothing waits. It stands there until the next
  /// call of anything.
  std::span<const One> take(std::uint32_t cell) {
    const std::span<One> all(ones_.data() + cell * share_, std::exchange(counts_[cell], 0U));
    if (all.size() < kWorthOrdering) return all;
    const auto [first, last] = std::ranges::minmax(all, {}, &One::month);
    const auto months = static_cast<std::size_t>(last.month - first.month) + 1;
    return months > kMostMonths ? all : by_month(all, first.month, months);
  }

  /// Cells that it has room for.
  std::uint32_t cells() const { return static_cast<std::uint32_t>(counts_.size()); }

  /// Makes room for cells below `least` and more, each having a smaller share. Nothing may be waiting.
  void widen(std::uint32_t least) {
    std::size_t cells = kLeastCells;
    while (cells < least) cells *= 2;
    counts_.assign(cells, 0);
    share_ = std::clamp<std::size_t>(kOnes / cells, 1, kMostShare);
    ones_.resize(share_ * cells);
  }

 private:
  // Each goes where those of the months before its own end.
  std::span<const One> by_month(std::span<const One> all, std::int16_t first, std::size_t months) {
    ends_.assign(months + 1, 0);
    const auto place = [&](const One& one) { return static_cast<std::size_t>(one.month - first); };
    for (const auto& one : all) ++ends_[place(one) + 1];
    std::partial_sum(ends_.begin(), ends_.end(), ends_.begin());
    ordered_.resize(all.size());
    for (const auto& one : all) ordered_[ends_[place(one)]++] = one;
    return ordered_;
  }

  static constexpr std::size_t kWorthOrdering = 64;
  static constexpr std::size_t kMostMonths = 4096;
  static constexpr std::size_t kOnes = 1U << 20U;  // 8 MiB at most
  static constexpr std::size_t kMostShare = 2048;
  static constexpr std::size_t kLeastCells = 512;

  std::size_t share_ = 0;              // of each cell
  std::vector<One> ones_;              // by cell
  std::vector<std::uint32_t> counts_;  // by cell
  std::vector<One> ordered_;
  std::vector<std::uint32_t> ends_;
};

}  // namespace mizan::kpi
