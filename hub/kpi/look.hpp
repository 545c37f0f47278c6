#pragma once
// Private to this folder: what terms ask of a row besides where it is and on which day.
#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

#include "kpi/definition.hpp"

namespace mizan::kpi {

struct Row;

/// A row's answers to questions, as many as there are questions.
struct Look {
  static constexpr std::size_t kMost = 24;

  std::array<std::int32_t, kMost> answers;
  std::uint64_t hash = 0;  ///< of the answers
};

/// The questions of some definitions about the rows of one unit. Rows that answer all of them alike add the
/// same, each to the cells of its own places and in the months of its own dates.
class Questions {
 public:
  /// Those of one term.
  void add(const Term& term, bool days);
  /// That of a mix besides, whose classes it counts.
  void add(CodeFact code);

  /// So many answers there are: if they are more than Look::kMost, nothing may be asked.
  std::size_t size() const { return size_; }
  /// Answers all of them. `other`: what besides the row decides what it adds.
  void answer(const Row& row, std::int32_t other, Look& look) const;
  bool same(const Look& one, const Look& other) const {
    const auto* const begin = one.answers.data();
    return one.hash == other.hash && std::equal(begin, begin + size_, other.answers.data());
  }

 private:
  template <class What>
  void ask(std::vector<What>& of, const What& what);

  std::vector<CodeFact> codes_;
  std::vector<DateFact> dates_;
  std::vector<Detail> details_;
  std::vector<Sum> sums_;
  std::vector<std::pair<DateFact, DateFact>> spans_;
  std::size_t size_ = 1;  // with what others ask
};

}  // namespace mizan::kpi
