#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/civil.hpp"
#include "kpi/holders.hpp"
#include "model/codes.hpp"
#include "model/linked_case.hpp"
#include "model/source.hpp"

namespace mizan::kpi {

/// What became of a hearing (KPIS rule 3). kNone: taken off the list before, which is no hearing.
enum class Outcome : std::uint8_t { kUnknown, kAdjourned, kEffective };

/// One case on one listed day, whatever number of records say so.
struct Hearing {
  base::Day held_on;
  Outcome outcome = Outcome::kUnknown;
  std::string_view adjourn_reason;
  std::string_view adjourn_side;
  std::optional<base::Day> next_on;
  std::string_view court;
  std::string_view prosecutor;
  bool prosecutor_absent = false;
};

/// One court in a trial's way; the next begins on the day this one transferred the case.
struct Leg {
  std::optional<base::Day> begins;
  std::optional<base::Day> transferred_on;  ///< by its own order, or with the last of its accused
  bool transferred = false;                 ///< by its own order, whether dated or not
  std::string_view court;
};

/// Half-open span of days; without an end it goes on.
struct Span {
  base::Day from;
  base::Day to = base::kFarFuture;
};

/// A spell of dormancy, in the leg where it began.
struct DormantSpell : Span {
  std::size_t leg = 0;
};

/// The unit "case" of KPIS rule 3: one trial with its legs, or one FIR not yet instituted.
struct Trial {
  std::vector<Leg> legs;
  std::string_view court_at(base::Day day) const;  ///< the leg's court on that day; "" if none is known

  std::string_view prosecutor;  ///< the assigned one
  std::string_view offence_group;
  std::optional<base::Day> instituted_on;  ///< first leg
  std::optional<base::Day> disposed_on;    ///< set only together with `disposal`
  std::optional<model::Disposal> disposal;
  std::optional<base::Day> closed_before_trial_on;
  std::optional<base::Day> moved_out_on;
  bool disposal_without_date = false;  ///< in no flow and no stock
  std::vector<DormantSpell> dormant;   ///< apart, by day
  std::vector<Span> pending;
  std::vector<Hearing> hearings;  ///< by day

  /// Who the disposal is credited to (rule 9); "" if nobody.
  std::string_view disposal_prosecutor() const;
  std::int64_t hearings_to_disposal() const;
};

/// A live coded value: for the data-quality KPIs.
struct CodedValue {
  std::string_view field;
  bool unmapped = false;
};

/// What the KPIs count from, for one linked case as seen on one day: a pure function of both. Views point
/// into the linked case, which must outlive the facts.
struct Facts {
  std::string_view province;
  std::string_view district;
  std::string_view police_station;
  std::string_view offence_group;  ///< the FIR's; a trial may have its own
  bool has_fir = false;
  std::optional<base::Day> fir_on;
  std::vector<Trial> trials;
  std::vector<CodedValue> codes;
  /// The earliest date that is still to come and was therefore left out (KPIS rule 2); the facts change on
  /// that day.
  base::Day wakes = base::kFarFuture;
};

/// The fields that assemble() reads, by kind: a record without the others gives the same facts.
const std::array<model::FieldSet, model::kKindCount + 1>& fields_of_facts();

/// Assembles the units of KPIS rules 3 and 4. Dates after `today` are taken for empty, but next dates.
/// Of a field that several holders have, the one believed first is taken (rule 13).
Facts assemble(const model::LinkedCase& linked, const Holders& holders, base::Day today);

}  // namespace mizan::kpi
