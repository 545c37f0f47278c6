#pragma once
// Private to this folder: ones on their way to the cells.
#include <algorithm>
#include <cstdint>
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
    auto& count = counts_[cell];
    ones_[cell * share_ + count] = one;
    return ++count == share_;
  }

  /// Gives out what waits for a cell.
  template <class Visit>
  void take(std::uint32_t cell, Visit visit) {
    const auto* first = ones_.data() + cell * share_;
    const auto* end = first + std::exchange(counts_[cell], 0U);
    for (; first != end; ++first) visit(*first);
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
  static constexpr std::size_t kOnes = 1U << 20U;  // 8 MiB at most
  static constexpr std::size_t kMostShare = 128;   // more brings nothing, and a small hub has few cells
  static constexpr std::size_t kLeastCells = 512;

  std::size_t share_ = 0;              // of each cell
  std::vector<One> ones_;              // by cell
  std::vector<std::uint32_t> counts_;  // by cell
};

}  // namespace mizan::kpi
