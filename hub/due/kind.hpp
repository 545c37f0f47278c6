#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/civil.hpp"

namespace mizan::due {

/// What somebody has to do in a case, or what is to happen in it. Numbers are stored: never given anew.
enum class Kind : std::uint8_t {
  kReport = 0,      ///< the police: the report under CrPC s.173
  kInterim = 1,     ///< the police: the closing report after an interim one
  kHandover = 2,    ///< a report was sent, and the prosecution has not received it
  kScrutiny = 3,    ///< the prosecution: a decision on a report
  kObjections = 4,  ///< the police: an answer to the objections with which a report was returned
  kFiling = 5,      ///< a report was forwarded, and no court has filed it
  kBail = 6,        ///< a trial that has taken so long that whoever is in custody may ask for bail (s.497)
  kHearing = 7      ///< a hearing that a court has set
};
inline constexpr std::size_t kKindCount = 8;
inline constexpr std::array<Kind, kKindCount> kKinds = {Kind::kReport,   Kind::kInterim,    Kind::kHandover,
                                                        Kind::kScrutiny, Kind::kObjections, Kind::kFiling,
                                                        Kind::kBail,     Kind::kHearing};

/// "report", "interim", "handover", "scrutiny", "objections", "filing", "bail", "hearing".
std::string_view kind_name(Kind kind);
std::optional<Kind> find_kind(std::string_view name);
/// All names, by ", ": for messages.
std::string kind_names();

/// What is fixed of a kind.
struct KindFacts {
  std::string_view deadline;  ///< id of its rows in config/deadlines; empty: a court sets the day
  std::string_view kpi;       ///< the KPI that counts the same, or needs the same to be observed
  /// Whether what is due counts only once the sources have reached its day (KPIS rule 6), as in that KPI.
  bool waits_for_sources;
  std::int32_t told_ahead;   ///< so many days before its day it is told to be approaching; 0: never
  std::int32_t shown_ahead;  ///< so many days before its day it is in the list, unless asked otherwise
};
const KindFacts& facts_of(Kind kind);

/// True for what one office gave and the next one does not have.
constexpr bool is_handover(Kind kind) {
  return kind == Kind::kHandover || kind == Kind::kFiling;
}

/// Who has the papers that something is about.
enum class Office : std::uint8_t { kPolice, kProsecution, kCourt };

/// "police", "prosecution", "court".
std::string_view office_name(Office office);
std::optional<Office> find_office(std::string_view name);

/// The office that has the papers, and since when; no day: nobody says.
struct Whereabouts {
  Office office = Office::kPolice;
  std::optional<base::Day> since = std::nullopt;

  friend bool operator==(const Whereabouts&, const Whereabouts&) = default;
};

}  // namespace mizan::due
