// What has changed from one engine's cells to another's, as after a recount.
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

/// One definition in two engines. Cells that hold the same have the same values and are not read; `unchanged`
/// are those of the new engine.
class Engine::Comparison {
 public:
  Comparison(const Engine& was, const Places& places_were, const Engine& is, const Places& places_are,
             const std::vector<bool>& unchanged, std::size_t kpi, base::Day today, base::Micros known_at)
      : was_(was),
        is_(is),
        unchanged_(unchanged),
        definition_(is.definitions_[kpi]),
        old_reader_(was, kpi, places_were, today, known_at),
        new_reader_(is, kpi, places_are, today, known_at),
        today_(today),
        known_at_(known_at) {}

  void run(const std::vector<Period>& periods, std::vector<KpiChange>& out) const {
    for (const auto cell : is_.cells_of(definition_))
      compare(in(was_.cells_, is_.cells_.name(cell)), cell, periods, out);
    for (const auto cell : was_.cells_of(definition_)) {
      if (!in(is_.cells_, was_.cells_.name(cell))) compare(cell, std::nullopt, periods, out);
    }
  }

 private:
  using MaybeCell = std::optional<CellId>;

  void compare(MaybeCell old_cell, MaybeCell new_cell, const std::vector<Period>& periods,
               std::vector<KpiChange>& out) const {
    if (new_cell && holds_the_same(*new_cell)) return;
    auto changes = is_.changes_between(values(old_reader_, old_cell, periods),
                                       values(new_reader_, new_cell, periods), today_, known_at_);
    std::move(changes.begin(), changes.end(), std::back_inserter(out));
  }

  // A slice of the numerator alone is a share of the whole cell's denominator.
  bool holds_the_same(CellId cell) const {
    // Receipts are kept beside the cells.
    if (!unchanged_[cell] || definition_.form == Form::kReceipts) return false;
    const auto& name = is_.cells_.name(cell);
    const auto& slices = definition_.numerator_by;
    if (std::find(slices.begin(), slices.end(), name.dimension) == slices.end()) return true;
    const auto whole = is_.cells_.find(name.province, Dimension::kTotal, "_T");
    return whole && unchanged_[*whole];
  }

  static std::vector<KpiResult> values(const ValueReader& reader, MaybeCell cell,
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

std::vector<KpiChange> Engine::changes_from(const Engine& before,
                                            const std::vector<model::Granularity>& published, base::Day today,
                                            base::Micros known_at) const {
  std::vector<KpiChange> changes;
  std::vector<bool> unchanged(cells_.size());
  for (CellId cell = 0; cell < cells_.size(); ++cell) {
    const auto old_cell = in(before.cells_, cells_.name(cell));
    unchanged[cell] = old_cell && cells_.same(cell, before.cells_, *old_cell);
  }
  const auto places_were = places_of(before.cells_);
  const auto places_are = places_of(cells_);
  for (std::size_t kpi = 0; kpi < definitions_.size(); ++kpi) {
    const auto& definition = definitions_[kpi];
    if (definition.form == Form::kFreshness) continue;  // no record moves it
    const auto old_periods = before.published_periods(definition, published, today);
    const auto new_periods = published_periods(definition, published, today);
    Comparison(before, places_were, *this, places_are, unchanged, kpi, today, known_at)
        .run(old_periods.size() > new_periods.size() ? old_periods : new_periods, changes);
  }
  return changes;
}

}  // namespace mizan::kpi
