#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "kpi/engine.hpp"

namespace mizan::kpi {

/// How a source knows a field of a kind of record.
enum class Sight : std::uint8_t {
  kObserved,  ///< it declares it
  kDerived,   ///< the hub works it out of another field that it declares
  kMissing
};
std::string_view sight_name(Sight sight);

/// One field of one kind, as a source sees it.
struct FieldSight {
  model::Kind kind = model::Kind::kCase;
  model::FieldId field = 0;
  Sight sight = Sight::kMissing;
  std::vector<std::string> kpis;  ///< that need it, of this kind or of another that says the same
};

/// Every field of every kind that the source sees or that a definition in force that day needs, by kind and
/// number. Identity data are in no KPI and are left out.
std::vector<FieldSight> fields_of(const model::SourceDeclaration& source, const Engine& engine,
                                  base::Day today);

/// Whether a province can compute a KPI.
struct KpiSight {
  const Definition* definition = nullptr;
  bool applies = true;               ///< false: the law of the province has no such rule
  std::vector<std::string> missing;  ///< needs that no source of the province sees, as `needs` writes them
  /// Breakdowns that show nothing but "unknown", since no source of the province sees their field.
  std::vector<std::string> blind;

  bool computable() const { return applies && missing.empty(); }
};

/// Every definition in force that day, in the order of their files.
std::vector<KpiSight> kpis_of(std::string_view province, const Engine& engine, base::Day today);

/// A step on the way to all KPIs: what a source of the province would have to see besides, and what that
/// brings.
struct Gain {
  std::vector<std::string> needs;    ///< as `needs` of a definition writes them
  std::vector<std::string> kpis;     ///< computable once they are seen, and not before
  std::vector<std::string> seen_by;  ///< sources of other provinces that see all of them today
};

/// What a province needs in order to compute the rest, the most KPIs for each need first; of equal ones that
/// with fewer needs, then by their words. Each step builds on those before it.
std::vector<Gain> gains_of(std::string_view province, const Engine& engine, base::Day today);

/// A need as definitions write it: "firs", "case.fir_on", "case.disposal|charge.disposal".
std::string need_text(const Need& need);

}  // namespace mizan::kpi
