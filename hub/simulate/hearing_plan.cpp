#include "simulate/hearing_plan.hpp"

#include <algorithm>

namespace mizan::simulate {
namespace {

constexpr std::int32_t kMostFromMean = 18;  // days

// Who answers for each adjournment reason, by position in adjourn_reasons().
constexpr CodeIndex kSideOfReason[] = {0, 1, 3, 0, 1, 2, 2};

base::Day next_listing(base::Day day, int mean, Random& random) {
  return working_day(day + random.between(mean - kMostFromMean, mean + kMostFromMean));
}

void set_adjourned(Hearing& hearing, Random& random) {
  const auto draw = random.below(100);
  const int how = draw < 70 ? 0 : draw < 88 ? 1 : 2;
  hearing.result = static_cast<CodeIndex>(kOutcomeAdjourned + how);
  if (random.chance(40)) return;
  hearing.reason = how == 0 ? static_cast<CodeIndex>(random.below(5)) : static_cast<CodeIndex>(4 + how);
  hearing.side = kSideOfReason[hearing.reason];
}

void set_outcome(Hearing& hearing, Random& random) {
  const auto draw = random.below(1000);
  if (draw < 15) {
    hearing.result = kOutcomeVacated;
  } else if (draw < 35) {
    hearing.result = kNoCode;
  } else if (draw < 580) {
    set_adjourned(hearing, random);
  } else {
    hearing.result = static_cast<CodeIndex>(random.below(3));
  }
}

// The stages of a trial follow each other: appearance and charge, then evidence, statement, defence,
// arguments.
CodeIndex purpose_at(const CourtRecord& record, base::Day day, base::Day end) {
  if (!record.charged.readable() || day < record.charged.day) {
    return day - record.instituted.day < 30 ? 0 : 1;
  }
  const auto whole = std::max(1, end - record.charged.day);
  const auto part = 100 * (day - record.charged.day) / whole;
  return part < 60 ? 2 : part < 70 ? 3 : part < 80 ? 4 : 5;
}

// An absent prosecutor, and a date taken off the list, change nothing about who has the case.
void set_prosecutor(Hearing& hearing, std::uint16_t& current, const HearingPlan& plan, Random& random) {
  hearing.present = hearing.result != kOutcomeVacated && !random.chance(180);
  if (hearing.present && random.chance(80)) {
    const auto other = random.below(Geography::kProsecutorsPerDistrict);
    current = static_cast<std::uint16_t>(plan.first_prosecutor + other);
  }
  hearing.prosecutor = current;
}

void set_next(Hearing& hearing, base::Day listed, Random& random) {
  if (random.chance(30)) return;
  hearing.next = random.chance(50) ? listed + -random.between(1, 7) : listed;
}

bool ends_by_order(const CourtRecord& record) {
  return record.disposal != kNoCode && record.disposal < kDisposalTransfer;
}

}  // namespace

base::Day working_day(base::Day day) {
  const bool sunday = (day.value + 4) % 7 == 0;
  return sunday ? day + 1 : day;
}

void plan_hearings(CourtRecord& record, const HearingPlan& plan, Random& random) {
  auto current = record.prosecutor;
  const auto stop = std::min(plan.end, plan.last_day + 1);
  record.hearings.reserve(static_cast<std::size_t>(std::max(0, stop - record.instituted.day)) / 26 + 2);
  auto day = working_day(record.instituted.day + random.between(7, 28));
  while (day < stop) {
    auto& hearing = record.hearings.emplace_back();
    const auto following = next_listing(day, plan.listing_days, random);
    hearing.held = day;
    hearing.purpose = purpose_at(record, day, plan.end);
    set_outcome(hearing, random);
    set_prosecutor(hearing, current, plan, random);
    set_next(hearing, std::min(following, std::max(plan.end, day + 8)), random);
    day = following;
  }
  if (!ends_by_order(record)) return;
  auto& last = record.hearings.emplace_back();
  last.held = record.disposed.day;
  last.purpose = 6;
  last.result = kOutcomeOrder;
  set_prosecutor(last, current, plan, random);
}

}  // namespace mizan::simulate
