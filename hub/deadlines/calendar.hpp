#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "base/error.hpp"

namespace mizan::deadlines {

/// On which days nobody works, by province: config/deadlines/holidays*.csv. Immutable; safe from any thread.
class Calendar {
 public:
  /// Adds the rows "when,province,name,valid_from,valid_to,source" of a file. `when` is a weekday ("sunday"),
  /// a day of every year ("08-14"), or one day ("2025-03-31"): those that follow the moon have a row each. An
  /// empty province means all. kConfig errors name file and line.
  base::Result<> add_csv(std::string_view text, std::string_view file);

  bool is_working(base::Day day, std::string_view province) const;

  /// The last day of a limit that begins on `start`: that many calendar days after it, or that many working
  /// days.
  base::Day due_on(base::Day start, std::int32_t days, bool working, std::string_view province) const;

  /// Another text where any row is another.
  const std::string& basis() const { return basis_; }

  /// Whether the calendar knows the moon's holidays of that year: some row names one day of it.
  bool knows_year(int year) const { return years_.contains(year); }

 private:
  struct Rule {
    std::string province;
    base::Day from;
    base::Day to;
  };
  static bool holds(const std::vector<Rule>& rules, base::Day day, std::string_view province);

  std::map<int, std::vector<Rule>> weekdays_;                ///< 0 Sunday
  std::map<std::pair<int, int>, std::vector<Rule>> yearly_;  ///< month, day
  std::map<base::Day, std::vector<Rule>> once_;
  std::set<int> years_;
  std::string basis_;
};

}  // namespace mizan::deadlines
