#include "simulate/generator.hpp"

#include <algorithm>

#include "simulate/defects.hpp"
#include "simulate/hearing_plan.hpp"

namespace mizan::simulate {
namespace {

// Shares of the ends of a trial in 1000, by position in disposals().
constexpr std::uint16_t kEndShares[] = {180, 90, 110, 170, 70, 60, 110, 10, 10, 0, 0, 5, 15, 10, 30, 80, 50};

CodeIndex draw_end(Random& random, bool may_transfer) {
  auto left = random.below(may_transfer ? 1000 : 950);
  CodeIndex code = 0;
  for (const auto share : kEndShares) {
    if (left < share) return code;
    left -= share;
    ++code;
  }
  return 0;
}

std::int32_t draw_duration(Random& random) {
  // One draw a statement: the order of operands is the compiler's choice.
  auto days = random.between(20, 219);
  days += random.between(0, 299);
  if (random.chance(150)) days += random.between(0, 599);
  return days;
}

// Two draws, the lower wins: the first districts of a province are the busiest.
std::uint16_t draw_district(Random& random, std::size_t count) {
  const auto bound = static_cast<std::uint32_t>(count);
  const auto first = random.below(bound);
  return static_cast<std::uint16_t>(std::min(first, random.below(bound)));
}

std::uint16_t member_of(std::uint16_t district, int per_district, Random& random) {
  return static_cast<std::uint16_t>(district * per_district + random.between(0, per_district - 1));
}

std::uint16_t draw_court(std::uint16_t district, Random& random) {
  const auto first = district * Geography::kCourtsPerDistrict;
  const int number = random.chance(400) ? 0 : random.between(1, Geography::kCourtsPerDistrict - 1);
  return static_cast<std::uint16_t>(first + number);
}

std::uint64_t mix(std::uint64_t a, std::uint64_t b) {
  return Random(a ^ (b * 0xD1B54A32D192ED03ULL)).next();
}

std::size_t years_of(const Options& options, int first_year) {
  return static_cast<std::size_t>(base::split_day(options.to).year - first_year + 1);
}

}  // namespace

Generator::Generator(const Options& options, int province, std::int64_t records, bool csv)
    : options_(options),
      geography_(provinces()[static_cast<std::size_t>(province)]),
      seed_(mix(options.seed, static_cast<std::uint64_t>(province) + 1)),
      total_(records),
      csv_(csv),
      first_year_(base::split_day(options.from + -options.lead_days).year) {
  const auto years = years_of(options, first_year_);
  fir_numbers_.assign(years, std::vector<std::int32_t>(geography_.stations().size()));
  court_numbers_.assign(years, std::vector<std::int32_t>(geography_.courts().size()));
}

std::int32_t Generator::next_fir_no(std::uint16_t station, int year) {
  return ++fir_numbers_[static_cast<std::size_t>(year - first_year_)][station];
}

std::int32_t Generator::next_court_no(std::uint16_t court, int year) {
  return ++court_numbers_[static_cast<std::size_t>(year - first_year_)][court];
}

CaseGroup Generator::begin_group(Random& random) {
  const auto first = options_.from + -options_.lead_days;
  const auto span = std::int64_t{options_.to - first} + 1;
  CaseGroup group;
  group.fir = first + static_cast<std::int32_t>(made_ * span / total_);
  group.station =
      member_of(draw_district(random, geography_.district_count()), Geography::kStationsPerDistrict, random);
  group.sections = static_cast<std::uint8_t>(random.below(section_count()));
  group.has_fir = !random.chance(20);
  if (!group.has_fir) return group;
  group.fir_year = base::split_day(group.fir.day).year;
  group.fir_no = next_fir_no(group.station, group.fir_year);
  return group;
}

CourtRecord Generator::begin_record(const CaseGroup& group, Random& random) {
  CourtRecord record;
  record.number = ++made_;
  const auto district = geography_.stations()[group.station].district;
  record.prosecutor = member_of(district, Geography::kProsecutorsPerDistrict, random);
  return record;
}

void Generator::close_before_trial(CourtRecord& record, base::Day registered, Random& random) const {
  const auto closed = working_day(registered + random.between(30, 150));
  if (closed > options_.to) return;
  record.disposal = random.chance(600) ? kDisposalCancelled : kDisposalUntraced;
  record.disposed = closed;
}

void Generator::add_trial(CaseGroup& group, CourtRecord& record, const Trial& trial, Random& random) {
  const auto district = geography_.stations()[group.station].district;
  record.court = draw_court(district, random);
  record.instituted = trial.instituted;
  record.court_case_year = base::split_day(trial.instituted).year;
  record.court_case_no = next_court_no(record.court, record.court_case_year);
  const auto charged = working_day(trial.instituted + random.between(7, 60));
  const auto end =
      working_day(trial.instituted + (trial.must_transfer ? random.between(20, 120) : draw_duration(random)));
  const auto code = trial.must_transfer ? kDisposalTransfer : draw_end(random, trial.may_transfer);
  if (charged <= options_.to && charged < end) record.charged = charged;
  if (end <= options_.to) {
    record.disposal = code;
    record.disposed = end;
  }
  add_hearings(record, district, end, random);
}

void Generator::add_hearings(CourtRecord& record, std::uint16_t district, base::Day end, Random& random) {
  const auto first_prosecutor = static_cast<std::uint16_t>(district * Geography::kProsecutorsPerDistrict);
  const HearingPlan plan{.first_prosecutor = first_prosecutor,
                         .end = end,
                         .last_day = options_.to,
                         .listing_days = options_.listing_days};
  plan_hearings(record, plan, random);
  for (auto& hearing : record.hearings) hearing.number = take_hearing_number();
}

// A leg begins within a week of the transfer; the other trial of a split begins with the first or soon after
// it.
void Generator::add_second_record(CaseGroup& group, bool leg, Random& random) {
  auto& first = group.records.front();
  if (!first.instituted.readable() || (leg && !first.disposed.readable())) return;
  const auto begin = working_day((leg ? first.disposed.day : first.instituted.day) + random.between(0, 7));
  if (begin > options_.to) return;
  auto record = begin_record(group, random);
  record.prosecutor = group.records.front().prosecutor;
  add_trial(group, record, {.instituted = begin, .may_transfer = false}, random);
  group.records.push_back(std::move(record));
}

CaseGroup Generator::next() {
  Random random(mix(seed_, static_cast<std::uint64_t>(++groups_)));
  auto group = begin_group(random);
  auto record = begin_record(group, random);
  // Only a FIR joins two records.
  const bool may_join = group.has_fir && made_ < total_;
  const bool leg = may_join && random.chance(15);
  const bool split = may_join && !leg && random.chance(12);
  if (group.has_fir && !leg && !split && random.chance(60)) {
    close_before_trial(record, group.fir.day, random);
  } else {
    auto lag = random.between(14, 44);
    lag += random.between(0, 60);
    const auto instituted = working_day(group.has_fir ? group.fir.day + lag : group.fir.day);
    if (instituted <= options_.to) add_trial(group, record, {instituted, !split, leg}, random);
  }
  group.records.push_back(std::move(record));
  if (leg || split) add_second_record(group, leg, random);
  if (!group.has_fir) group.fir = DateField{};
  if (random.below(1'000'000) < static_cast<std::uint32_t>(options_.defect_rate * 1e6))
    damage(group, *this, csv_, random);
  return group;
}

}  // namespace mizan::simulate
