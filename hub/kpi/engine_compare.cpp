// What has changed from one engine's cells to another's, as after a recount, or from one day to another.
#include <algorithm>
#include <tuple>

#include "kpi/engine.hpp"
#include "kpi/value_reader.hpp"

namespace mizan::kpi {

using model::KpiChange;
using model::KpiResult;
using model::Period;

namespace {

std::optional<CellId> in(const Cells& cells, const CellName& name) {
  return cells.find(name.province, name.dimension, name.member);
}

}  // namespace

/// One definition as one knew it, and as one knows it.
class Engine::Comparison {
 public:
  /// An engine as seen at one time: its places, and how far one saw then.
  struct Side {
    const Engine& engine;
    const Places& places;
    const Reach& reach;
  };

  /// `unchanged`: cells of the new engine that hold what those of the old one do and are seen as far, so that
  /// they need not be read.
  Comparison(const Side& was, const Side& is, const std::vector<bool>& unchanged, std::size_t kpi,
             base::Micros known_at)
      : was_(was.engine),
        is_(is.engine),
        unchanged_(unchanged),
        definition_(is.engine.definitions_[kpi]),
        old_reader_(was_, kpi, was.places, was.reach, known_at),
        new_reader_(is_, kpi, is.places, is.reach, known_at),
        today_(is.reach.today),
        known_at_(known_at) {}

  void run(const std::vector<Period>& periods, std::vector<KpiChange>& out) const {
    for (const auto cell : is_.cells_of(definition_)) {
      if (unchanged_[cell] && !shares_a_whole(cell)) continue;
      compare(values(old_reader_, in(was_.cells_, is_.cells_.name(cell)), periods),
              values(new_reader_, cell, periods), out);
    }
    for (const auto cell : was_.cells_of(definition_)) {
      if (!in(is_.cells_, was_.cells_.name(cell))) compare(values(old_reader_, cell, periods), {}, out);
    }
  }

 private:
  void compare(const std::vector<KpiResult>& before, std::vector<KpiResult> after,
               std::vector<KpiChange>& out) const {
    auto changes = is_.changes_between(before, std::move(after), today_, known_at_);
    std::move(changes.begin(), changes.end(), std::back_inserter(out));
  }

  // A value may be another though its cell is the same: receipts are kept beside the cells, and a slice of
  // the numerator alone is a share of the whole cell's denominator.
  bool shares_a_whole(CellId cell) const {
    if (definition_.form == Form::kReceipts) return true;
    const auto& name = is_.cells_.name(cell);
    const auto& slices = definition_.numerator_by;
    if (std::find(slices.begin(), slices.end(), name.dimension) == slices.end()) return false;
    const auto whole = is_.cells_.find(name.province, Dimension::kTotal, "_T");
    return !whole || !unchanged_[*whole];
  }

  static std::vector<KpiResult> values(const ValueReader& reader, std::optional<CellId> cell,
                                       const std::vector<Period>& periods) {
    std::vector<KpiResult> all;
    if (!cell) return all;
    for (const auto& period : periods) {
      if (!reader.exists(*cell, period)) continue;
      for (auto& result : reader.read(*cell, period)) all.push_back(std::move(result));
    }
    return all;
  }

  const Engine& was_;
  const Engine& is_;
  const std::vector<bool>& unchanged_;
  const Definition& definition_;
  ValueReader old_reader_;
  ValueReader new_reader_;
  base::Day today_;
  base::Micros known_at_;
};

std::vector<CellId> Engine::cells_of(const Definition& definition) const {
  std::vector<CellId> cells;
  for (CellId cell = 0; cell < cells_.size(); ++cell) {
    if (has_dimension(definition, cells_.name(cell).dimension)) cells.push_back(cell);
  }
  const auto order = [&](CellId cell) {
    const auto& name = cells_.name(cell);
    return std::tie(name.dimension, name.province, name.member);
  };
  std::sort(cells.begin(), cells.end(), [&](CellId a, CellId b) { return order(a) < order(b); });
  return cells;
}

std::vector<bool> Engine::cells_like(const Engine& before) const {
  std::vector<bool> same(cells_.size());
  for (CellId cell = 0; cell < cells_.size(); ++cell) {
    const auto old_cell = in(before.cells_, cells_.name(cell));
    same[cell] = old_cell && cells_.same(cell, before.cells_, *old_cell);
  }
  return same;
}

std::vector<KpiChange> Engine::changes_from(const Engine& before, const Reach& then,
                                            const std::vector<model::Granularity>& published, base::Day today,
                                            base::Micros known_at) const {
  std::vector<KpiChange> changes;
  const auto now = reach(today);
  const auto unchanged = then == now ? cells_like(before) : std::vector<bool>(cells_.size());
  const auto places_were = places_of(before.cells_);
  const auto places_are = places_of(cells_);
  for (std::size_t kpi = 0; kpi < definitions_.size(); ++kpi) {
    const auto& definition = definitions_[kpi];
    if (definition.form == Form::kFreshness) continue;  // another each hour: who wants it asks for it
    const auto periods_were = before.published_periods(definition, published, then.today);
    const auto periods_are = published_periods(definition, published, today);
    Comparison({before, places_were, then}, {*this, places_are, now}, unchanged, kpi, known_at)
        .run(periods_were.size() > periods_are.size() ? periods_were : periods_are, changes);
  }
  return changes;
}

}  // namespace mizan::kpi
