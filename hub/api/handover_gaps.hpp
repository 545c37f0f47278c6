#pragma once
#include <map>
#include <string>
#include <vector>

#include "kpi/engine.hpp"
#include "reconcile/gaps.hpp"
#include "store/store.hpp"

namespace mizan::api {

/// Which stuck reports are wanted; empty: all.
struct GapQuestion {
  std::string province;
  std::string district;
  std::string station;
  std::optional<reconcile::Gap> gap = std::nullopt;
  std::int32_t least_days = 0;
};

/// A stuck report with its case.
struct GapRow {
  model::LinkedCaseId id;
  std::string province;
  std::string district;
  std::string station;
  reconcile::StuckReport stuck;
  std::string case_id;  ///< by name_cases()
  std::string fir;
};

struct HandoverGaps {
  std::vector<GapRow> rows;  ///< in no order
  /// By province that any case lies in: the gaps of which nobody sees both sides there.
  std::map<std::string, std::vector<reconcile::Gap>> unseen;
};

/// The reports that are stuck between two holders, from the facts that the KPIs count from. The caller holds
/// the engine's lock, or has an engine of its own. Goes through the facts of every case.
base::Result<HandoverGaps> handover_gaps(const GapQuestion& question, const kpi::Engine& engine,
                                         const reconcile::Sources& sources, store::Store& store,
                                         base::Day today);

/// Gives rows their case id and FIR.
base::Result<> name_cases(std::vector<GapRow>& rows, const reconcile::Sources& sources, store::Store& store,
                          base::Day today);

/// How many of a district are stuck, and since when the oldest.
struct GapSum {
  std::string province;
  std::string district;
  reconcile::Gap gap = reconcile::Gap::kNotReceived;
  std::int64_t count = 0;
  std::int64_t over_a_week = 0;
  std::int32_t oldest_days = 0;
};
std::vector<GapSum> sums_of(const std::vector<GapRow>& rows);

}  // namespace mizan::api
