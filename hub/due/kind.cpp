#include "due/kind.hpp"

#include <algorithm>

namespace mizan::due {
namespace {

constexpr std::array<std::string_view, kKindCount> kNames = {"report",     "interim", "handover", "scrutiny",
                                                             "objections", "filing",  "bail",     "hearing"};
constexpr std::array<std::string_view, 3> kOffices = {"police", "prosecution", "court"};

// What the day of a report means is told three days before it: on the fourteenth day, on which the report
// itself is due. A month is what an application for bail, or a trial that is to end first, takes.
constexpr std::array<KindFacts, kKindCount> kFacts = {
    KindFacts{"crpc-173-interim", "reports_overdue", false, 3, 7},
    KindFacts{"interim-completed", "interim_not_completed", true, 14, 30},
    KindFacts{"handover", "handover_gap", true, 0, 7},
    KindFacts{"scrutiny", "scrutiny_on_time", true, 1, 7},
    KindFacts{"objections-answered", "objection_cure_days", true, 2, 7},
    KindFacts{"filing", "filing_gap", true, 0, 7},
    KindFacts{"crpc-497-bail", "statutory_bail_exposure", false, 30, 30},
    KindFacts{"", "next_date_gap_days", false, 0, 7}};

}  // namespace

std::string_view kind_name(Kind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

std::optional<Kind> find_kind(std::string_view name) {
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return kKinds[static_cast<std::size_t>(found - kNames.begin())];
}

std::string kind_names() {
  std::string names;
  for (const auto name : kNames) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

const KindFacts& facts_of(Kind kind) {
  return kFacts[static_cast<std::size_t>(kind)];
}

std::string_view office_name(Office office) {
  return kOffices[static_cast<std::size_t>(office)];
}

std::optional<Office> find_office(std::string_view name) {
  const auto found = std::find(kOffices.begin(), kOffices.end(), name);
  if (found == kOffices.end()) return std::nullopt;
  return static_cast<Office>(found - kOffices.begin());
}

}  // namespace mizan::due
