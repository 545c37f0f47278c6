#pragma once
#include <array>
#include <map>
#include <optional>
#include <vector>

#include "reconcile/selection.hpp"

namespace mizan::reconcile {

/// Why one of two holders does not count what the other does, in the same cell.
enum class Why : std::uint8_t {
  kNotLinked,    ///< no record of its own is linked with the case
  kEmpty,        ///< it has a record of the case, which says nothing of the stage, or nothing that counts
  kOtherPeriod,  ///< it counts it in another period
  kOtherPlace,   ///< it counts it in the same period in another place
  kLessOften,    ///< it counts the case too, but not so often
};

inline constexpr std::size_t kWhyCount = 5;

/// "not_linked", "empty", "other_period", "other_place", "less_often".
std::string_view why_name(Why why);

/// One that a holder counts in a cell and another one does not: one part of the difference of their counts.
struct Part {
  model::LinkedCaseId id;
  std::string case_id;
  std::string fir;
  Cell cell;
  model::Holder has = model::Holder::kCourt;
  model::Holder lacks = model::Holder::kCourt;
  Why why = Why::kNotLinked;
  Entry entry;         ///< what the one has
  std::string detail;  ///< what the other one has in its place: "2026-04-02 in KASUR"; may be empty
};

/// The parts of the differences of a case, between each two of the selection's holders that both observe a
/// stage in a cell: has - lacks summed over the parts of a cell is exactly what the two counts differ by,
/// for entries of one cell are taken from each other one by one, and what is left are the parts. A leftover
/// of the one is explained by a leftover of the other elsewhere, if there is one. Pure; any thread.
std::vector<Part> parts_of(const HeldCase& held, const Selection& selection, const Sources& sources);

/// What two holders count of a stage in a cell, and the parts by which they differ.
struct Difference {
  Cell cell;
  Stage stage = Stage::kFirs;
  model::Holder first = model::Holder::kPolice;
  model::Holder second = model::Holder::kCourt;
  std::int64_t first_count = 0;
  std::int64_t second_count = 0;
  std::array<std::int64_t, kWhyCount> only_first{};  ///< by Why
  std::array<std::int64_t, kWhyCount> only_second{};
};

/// Adds up differences, case by case in ascending order of their numbers, and keeps a page of the parts.
/// One thread.
class DifferenceTally {
 public:
  /// The page: of cases after that number, so many parts at most, but always all of a case.
  DifferenceTally(const Selection& selection, const Sources& sources, model::LinkedCaseId after,
                  std::size_t limit)
      : selection_(selection), sources_(sources), after_(after), limit_(limit) {}

  void add(const HeldCase& held);
  /// Of every cell, stage and pair in which at least one of the two counts anything, both observing it.
  std::vector<Difference> differences() const;
  const std::vector<Part>& page() const { return page_; }
  /// The case behind which the next page begins; nothing: this is the last.
  std::optional<model::LinkedCaseId> next() const { return more_ ? std::optional(last_) : std::nullopt; }
  std::int64_t part_count() const { return part_count_; }

 private:
  struct Key {
    Cell cell;
    Stage stage;
    model::Holder first;
    model::Holder second;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  void count(const HeldCase& held);
  void keep(std::vector<Part> parts);

  const Selection& selection_;
  const Sources& sources_;
  model::LinkedCaseId after_;
  std::size_t limit_;
  std::map<Key, Difference> differences_;
  std::vector<Part> page_;
  std::int64_t part_count_ = 0;
  model::LinkedCaseId last_;
  bool more_ = false;
};

}  // namespace mizan::reconcile
