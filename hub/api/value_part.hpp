#pragma once
// Private to this folder: a list of values that is given in parts.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/fair_values.hpp"
#include "api/http.hpp"
#include "base/clock.hpp"

namespace mizan::api {

/// Which part of a list is asked for, by `limit` and `after`. All parts are of the same moment, so that no
/// value comes twice or is missed, however much changes meanwhile.
class ValuePart {
 public:
  static constexpr std::int64_t kMost = 50'000;  ///< values an answer

  /// kData: `limit` is no number up to kMost, or `after` none that was given.
  static base::Result<ValuePart> of(const Request& request);

  /// The moment of the parts before, as `known_at` takes it; nothing: this is the first.
  std::optional<std::string> known_at() const;
  bool holds(std::size_t values) const { return values <= limit_; }

  /// Leaves this part of the whole list as known at that moment, and gives the `after` of the next one;
  /// empty: it is the last. kData: the list is not the one of the parts before, as when a case was sealed.
  base::Result<std::string> take(std::vector<FairValue>& values, base::Micros moment) const;

  /// As `known_at` takes it, to the microsecond.
  static std::string text_of(base::Micros moment);

 private:
  struct Place {
    base::Micros moment = 0;
    std::size_t given = 0;  // values
    std::size_t all = 0;
  };
  static std::optional<Place> place_of(const std::string& after);

  std::size_t limit_ = static_cast<std::size_t>(kMost);
  std::optional<Place> place_;
};

}  // namespace mizan::api
