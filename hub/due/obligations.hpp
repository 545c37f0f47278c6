#pragma once
#include <string_view>
#include <vector>

#include "due/kind.hpp"
#include "due/rules.hpp"
#include "kpi/facts.hpp"

namespace mizan::due {

/// One thing that is, or was, to happen in a case by a day. Points into the facts and rules that it was made
/// of.
struct Obligation {
  Kind kind = Kind::kReport;
  base::Day from;                                ///< from which the days count; of a hearing: the one before
  base::Day last;                                ///< the last day on which it is in time
  std::optional<base::Day> done = std::nullopt;  ///< when it happened; nothing: it has not
  const deadlines::Deadline* rule = nullptr;     ///< null: a court has set the day
  /// Its place among those of the case with the same kind and last day: with these it names the obligation.
  std::int32_t nth = 0;
  Whereabouts with = {};                    ///< the papers that it is about
  kpi::NameId prosecutor = kpi::kNoName;    ///< of the report or hearing, else of the case
  const kpi::Submission* report = nullptr;  ///< that it is about, if it is about one
  const kpi::Hearing* adjourned = nullptr;  ///< of a hearing: the last that was adjourned

  bool open() const { return !done; }
};

/// All obligations of a case, done and open ones, in the order of its facts; what is in `into` before goes.
/// The facts are those of a day: what is to come by then is in none of them. What begins on a day for which
/// no row of the deadlines holds is not due. `province`: the code of the case's.
///
/// Each is the unit that the KPI of its kind counts (facts_of(kind).kpi): a test holds both against each
/// other. Pure; any thread.
void obligations_of(const kpi::Facts& facts, std::string_view province, const Rules& rules,
                    std::vector<Obligation>& into);

}  // namespace mizan::due
