#pragma once
// Private to this folder: how the words of a definition read in SQL over the tables of facts.
#include <string>

#include "kpi/definition.hpp"

namespace mizan::verify {

/// FROM and the condition that make the rows of a unit: f the FIR, t the trial, h the hearing, l the leg, a
/// the accused, s the submission, r the report, b bail, p the appeal, c the code.
struct Rows {
  std::string from;
  std::string where;
};
Rows rows_of(kpi::Unit unit);

/// A date of a unit's row; NULL if it has none.
std::string date_sql(kpi::Unit unit, kpi::DateFact fact);
/// The last day that a row of the unit is allowed, from that start date on; NULL: no limit fits.
std::string last_day_sql(kpi::Unit unit, const std::string& start);
/// The court that has the trial on a day; NULL if none is known.
std::string seat_sql(const std::string& day);
/// When a row of the term is due.
std::string due_sql(const kpi::Term& term);
/// The condition that a row has a detail.
std::string given_sql(kpi::Unit unit, kpi::Detail detail);
/// What a row adds.
std::string sum_sql(kpi::Sum sum);
/// A code of a unit's row; '' if it has none.
std::string code_sql(kpi::Unit unit, kpi::CodeFact fact);
/// The row's member of a breakdown in the period of the date `on`; '_U' if unknown.
std::string member_sql(kpi::Unit unit, kpi::Dimension dimension, kpi::DateFact on);
/// The row's province; '_U' if unknown.
std::string province_sql(kpi::Unit unit);

/// `text` as a member: '_U' where it is empty.
std::string or_unknown(const std::string& text);
/// `name` as a prosecutor: a row of its own where there is none (rule 9).
std::string or_unattributed(const std::string& name);
/// A filter as a condition.
std::string filter_sql(kpi::Unit unit, const kpi::Filter& filter);

}  // namespace mizan::verify
