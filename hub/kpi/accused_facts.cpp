// The accused of a trial, as facts: how each ended, since when one absconds, and when one is in custody.
#include <algorithm>

#include "kpi/accused_end.hpp"

namespace mizan::kpi {

using model::Disposal;

bool closes_untried(const Trial& trial, Disposal disposal) {
  return !trial.instituted_on && model::closes_before_trial(disposal);
}

namespace {

// A final order; what closes a case before trial, dormancy and transfers are none.
bool disposes(const AccusedEnd& accused, const Trial& trial) {
  return accused.end && model::is_final(accused.end->disposal) &&
         !closes_untried(trial, accused.end->disposal);
}

// The day from which he is no longer here, his case or he having ended or gone elsewhere.
base::Day gone_on(const AccusedEnd& accused, const Accused& facts, const Trial& trial) {
  auto first = base::kFarFuture;
  for (const auto& day : {facts.disposed_on, trial.moved_out_on, trial.closed_on})
    first = std::min(first, day.value_or(base::kFarFuture));
  const bool left = accused.end && !model::is_dormant(accused.end->disposal);
  return left ? std::min(first, accused.end->on) : first;
}

std::optional<Span> absconding_span(const AccusedEnd& accused, const Accused& facts, const Trial& trial,
                                    std::optional<base::Day> fir_on) {
  const auto begun =
      std::min(fir_on.value_or(base::kFarFuture), trial.instituted_on.value_or(base::kFarFuture));
  const Span span{begun, gone_on(accused, facts, trial)};
  return !accused.absconding || span.empty() ? std::nullopt : std::optional(span);
}

// An appeal before the order was against an earlier one, unless there is no other.
std::optional<base::Day> appealed_on(const AccusedEnd& accused, std::optional<base::Day> disposed_on) {
  const auto& days = accused.appeals;
  if (!disposed_on || days.empty()) return std::nullopt;
  const auto after = std::lower_bound(days.begin(), days.end(), *disposed_on);
  return after == days.end() ? days.front() : *after;
}

std::optional<Custody> custody_in(const AccusedEnd& accused, const OfCase& of_case) {
  if (!accused.custody) return std::nullopt;
  return Custody{*accused.custody, accused.sex == "female", of_case.death};
}

}  // namespace

void add_accused(const std::vector<AccusedEnd>& ends, const OfCase& of_case, Trial& trial,
                 NameReader& names) {
  trial.accused.reserve(ends.size());
  for (const auto& end : ends) {
    auto& accused = trial.accused.emplace_back();
    accused.sex = names(end.sex);
    accused.age_class = names(end.age_class);
    accused.disposal_without_date = end.undated || (!end.end && trial.disposal_without_date);
    if (disposes(end, trial)) {
      accused.disposal = end.end->disposal;
      accused.disposed_on = end.end->on;
    } else if (!end.end && !end.undated && trial.disposal) {
      const bool whose = trial.disposal == Disposal::kConvicted && ends.size() > 1;
      accused.disposal = whose ? Disposal::kUnclassified : *trial.disposal;
      accused.disposed_on = trial.disposed_on;
    }
    if (accused.disposal == Disposal::kConvicted) accused.sentence = end.sentence;
    accused.absconding = absconding_span(end, accused, trial, of_case.fir_on);
    accused.custody = custody_in(end, of_case);
    accused.appealed_on = appealed_on(end, accused.disposed_on);
  }
}

}  // namespace mizan::kpi
