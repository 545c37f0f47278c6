#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "base/error.hpp"

namespace mizan::deadlines {

/// How long something may take, by which law, where and since when. One row of config/deadlines/*.csv.
struct Deadline {
  std::string id;        ///< "crpc-173-final"; rows of one id differ in province, whom they apply to, or time
  std::string law;       ///< "Code of Criminal Procedure 1898, s.173(1)"
  std::string province;  ///< empty: everywhere that has no row of its own
  std::string start;     ///< the field that the days count from: "fir_on"
  std::string end;       ///< what must have come by then: "received_on"; empty: no field says it
  std::string applies;   ///< to whom: "", "juvenile", "murder", "death", "woman death" …
  std::int32_t days = 0;
  bool working = false;             ///< working days, by the calendar of the province; else calendar days
  base::Day from = base::kFarPast;  ///< valid for starts from this day
  base::Day to = base::kFarFuture;  ///< and before this
  std::vector<std::string> kpis;    ///< definitions that count by it
  std::string source;               ///< where that is written
  std::string where;                ///< file and line
};

/// All rows. Immutable; safe from any thread.
class DeadlineTable {
 public:
  /// Reads "id,law,province,start,end,applies,days,count,valid_from,valid_to,kpis,source", count being
  /// calendar or working. kConfig errors name file and line: a column that says nothing it may say, a row
  /// without law or source, and two rows that hold for the same start.
  static base::Result<DeadlineTable> parse_csv(std::string_view text, std::string_view file);

  /// The row that holds for a start on that day: the province's own, else the one for everywhere; null if
  /// none does.
  const Deadline* find(std::string_view id, std::string_view province, std::string_view applies,
                       base::Day start) const;

  const std::vector<Deadline>& all() const { return rows_; }

 private:
  std::vector<Deadline> rows_;
};

}  // namespace mizan::deadlines
