#pragma once
// Private to this folder: reads published values out of cells.
#include <map>
#include <string_view>
#include <vector>

#include "kpi/engine.hpp"

namespace mizan::kpi {

/// What many readers need to know of all cells.
struct Places {
  std::map<std::string, std::int64_t, std::less<>> districts;  ///< known ones of each province
  std::vector<CellId> provinces;                               ///< their totals
};
Places places_of(const Cells& cells);

/// Reads the values of one definition at one moment.
class ValueReader {
 public:
  /// `places` are found once for many readers, and must outlive this one.
  ValueReader(const Engine& engine, std::size_t kpi, const Places& places, const Reach& reach,
              base::Micros known_at);

  /// Every statistic of one cell and period: one result, or p50 and p90, one a class or limit, or a share and
  /// its band.
  std::vector<model::KpiResult> read(CellId cell, const model::Period& period) const;
  /// True if anything at all falls into the cell in this period.
  bool exists(CellId cell, const model::Period& period) const;
  /// Form kFreshness: of the places that the query asks for; no cell holds it.
  std::vector<model::KpiResult> freshness(const ValueQuery& query) const;

 private:
  struct Months {
    std::int32_t from = 0;
    std::int32_t to = 0;
  };

  Months months(const model::Period& period) const;
  std::int64_t flow(std::uint8_t component, CellId cell, const model::Period& period,
                    std::int32_t wait = 0) const;
  std::int64_t held(std::uint8_t component, CellId cell, const model::Period& period) const;
  std::int64_t stock(CellId cell, const model::Period& period) const;
  std::int64_t due(std::uint8_t component, CellId cell, const model::Period& period, std::int32_t wait) const;
  std::int64_t stock_until(std::uint8_t component, CellId cell, const model::Period& period,
                           base::Day last) const;
  std::int64_t overdue(CellId cell, const model::Period& period) const;
  bool any_due(CellId cell, const model::Period& period) const;
  std::int64_t left_out(std::uint8_t component, CellId cell, const model::Period& period,
                        std::int32_t wait = 0) const;
  std::int64_t stock_before(CellId cell, const model::Period& period) const;
  base::Day as_of(const model::Period& period) const;
  CellId denominator_cell(CellId cell) const;
  base::Day due_by(CellId cell) const;
  bool numerator_only(Dimension dimension) const;

  model::KpiResult blank(CellId cell, const model::Period& period, std::string stat,
                         std::int32_t wait = 0) const;
  void judge(model::KpiResult& result, CellId cell) const;
  bool gives_somewhere(const model::SourceDeclaration& source) const;
  bool gives_what_is_needed(std::size_t source, std::string_view province) const;
  void cover(model::KpiResult& result, const CellName& name) const;
  std::vector<model::KpiResult> quantiles(CellId cell, const model::Period& period,
                                          const Bucket& values) const;
  std::vector<model::KpiResult> cohorts(CellId cell, const model::Period& period) const;
  std::vector<model::KpiResult> in_out(CellId cell, const model::Period& period) const;
  std::vector<model::KpiResult> mix(CellId cell, const model::Period& period) const;
  std::vector<model::KpiResult> complete(CellId cell, const model::Period& period) const;
  Bucket ages(CellId cell, const model::Period& period) const;
  model::KpiResult single(CellId cell, const model::Period& period) const;
  model::KpiResult receipts(CellId cell, const model::Period& period) const;
  model::KpiResult freshness_of(const CellName& place, const std::vector<const SourceState*>& sources,
                                const model::Period& period) const;

  const Engine& engine_;
  const Definition& definition_;
  std::uint8_t kpi_;
  Reach reach_;
  base::Day today_;
  std::vector<std::optional<base::Day>> horizons_;  ///< by source
  base::Micros known_at_;
  std::vector<std::pair<CellId, base::Day>>
      due_;  ///< is_due: the provinces, and until when what is due counts
  std::map<std::string_view, model::Share> districts_;  // by province and the nation
  std::vector<bool> gives_;  ///< by source: some of what is needed, where all of it is seen
};

}  // namespace mizan::kpi
