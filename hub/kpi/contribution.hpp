#pragma once
#include <cstdint>

#include "base/function_ref.hpp"
#include "kpi/definition.hpp"
#include "kpi/facts.hpp"

namespace mizan::kpi {

/// The parts of a cell. Forms with more parts than a numerator and a denominator number them in their own way
/// (docs/kpi-definitions.md); the parts from kExcludedMissing on count what was left out.
enum Component : std::uint8_t {
  kNumerator = 0,
  kDenominator = 1,
  kStockPart = 2,
  kRevivedPart = 3,
  kInPart = 4,
  kDormantPart = 5,
  kOutPart = 6,
  kEndedPart = 7,  ///< kOverdue: +1 on the day that it happened
  kOldPart = 8,  ///< as kStockPart; with limits, once these are passed; kComplete: while the record is whole;
                 ///< kShare: while in the state
  kFirstClassPart = 16,  ///< is_mix: one part a class; kCohort: one a limit
  kExcludedMissing = 48,
  kExcludedNotObserved = 49,
  kExcludedNegative = 50,
  kExcludedNoLimit = 51,
};

/// kCohort: what happened within the limit of this place, and within none before it.
constexpr std::uint8_t within_part(std::size_t limit) {
  return static_cast<std::uint8_t>(kFirstClassPart + limit);
}

/// One addition to one part of one cell: `n` at value `x` (days, or the day of institution; 0 for counts) on
/// `day`. Where the clock decides (what is due, overdue or too old), `x` is the day that decides, which may
/// be to come: then who reads the cell leaves it out.
struct Contribution {
  Dimension dimension = Dimension::kTotal;
  NameId member = kNoName;  ///< none is unknown
  std::uint8_t component = 0;
  base::Day day;
  std::int32_t x = 0;
  std::int64_t n = 0;
};

/// What contributions depend on besides facts and definition: the place of the case.
struct Setting {
  bool observed = true;
  std::string_view province;  ///< as limits name it
  bool total = true;          ///< false: not wanted, the breakdowns alone
};

using ContributionSink = base::FunctionRef<void(const Contribution&)>;

/// Everything that one linked case adds to a KPI, per dimension (the total first, then each breakdown). A
/// pure function: called for a case as it was and as it is, the difference is the change.
void contributions(const Facts& facts, const Definition& definition, const Setting& setting,
                   ContributionSink sink);

/// The dimensions whose cells a definition has: total and its breakdowns.
bool has_dimension(const Definition& definition, Dimension dimension);

}  // namespace mizan::kpi
