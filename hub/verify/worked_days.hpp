#pragma once
// Private to this folder: days that are worked, for SQL.
#include <memory>

#include "base/error.hpp"
#include "kpi/working_days.hpp"
#include "store/sqlite.hpp"

namespace mizan::verify {

/// The function worked(province, day) of SQL on one connection: 1 if the day is worked there by the calendar
/// at hand, else 0. One thread.
class WorkedDays {
 public:
  static base::Result<WorkedDays> on(const store::Database& db);

  /// The calendar from now on, which must live until there is another; null: every day is worked.
  void go_by(const kpi::WorkingDays* calendar) { *calendar_ = calendar; }

 private:
  using Calendar = std::shared_ptr<const kpi::WorkingDays*>;
  explicit WorkedDays(Calendar calendar) : calendar_(std::move(calendar)) {}

  Calendar calendar_;  // with the connection, which may live longer
};

}  // namespace mizan::verify
