#include "due/whereabouts.hpp"

#include <algorithm>

namespace mizan::due {
namespace {

using kpi::Facts;
using kpi::Submission;

bool moves_the_case(const Submission& report) {
  return report.type != kpi::ReportType::kSupplementary && report.type != kpi::ReportType::kNone;
}

// The later one; of equal days the one that is taken last.
void take_later(Whereabouts& now, Office office, std::optional<base::Day> day) {
  if (day && (!now.since || *now.since <= *day)) now = {office, day};
}

void take_report(Whereabouts& now, const Submission& report) {
  take_later(now, Office::kProsecution, report.received_on);
  if (report.returned) take_later(now, Office::kPolice, report.decided_on);
  take_later(now, Office::kProsecution, report.resubmitted_on);
  take_later(now, Office::kCourt, report.filed_on);
}

}  // namespace

std::optional<base::Day> first_instituted(const Facts& facts) {
  std::optional<base::Day> first;
  for (const auto& trial : facts.trials) {
    if (trial.instituted_on) first = std::min(first.value_or(*trial.instituted_on), *trial.instituted_on);
  }
  return first;
}

Whereabouts whereabouts_of(const Facts& facts) {
  if (auto since = first_instituted(facts)) {
    for (const auto& report : facts.submissions) {
      if (moves_the_case(report) && report.filed_on) since = std::min(*since, *report.filed_on);
    }
    return {Office::kCourt, since};
  }
  Whereabouts now{Office::kPolice, facts.fir_on};
  // Within a type they are by day, and types do not follow each other.
  std::vector<const Submission*> reports;
  for (const auto& report : facts.submissions) {
    if (moves_the_case(report)) reports.push_back(&report);
  }
  std::stable_sort(reports.begin(), reports.end(), [](const Submission* a, const Submission* b) {
    return a->received_on.value_or(base::kFarPast) < b->received_on.value_or(base::kFarPast);
  });
  for (const auto* report : reports) take_report(now, *report);
  return now;
}

Whereabouts police_before(const Facts& facts, base::Day sent_on) {
  Whereabouts now{Office::kPolice, facts.fir_on};
  for (const auto& report : facts.submissions) {
    if (report.returned && report.decided_on && *report.decided_on <= sent_on)
      take_later(now, Office::kPolice, report.decided_on);
  }
  return now;
}

}  // namespace mizan::due
