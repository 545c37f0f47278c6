#pragma once
#include <optional>
#include <string>

#include "api/http.hpp"
#include "base/clock.hpp"
#include "publish/net_change.hpp"

namespace mizan::api {

/// How often, and for how little, a subscriber wants to be told.
struct Pace {
  publish::LeastChange least;
  base::Micros every = 0;  ///< at most once in so long, by the clock: on the hour, for an hour; 0: at once
  struct Night {
    base::Micros from = 0;  ///< since midnight of Karachi
    base::Micros to = 0;    ///< before `from`: of the next day
  };
  std::optional<Night> night = std::nullopt;  ///< nothing is told then

  /// Changes wait for the end of a quiet period.
  bool holds() const { return every != 0 || night.has_value(); }
  bool any() const { return least.any() || holds(); }

  /// When a change of that moment is told, with all others of its quiet period; the moment itself: at once.
  base::Micros told_at(base::Micros changed_at) const;
};

/// `min_change=5`, `10%`, `5,10%`; `quiet=PT15M`, `22:00-07:00`, `PT1H,22:00-07:00`. kData says what is
/// wrong.
base::Result<Pace> pace_of(const Request& request);

}  // namespace mizan::api
