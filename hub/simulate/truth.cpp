#include "simulate/truth.hpp"

#include <algorithm>

namespace mizan::simulate {
namespace {

// Classes by position in disposals(): final orders, then dormant states, then the transfer, then the unknown
// code, which is a final order of class "unclassified" (KPIS rule 4).
constexpr CodeIndex kFirstDormant = 14;

bool is_final(CodeIndex disposal) {
  return disposal < kFirstDormant || disposal == kDisposalUnknown;
}

// Discharged, cancelled, untraced: without an institution the case was closed before trial and is never
// disposed.
bool closes_before_trial(CodeIndex disposal) {
  return disposal >= 8 && disposal <= 10;
}

}  // namespace

/// One case: a record, or two legs of one.
struct Truth::Chain {
  const CaseGroup* group = nullptr;
  const CourtRecord* first = nullptr;
  const CourtRecord* last = nullptr;
};

/// One hearing: a case on one listed day (KPIS rule 3).
struct Truth::HearingDay {
  base::Day held;
  DateField next;
  bool effective = false;
  bool adjourned = false;
  std::uint16_t prosecutor = 0;
};

namespace {

bool is_hearing(const Hearing& row) {
  return row.counts() && row.held.readable() && row.result != kOutcomeVacated;
}

template <class Day>
void merge_row(Day& day, const Hearing& row) {
  const auto common = row.result == kNoCode ? std::string_view() : outcomes()[row.result].common;
  day.effective = day.effective || common == "effective";
  day.adjourned = day.adjourned || common == "adjourned";
}

template <class Day>
void collect(const CourtRecord& record, std::vector<Day>& days) {
  for (const auto& row : record.hearings) {
    if (!is_hearing(row)) continue;
    const auto at = std::lower_bound(days.begin(), days.end(), row.held.day,
                                     [](const Day& day, base::Day held) { return day.held < held; });
    if (at != days.end() && at->held == row.held.day) {
      merge_row(*at, row);
    } else {
      merge_row(*days.insert(at, Day{row.held.day, row.next, false, false, row.prosecutor}), row);
    }
  }
}

}  // namespace

Truth::Truth(const Options& options, const Geography& geography, bool csv)
    : csv_(csv),
      today_(options.to + 1),
      first_month_(base::month_index(options.from + -options.lead_days) - 1),
      months_(static_cast<std::size_t>(base::month_index(options.to) - first_month_ + 1)),
      prosecutors_(geography.prosecutors()) {
  summary_.code = geography.province().code;
  summary_.folder = geography.province().folder;
  for (auto& cell : months_) cell.caseload.resize(prosecutors_.size());
}

TruthCell& Truth::month_of(base::Day day) {
  return months_[static_cast<std::size_t>(base::month_index(day) - first_month_)];
}

base::Day Truth::as_of(std::size_t month) const {
  const auto next = base::month_start(first_month_ + static_cast<std::int32_t>(month) + 1);
  return std::min(next + -1, today_);
}

void Truth::add(const CaseGroup& group) {
  count_rows(group);
  count_codes(group);
  if (group.has_fir) {
    ++summary_.firs;
    if (group.fir.readable()) ++month_of(group.fir.day).firs;
  }
  const auto& records = group.records;
  if (records.size() == 2 && records[0].disposal == kDisposalTransfer) {
    add_case({&group, &records[0], &records[1]});
  } else {
    for (const auto& record : records) add_case({&group, &record, &record});
  }
}

void Truth::add_case(const Chain& chain) {
  std::vector<HearingDay> days;
  days.reserve(chain.first->hearings.size() + 8);
  collect(*chain.first, days);
  if (chain.last != chain.first) collect(*chain.last, days);
  add_hearings(days);
  const auto& instituted = chain.first->instituted;
  const auto disposal = chain.last->disposal;
  if (!instituted.readable() && (disposal == kNoCode || closes_before_trial(disposal))) return;
  if (instituted.readable()) {
    ++month_of(instituted.day).instituted;
    ++balance_.instituted;
  }
  const auto& ended = chain.last->disposed;
  if (disposal != kNoCode && !ended.readable()) {
    ++balance_.undated;
    return;
  }
  if (disposal != kNoCode && is_final(disposal)) add_disposed(chain, days);
  ++*balance_part(disposal);
  if (instituted.readable()) add_pending(chain, disposal == kNoCode ? base::kFarFuture : ended.day, days);
}

std::int64_t* Truth::balance_part(CodeIndex disposal) {
  if (disposal == kNoCode) return &balance_.pending;
  if (is_final(disposal)) return &balance_.disposed;
  return disposal == kDisposalTransfer ? &balance_.moved_out : &balance_.dormant;
}

void Truth::add_disposed(const Chain& chain, const std::vector<HearingDay>& days) {
  const auto disposed = chain.last->disposed.day;
  auto& cell = month_of(disposed);
  ++cell.ended[chain.last->disposal];
  const auto& fir = chain.group->fir;
  if (chain.group->has_fir && fir.readable()) cell.fir_to_disposal.add(disposed - fir.day);
  const auto& instituted = chain.first->instituted;
  if (!instituted.readable()) return;
  cell.institution_to_disposal.add(disposed - instituted.day);
  ++cell.trials_measured;
  cell.trial_hearings += std::count_if(days.begin(), days.end(), [&](const HearingDay& day) {
    return instituted.day <= day.held && day.held <= disposed;
  });
}

void Truth::add_hearings(const std::vector<HearingDay>& days) {
  for (const auto& day : days) {
    auto& cell = month_of(day.held);
    ++cell.hearings;
    cell.outcomes_known += day.effective || day.adjourned ? 1 : 0;
    cell.adjourned += day.adjourned && !day.effective ? 1 : 0;
    if (day.next.readable()) cell.next_gap.add(day.next.day - day.held);
  }
}

// Pending on a day: instituted by then and not yet ended. Who has the case: the prosecutor of the latest
// hearing by then, else the assigned one.
void Truth::add_pending(const Chain& chain, base::Day until, const std::vector<HearingDay>& days) {
  const auto instituted = chain.first->instituted.day;
  auto prosecutor = chain.first->prosecutor;
  auto hearing = days.begin();
  for (auto m = static_cast<std::size_t>(base::month_index(instituted) - first_month_); m < months_.size();
       ++m) {
    const auto close = as_of(m);
    if (close >= until) return;
    for (; hearing != days.end() && hearing->held <= close; ++hearing) prosecutor = hearing->prosecutor;
    months_[m].pending_age.add(close - instituted);
    ++months_[m].caseload[prosecutor];
  }
}

}  // namespace mizan::simulate
