#pragma once
#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "due/kind.hpp"
#include "due/obligations.hpp"
#include "kpi/engine.hpp"

namespace mizan::due {

/// Where something stands on a day.
enum class State : std::uint8_t {
  kDone,     ///< it happened
  kAhead,    ///< its last day has not passed
  kOverdue,  ///< it has, and it did not happen
  kUnseen,   ///< it has, but the sources do not reach that day yet: nobody can tell
  kUnknown   ///< what it takes to tell is not observed in its province
};

/// "ahead", "overdue", "unseen" …
std::string_view state_name(State state);

/// What can be told of a kind in a province.
struct KindSight {
  bool applies = true;  ///< false: the law of the province has no such limit
  bool observed = false;
  base::Day seen_until;              ///< what was due up to this day counts
  std::vector<std::string> missing;  ///< fields and populations that no source sees: "report.received_on"
};
using ProvinceSight = std::array<KindSight, kKindCount>;

/// What can be told on a day, by the rules of the KPIs: a kind is observed where its KPI is (KPIS rule 6),
/// and is as far as that KPI is. Holds copies; safe from any thread once made.
class Sight {
 public:
  /// `engine` has its sources; `reach` is what it says of the day, or said on another.
  Sight(const kpi::Engine& engine, const kpi::Reach& reach);

  base::Day today() const { return today_; }
  const ProvinceSight& of(std::string_view province) const;
  /// The provinces that sources declare.
  const std::vector<std::string>& provinces() const { return names_; }

  State state_of(const Obligation& what, const ProvinceSight& here) const;
  /// True if it is told that the obligation's day is coming: within the days of its kind, up to it.
  bool approaches(const Obligation& what, const ProvinceSight& here) const;

 private:
  base::Day today_;
  std::vector<std::string> names_;
  std::map<std::string, ProvinceSight, std::less<>> provinces_;
  ProvinceSight elsewhere_;  ///< of a province that no source declares
};

}  // namespace mizan::due
