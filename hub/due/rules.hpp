#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "base/error.hpp"
#include "deadlines/calendar.hpp"
#include "deadlines/deadline_table.hpp"
#include "due/kind.hpp"

namespace mizan::due {

/// The last day of something, and the row that says so.
struct Limit {
  const deadlines::Deadline* rule = nullptr;
  base::Day last;
};

/// The rows of config/deadlines that the list counts by, found fast. Immutable; safe from any thread.
class Rules {
 public:
  /// kConfig: the table has no row for a kind that needs one.
  static base::Result<Rules> of(deadlines::DeadlineTable table, deadlines::Calendar calendar);
  Rules(Rules&&) noexcept = default;
  Rules& operator=(Rules&&) noexcept = default;
  Rules(const Rules&) = delete;  // limits point into it
  Rules& operator=(const Rules&) = delete;

  /// The limit of a kind in a province for what begins on `start`; nothing where no row holds. `applies`: to
  /// whom, where rows differ by it.
  std::optional<Limit> limit(Kind kind, std::string_view province, std::string_view applies,
                             base::Day start) const;
  /// The day on which the closing report itself is due, three days before the last for an interim one.
  std::optional<Limit> report_itself(std::string_view province, base::Day fir_on) const;

  /// Another where any row or holiday is another: what was worked out by it is no longer true.
  const std::string& basis() const { return basis_; }

 private:
  using Rows = std::vector<const deadlines::Deadline*>;
  Rules(deadlines::DeadlineTable table, deadlines::Calendar calendar)
      : table_(std::move(table)), calendar_(std::move(calendar)) {}
  Rows rows_of(std::string_view id) const;
  std::optional<Limit> limit(const Rows& rows, std::string_view province, std::string_view applies,
                             base::Day start) const;

  deadlines::DeadlineTable table_;
  deadlines::Calendar calendar_;
  std::array<Rows, kKindCount> rows_;
  Rows report_rows_;
  std::string basis_;
};

}  // namespace mizan::due
