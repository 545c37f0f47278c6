#pragma once
#include <string>

#include "kpi/engine.hpp"
#include "verify/comparison.hpp"
#include "verify/facts.hpp"
#include "verify/worked_days.hpp"

namespace mizan::verify {

/// Recomputes every published KPI value by plain SQL over the store's record tables and holds it against what
/// the engine publishes (KPIS §4). Works in temporary tables on disk; writes nothing to the store. One
/// thread.
class Verifier {
 public:
  /// `db` is a connection to the store that stays open as long as the verifier; it may be read-only.
  static base::Result<Verifier> open(const store::Database& db);

  /// Compares the values of the named KPIs (of all, if none is named) of nation, provinces and every
  /// breakdown, in months, quarters, years and fiscal years. The engine must be in step with the records.
  /// Returns how many values were compared; each difference goes to the sink. Run it inside a read
  /// transaction where others write meanwhile.
  base::Result<std::int64_t> run(const kpi::Engine& engine, base::Day today, base::Micros known_at,
                                 const std::vector<std::string>& kpis, const OnDifference& on_difference,
                                 const OnStep& on_step);

 private:
  Verifier(const store::Database& db, WorkedDays worked_days)
      : worked_days_(std::move(worked_days)), script_(db) {}
  base::Result<std::int64_t> verify_one(const kpi::Engine& engine, const kpi::Definition& definition,
                                        base::Day today, base::Micros known_at,
                                        const OnDifference& on_difference);

  WorkedDays worked_days_;
  Script script_;
  std::vector<model::Period> periods_;  ///< that the engine publishes
};

}  // namespace mizan::verify
