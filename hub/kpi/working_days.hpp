#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"

namespace mizan::kpi {

struct Definition;

/// A calendar of the days that are worked, by which limits in working days count. Immutable; safe from any
/// thread.
class WorkingDays {
 public:
  virtual ~WorkingDays() = default;

  /// The last of so many working days, the first of which is the first after `start`; of none it is `start`.
  /// `province`: its code, "_U" where nobody knows.
  virtual base::Day last_day(base::Day start, std::int32_t days, std::string_view province) const = 0;
  /// Another text where any day may be another.
  virtual std::string basis() const = 0;
};

/// From now on those of the definitions that have limits in working days count by this calendar. It is part
/// of their words, as a comment at the end of their text, so that their cells are counted anew where it is
/// another.
void count_by(const std::shared_ptr<const WorkingDays>& calendar, std::vector<Definition>& definitions);

}  // namespace mizan::kpi
