#pragma once
// Private to this folder: what became of a trial's accused, by their own orders and those on their charges
// (KPIS rule 4).
#include <optional>
#include <string_view>
#include <vector>

#include "kpi/appeals.hpp"
#include "kpi/court_record.hpp"
#include "kpi/custody.hpp"

namespace mizan::kpi {

/// How something ended: an order with its date, or dormancy, or a transfer.
struct End {
  model::Disposal disposal;
  base::Day on;
  std::string_view reason = {};
};

/// One accused of a trial.
struct AccusedEnd {
  std::optional<End> end;
  bool absconding = false;
  bool undated = false;  ///< no end, but a disposal without its date
  std::string_view sex;
  std::string_view age_class;
  Sentence sentence = Sentence::kUnknown;  ///< the heaviest of his convictions
  std::optional<Span> custody;
  std::vector<base::Day> appeals;  ///< on which the State appealed against him, ascending
};

/// What all records of an FIR tell of its accused, whoever lists them.
struct ToldOfAccused {
  std::vector<CustodyTold> custody;
  std::vector<PersonTold> persons;
  Appeals appeals;
};

/// Every accused of a trial, of the first holder that lists any (rule 13); those that only charges name are
/// accused too.
std::vector<AccusedEnd> accused_of(const Chain& legs, const ToldOfAccused& told, DateReader& dates);

/// The same end, but a conviction where it is a final order and someone was convicted by then.
End as_convicted_if(bool convicted, End end);

/// The end that the accused give a trial whose record has neither disposal nor date; nothing while one is
/// open.
std::optional<End> end_by_accused(const std::vector<AccusedEnd>& accused);

/// True if an accused was convicted on or before the day.
bool any_convicted_by(const std::vector<AccusedEnd>& accused, base::Day day);

/// Discharged, cancelled or untraced with no institution: closed before trial, never disposed of (rule 4).
bool closes_untried(const Trial& trial, model::Disposal disposal);

/// What a trial's accused have of their case.
struct OfCase {
  std::optional<base::Day> fir_on;
  std::optional<bool> death;  ///< whether an offence of it is punishable with death; nothing: nobody knows
};

/// Puts them into the trial, whose own end is known. One with no disposal takes the trial's; of several,
/// nobody knows which of them was convicted.
void add_accused(const std::vector<AccusedEnd>& ends, const OfCase& of_case, Trial& trial, NameReader& names);

}  // namespace mizan::kpi
