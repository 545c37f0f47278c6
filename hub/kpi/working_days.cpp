#include "kpi/working_days.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"
#include "kpi/definition.hpp"

namespace mizan::kpi {

void count_by(const std::shared_ptr<const WorkingDays>& calendar, std::vector<Definition>& definitions) {
  for (auto& definition : definitions) {
    auto& limits = definition.limits;
    if (std::none_of(limits.begin(), limits.end(), [](const Limit& limit) { return limit.working; }))
      continue;
    for (auto& limit : limits) limit.calendar = calendar;
    const auto words =
        fmt::format("\n# working days by the calendar {:016x}\n", base::digest64(calendar->basis()));
    if (!definition.text.ends_with(words)) definition.text += words;
    definition.digest = base::digest64(definition.text);
  }
}

}  // namespace mizan::kpi
