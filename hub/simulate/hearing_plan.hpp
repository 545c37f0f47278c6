#pragma once
#include "base/civil.hpp"
#include "simulate/case_group.hpp"
#include "simulate/geography.hpp"
#include "simulate/random.hpp"

namespace mizan::simulate {

struct HearingPlan {
  std::uint16_t first_prosecutor = 0;  ///< of the district's Geography::kProsecutorsPerDistrict
  base::Day end;                       ///< when the trial ends, were the window long enough
  base::Day last_day;                  ///< nothing is recorded after it
  int listing_days = 32;               ///< from one hearing to the next on average
};

/// The day, or the Monday after it where it is a Sunday.
base::Day working_day(base::Day day);

/// Fills record.hearings, by strictly rising dates, from its institution to the end or the last day. The
/// final order is announced at a hearing. Numbers are left 0.
void plan_hearings(CourtRecord& record, const HearingPlan& plan, Random& random);

}  // namespace mizan::simulate
