#include "model/codes.hpp"

#include <algorithm>
#include <array>

namespace mizan::model {
namespace {

constexpr std::array<std::string_view, 18> kNames = {
    "convicted",  "acquitted",    "acquitted_summary", "acquitted_hostile", "compromised", "withdrawn",
    "discharged", "cancelled",    "untraced",          "quashed",           "abated",      "diverted",
    "other",      "unclassified", "stopped_249",       "consigned",         "stayed",      "transferred"};

}  // namespace

std::string_view disposal_name(Disposal disposal) {
  return kNames[static_cast<std::size_t>(disposal)];
}

std::optional<Disposal> find_disposal(std::string_view name) {
  const auto* found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<Disposal>(found - kNames.begin());
}

bool is_final(Disposal disposal) {
  return disposal < Disposal::kStopped249;
}

bool is_dormant(Disposal disposal) {
  return disposal == Disposal::kStopped249 || disposal == Disposal::kConsigned ||
         disposal == Disposal::kStayed;
}

bool closes_before_trial(Disposal disposal) {
  return disposal == Disposal::kDischarged || disposal == Disposal::kCancelled ||
         disposal == Disposal::kUntraced;
}

}  // namespace mizan::model
