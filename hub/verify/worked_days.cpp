#include "verify/worked_days.hpp"

#include <utility>

namespace mizan::verify {
namespace {

using Calendar = std::shared_ptr<const kpi::WorkingDays*>;

std::string_view text_of(sqlite3_value* value) {
  const auto* text = sqlite3_value_text(value);
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

// It is, if it is the first that is worked after the day before.
void answer(sqlite3_context* context, int, sqlite3_value** values) {
  const auto* calendar = **static_cast<const Calendar*>(sqlite3_user_data(context));
  const base::Day day{static_cast<std::int32_t>(sqlite3_value_int64(values[1]))};
  const bool worked = calendar == nullptr || calendar->last_day(day + -1, 1, text_of(values[0])) == day;
  sqlite3_result_int(context, worked ? 1 : 0);
}

void forget(void* calendar) {
  delete static_cast<Calendar*>(calendar);
}

}  // namespace

base::Result<WorkedDays> WorkedDays::on(const store::Database& db) {
  WorkedDays days(std::make_shared<const kpi::WorkingDays*>(nullptr));
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_INNOCUOUS;
  const auto made = sqlite3_create_function_v2(db.handle(), "worked", 2, kFlags, new Calendar(days.calendar_),
                                               answer, nullptr, nullptr, forget);
  if (made != SQLITE_OK) return base::Error{base::Code::kStore, "verify: SQL takes no function for holidays"};
  return days;
}

}  // namespace mizan::verify
