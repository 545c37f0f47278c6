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
  std::vector<std::string_view> names;                         ///< of all provinces, and the nation's
};
Places places_of(const Cells& cells);

/// What a statistic of one cell and period says, in numbers: enough to tell whether it has moved.
struct Figures {
  std::uint8_t stat = 0;  ///< which of the statistics of its form, in their order
  model::KpiStatus status = model::KpiStatus::kNormal;
  std::optional<model::Fraction> value;
  std::optional<std::int64_t> numerator;
  std::optional<std::int64_t> denominator;
  std::int64_t used = 0;  ///< units behind it, also where it is not available
};

/// Reads the values of one definition at one moment.
class ValueReader {
 public:
  /// `places` are found once for many readers, and must outlive this one.
  ValueReader(const Engine& engine, std::size_t kpi, const Places& places, const Reach& reach,
              base::Micros known_at);

  /// Appends every statistic of one cell and period: one, or p50 and p90, one a class or limit, or a share
  /// and its band. Ascending by Figures::stat, each once.
  void figures(CellId cell, const model::Period& period, std::vector<Figures>& out) const;
  /// Of a class that nothing falls into any more.
  Figures nothing(std::uint8_t stat, CellId cell, const model::Period& period) const;
  /// The result that figures of a cell and period stand for, with all that it must carry.
  model::KpiResult told(CellId cell, const model::Period& period, const Figures& figures) const;
  /// All of a cell and period.
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
  /// What is seen of a province, or the nation.
  struct View {
    std::string_view province;
    bool applies = false;   ///< the definition has a rule there
    bool observed = false;  ///< what is needed, by some source
    /// The horizons of sources that give some of it: those without one have no end, and are never complete.
    base::Day furthest = base::kFarPast;
    base::Day nearest = base::kFarFuture;
    base::Day due_until = base::kFarFuture;  ///< is_due: the last day that counts
  };

  View view_of(std::string_view province) const;
  const View& view_of(CellId cell) const;
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
  model::Excluded excluded(CellId cell, const model::Period& period, std::int32_t wait) const;
  std::int64_t stock_before(CellId cell, const model::Period& period) const;
  base::Day as_of(const model::Period& period) const;
  CellId denominator_cell(CellId cell) const;
  bool numerator_only(Dimension dimension) const;

  std::string stat_name(std::uint8_t stat) const;
  bool gives_somewhere(const model::SourceDeclaration& source) const;
  void judge(Figures& figures, CellId cell, const model::Period& period) const;
  void cover(model::KpiResult& result, const CellName& name) const;
  void quantiles(const Bucket& values, CellId cell, const model::Period& period,
                 std::vector<Figures>& out) const;
  void cohorts(CellId cell, const model::Period& period, std::vector<Figures>& out) const;
  void in_out(CellId cell, const model::Period& period, std::vector<Figures>& out) const;
  void mix(CellId cell, const model::Period& period, std::vector<Figures>& out) const;
  void complete(CellId cell, const model::Period& period, std::vector<Figures>& out) const;
  Figures in_class(std::uint8_t stat, std::int64_t n, CellId cell, const model::Period& period) const;
  Bucket ages(CellId cell, const model::Period& period) const;
  Figures single(CellId cell, const model::Period& period) const;
  Figures receipts(CellId cell, const model::Period& period) const;
  model::KpiResult freshness_of(const CellName& place, const std::vector<const SourceState*>& sources,
                                const model::Period& period) const;

  const Engine& engine_;
  const Definition& definition_;
  std::uint8_t kpi_;
  Reach reach_;
  base::Day today_;
  base::Micros known_at_;
  std::map<std::string_view, model::Share> districts_;  // by province and the nation
  std::vector<bool> gives_;                        // by source: some of what is needed, where all is seen
  std::vector<std::string_view> classes_;          // is_mix: their names
  std::vector<View> views_;                        // of whatever province has a cell
  std::vector<std::pair<CellId, base::Day>> due_;  // is_due: the provinces, and until when it counts
};

}  // namespace mizan::kpi
