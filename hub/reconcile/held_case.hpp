#pragma once
#include <array>
#include <bitset>
#include <string>
#include <vector>

#include "model/linked_case.hpp"
#include "reconcile/sources.hpp"

namespace mizan::reconcile {

/// Where a holder's own record says that it belongs; "_U" where it says nothing.
struct Place {
  std::string province;
  std::string district;
  std::string station;

  friend auto operator<=>(const Place&, const Place&) = default;
};

/// One that a holder counts: a FIR, a report, a case.
struct Entry {
  Stage stage = Stage::kFirs;
  model::Holder holder = model::Holder::kCourt;
  base::Day day;
  Place place;
  model::SourceId source;
  std::string case_key;  ///< of the case record
  std::string key;       ///< of the report; empty: it is the case record itself

  friend bool operator==(const Entry&, const Entry&) = default;
};

/// A linked case as its holders count it.
struct HeldCase {
  model::LinkedCaseId id;
  std::string case_id;                ///< as people read it
  std::string fir;                    ///< "12/2024 Saddar"; without a FIR the court's number
  std::bitset<kHolderCount> holders;  ///< that have a case record
  std::vector<Entry> entries;         ///< by stage, then in the order of the records
  /// Why a holder's record that has a day of disposal is not counted: "disposed_on 2026-03-04 with the
  /// disposal transferred".
  std::array<std::string, kHolderCount> uncounted;
};

/// What each holder counts of a case, from its own records alone:
/// - firs: one a holder, on the first `fir_on` that it has;
/// - sent, received, filed: one a report record with that day;
/// - instituted, disposed: one a case record with that day; of one court and number, one. Disposed: with a
///   final order, and where that is discharged, cancelled or untraced, with an institution (KPIS rule 4).
/// What a second source of the same holder says again (same type or number, same day) adds nothing. Days
/// after `today` are empty. Pure; any thread.
HeldCase held_case(const model::LinkedCase& linked, const Sources& sources, base::Day today);

}  // namespace mizan::reconcile
