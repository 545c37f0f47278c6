#include "api/value_part.hpp"

#include <fmt/format.h>

#include "api/parameters.hpp"
#include "base/text.hpp"

namespace mizan::api {

std::optional<ValuePart::Place> ValuePart::place_of(const std::string& after) {
  const auto parts = base::split(after, '-');
  if (parts.size() != 3) return std::nullopt;
  const auto moment = base::parse_int(parts[0]);
  const auto given = base::parse_int(parts[1]);
  const auto all = base::parse_int(parts[2]);
  if (!moment || !given || !all || *given < 1 || *given >= *all) return std::nullopt;
  return Place{*moment, static_cast<std::size_t>(*given), static_cast<std::size_t>(*all)};
}

base::Result<ValuePart> ValuePart::of(const Request& request) {
  ValuePart part;
  MIZAN_ASSIGN(const auto limit, number_in(request, "limit", {1, kMost}, kMost));
  part.limit_ = static_cast<std::size_t>(limit);
  if (const auto after = request.get("after"); !after.empty()) {
    part.place_ = place_of(after);
    if (!part.place_) return base::Error{base::Code::kData, "after is the \"next\" of the page before"};
  }
  return part;
}

std::optional<std::string> ValuePart::known_at() const {
  if (!place_) return std::nullopt;
  return text_of(place_->moment);
}

base::Result<std::string> ValuePart::take(std::vector<FairValue>& values, base::Micros moment) const {
  if (place_ && place_->all != values.size())
    return base::Error{base::Code::kData,
                       "this list is no longer the one that it was, for cases were sealed: begin again"};
  const auto all = values.size();
  const auto from = place_ ? place_->given : 0;
  const auto to = all - from > limit_ ? from + limit_ : all;
  values.erase(values.begin() + static_cast<std::ptrdiff_t>(to), values.end());
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(from));
  return to == all ? std::string() : fmt::format("{}-{}-{}", moment, to, all);
}

std::string ValuePart::text_of(base::Micros moment) {
  auto text = base::to_rfc3339(moment);
  text.pop_back();
  return fmt::format("{}{:03}Z", text, moment % 1'000);
}

}  // namespace mizan::api
