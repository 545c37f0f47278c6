#pragma once
// Private to this folder: since when an accused is in custody, put together from those who tell of him (KPIS
// rule 13).
#include <optional>
#include <string_view>
#include <vector>

#include "kpi/court_record.hpp"
#include "kpi/person.hpp"

namespace mizan::kpi {

/// The two dates of a spell in custody, as far as they are known.
struct CustodyDates {
  std::optional<base::Day> from;
  std::optional<base::Day> to;
};

/// What one accused record tells of custody.
struct CustodyTold {
  model::Holder holder = model::Holder::kCourt;
  Person person;
  CustodyDates dates;
};

/// What the accused records of an FIR tell of custody, most believed first; those that tell nothing are left
/// out.
std::vector<CustodyTold> custody_told(const std::vector<HeldRecord>& parts, DateReader& dates);

/// When an accused of that holder is in custody, who has told `own` of him: each date is that of the first
/// holder who has it, of other holders what they tell of the same person. Nothing if nobody says since when,
/// or he was let go on that day or before.
std::optional<Span> custody_of(model::Holder holder, const Person& person, const CustodyDates& own,
                               const std::vector<CustodyTold>& told);

}  // namespace mizan::kpi
