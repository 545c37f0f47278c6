#include "due/obligations.hpp"

#include <algorithm>

#include "due/whereabouts.hpp"

namespace mizan::due {
namespace {

using kpi::Accused;
using kpi::Facts;
using kpi::Hearing;
using kpi::NameId;
using kpi::ReportType;
using kpi::Submission;
using kpi::Trial;
using MaybeDay = std::optional<base::Day>;

template <class Wanted>
MaybeDay first_received(const Facts& facts, Wanted wanted) {
  MaybeDay first;
  for (const auto& each : facts.submissions) {
    if (wanted(each.type) && each.received_on)
      first = std::min(first.value_or(*each.received_on), *each.received_on);
  }
  return first;
}

MaybeDay earlier(MaybeDay a, MaybeDay b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

/// Puts the obligations of one case into a list.
class Listing {
 public:
  Listing(const Facts& facts, std::string_view province, const Rules& rules, std::vector<Obligation>& into)
      : facts_(facts), province_(province), rules_(rules), into_(into) {}

  void all() {
    into_.clear();
    if (facts_.has_fir) fir();
    for (std::size_t i = 0; i < facts_.submissions.size(); ++i) submission(i);
    for (const auto& trial : facts_.trials) {
      for (const auto& accused : trial.accused) custody(trial, accused);
      hearing(trial);
    }
  }

 private:
  // Those of a case are few.
  void put(Obligation what) {
    what.nth = static_cast<std::int32_t>(std::count_if(into_.begin(), into_.end(), [&](const auto& other) {
      return other.kind == what.kind && other.last == what.last;
    }));
    into_.push_back(what);
  }

  bool limited(Obligation& what, std::string_view applies = {}) const {
    const auto limit = rules_.limit(what.kind, province_, applies, what.from);
    if (!limit) return false;
    what.last = limit->last;
    what.rule = limit->rule;
    return true;
  }

  NameId assigned() const { return facts_.trials.empty() ? kpi::kNoName : facts_.trials.front().prosecutor; }

  const Whereabouts& case_with() {
    if (!with_) with_ = whereabouts_of(facts_);
    return *with_;
  }

  void fir() {
    const auto closing = first_received(facts_, kpi::is_closing);
    const auto put_from = [&](Kind kind, MaybeDay from, MaybeDay done) {
      if (!from) return;
      Obligation what{kind, *from, {}, done};
      if (!limited(what)) return;
      what.with = case_with();
      what.prosecutor = assigned();
      put(what);
    };
    put_from(Kind::kReport, facts_.fir_on, earlier(closing, first_instituted(facts_)));
    const auto interim = first_received(facts_, [](ReportType type) { return type == ReportType::kInterim; });
    put_from(Kind::kInterim, interim, closing);
  }

  void about(const Submission& report, Kind kind, MaybeDay from, MaybeDay done, const Whereabouts& with) {
    if (!from) return;
    Obligation what{kind, *from, {}, done};
    if (!limited(what)) return;
    what.with = with;
    what.report = &report;
    what.prosecutor = report.prosecutor;
    put(what);
  }

  // Resubmitted, else when the next submission of its report was received.
  MaybeDay cured_on(std::size_t which) const {
    const auto& all = facts_.submissions;
    if (all[which].resubmitted_on) return all[which].resubmitted_on;
    const bool followed = which + 1 < all.size() && !all[which + 1].begins;
    return followed ? all[which + 1].received_on : std::nullopt;
  }

  void submission(std::size_t which) {
    const auto& report = facts_.submissions[which];
    if (report.sent_on)
      about(report, Kind::kHandover, report.sent_on, report.received_on,
            police_before(facts_, *report.sent_on));
    about(report, Kind::kScrutiny, report.received_on, report.decided_on,
          {Office::kProsecution, report.received_on});
    if (report.returned)
      about(report, Kind::kObjections, report.decided_on, cured_on(which),
            {Office::kPolice, report.decided_on});
    if (report.forwarded)
      about(report, Kind::kFiling, report.decided_on, report.filed_on,
            {Office::kProsecution, report.received_on ? report.received_on : report.decided_on});
  }

  // As the KPIs see an undertrial: until his release or his order, whichever comes first.
  void custody(const Trial& trial, const Accused& accused) {
    if (!accused.custody || !accused.custody->death || accused.disposal_without_date) return;
    const auto& held = *accused.custody;
    const auto end = std::min(held.to, accused.disposed_on.value_or(base::kFarFuture));
    if (end <= held.from) return;
    Obligation what{Kind::kBail, held.from, {}};
    const auto applies =
        held.woman ? (*held.death ? "woman death" : "woman no death") : (*held.death ? "death" : "no death");
    if (!limited(what, applies)) return;
    if (end != base::kFarFuture) what.done = end;
    what.with = case_with();
    what.prosecutor = trial.prosecutor;
    put(what);
  }

  // The date that the latest hearing of a pending trial has set.
  void hearing(const Trial& trial) {
    const bool pending = std::any_of(trial.pending.begin(), trial.pending.end(),
                                     [](const kpi::Span& span) { return span.to == base::kFarFuture; });
    if (!pending || trial.hearings.empty() || !trial.hearings.back().next_on) return;
    const auto& latest = trial.hearings.back();
    Obligation what{Kind::kHearing, latest.held_on, *latest.next_on};
    const auto adjourned =
        std::find_if(trial.hearings.rbegin(), trial.hearings.rend(),
                     [](const Hearing& each) { return each.outcome == kpi::Outcome::kAdjourned; });
    if (adjourned != trial.hearings.rend()) what.adjourned = &*adjourned;
    what.with = case_with();
    what.prosecutor = latest.prosecutor == kpi::kNoName ? trial.prosecutor : latest.prosecutor;
    put(what);
  }

  const Facts& facts_;
  std::string_view province_;
  const Rules& rules_;
  std::vector<Obligation>& into_;
  std::optional<Whereabouts> with_;
};

}  // namespace

void obligations_of(const Facts& facts, std::string_view province, const Rules& rules,
                    std::vector<Obligation>& into) {
  Listing(facts, province, rules, into).all();
}

}  // namespace mizan::due
