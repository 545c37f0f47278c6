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

// In the order of their files.
std::vector<std::string> ids_of(const std::vector<Definition>& before, const std::vector<Definition>& after) {
  std::vector<std::string> ids;
  for (const auto* list : {&after, &before}) {
    for (const auto& definition : *list) {
      if (std::find(ids.begin(), ids.end(), definition.id) == ids.end()) ids.push_back(definition.id);
    }
  }
  return ids;
}

std::optional<CellId> in(const Cells& cells, const CellName& name) {
  return cells.find(name.province, name.dimension, name.member);
}

}  // namespace

/// One KPI as one knew it, and as one knows it: by the definition in force then, and by the one in force now.
class Engine::Comparison {
 public:
  /// An engine as seen at one time: its places, how far one saw then, and the definition in force.
  struct Side {
    const Engine& engine;
    const Places& places;
    const Reach& reach;
    const Definition* definition;  ///< null: there was no such KPI
  };

  /// `unchanged`: cells of the new engine that hold what those of the old one do and are seen as far, so that
  /// they need not be read.
  Comparison(const Side& was, const Side& is, const std::vector<bool>& unchanged, base::Micros known_at)
      : was_(was), is_(is), unchanged_(unchanged), known_at_(known_at) {
    read(was_, old_reader_);
    read(is_, new_reader_);
    same_definition_ = was.definition != nullptr && is.definition != nullptr &&
                       was.definition->digest == is.definition->digest;
  }

  void run(const std::vector<Period>& periods, std::vector<KpiChange>& out) const {
    const auto begin = out.size();
    for (const auto cell : cells_of(is_)) {
      if (same_definition_ && unchanged_[cell] && !shares_a_whole(cell)) continue;
      compare(values(old_reader_, in(was_.engine.cells_, is_.engine.cells_.name(cell)), periods),
              values(new_reader_, cell, periods), out);
    }
    for (const auto cell : cells_of(was_)) {
      if (!is_of_both(was_.engine.cells_.name(cell))) compare(values(old_reader_, cell, periods), {}, out);
    }
    if (same_definition_) return;
    for (auto at = begin; at < out.size(); ++at) out[at].cause = model::ChangeReason::kDefinition;
  }

 private:
  void read(const Side& side, std::optional<ValueReader>& reader) const {
    if (side.definition == nullptr) return;
    const auto kpi = static_cast<std::size_t>(side.definition - side.engine.definitions_.data());
    reader.emplace(side.engine, kpi, side.places, side.reach, known_at_);
  }

  static std::vector<CellId> cells_of(const Side& side) {
    return side.definition == nullptr ? std::vector<CellId>() : side.engine.cells_of(*side.definition);
  }

  // A breakdown of the old side that the new one has too was compared with it.
  bool is_of_both(const CellName& name) const {
    return is_.definition != nullptr && has_dimension(*is_.definition, name.dimension) &&
           in(is_.engine.cells_, name);
  }

  void compare(const std::vector<KpiResult>& before, std::vector<KpiResult> after,
               std::vector<KpiChange>& out) const {
    auto changes = is_.engine.changes_between(before, std::move(after), is_.reach.today, known_at_);
    std::move(changes.begin(), changes.end(), std::back_inserter(out));
  }

  // A value may be another though its cell is the same: receipts are kept beside the cells, and a slice of
  // the numerator alone is a share of the whole cell's denominator.
  bool shares_a_whole(CellId cell) const {
    if (is_.definition->form == Form::kReceipts) return true;
    const auto& name = is_.engine.cells_.name(cell);
    const auto& slices = is_.definition->numerator_by;
    if (std::find(slices.begin(), slices.end(), name.dimension) == slices.end()) return false;
    const auto whole = is_.engine.cells_.find(name.province, Dimension::kTotal, "_T");
    return !whole || !unchanged_[*whole];
  }

  static std::vector<KpiResult> values(const std::optional<ValueReader>& reader, std::optional<CellId> cell,
                                       const std::vector<Period>& periods) {
    std::vector<KpiResult> all;
    if (!reader || !cell) return all;
    for (const auto& period : periods) {
      if (!reader->exists(*cell, period)) continue;
      for (auto& result : reader->read(*cell, period)) all.push_back(std::move(result));
    }
    return all;
  }

  Side was_;
  Side is_;
  const std::vector<bool>& unchanged_;
  bool same_definition_ = false;
  std::optional<ValueReader> old_reader_;
  std::optional<ValueReader> new_reader_;
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
  // Cells know their KPIs by the places of their definitions.
  const bool alike = then == now && basis_ == before.basis_;
  const auto unchanged = alike ? cells_like(before) : std::vector<bool>(cells_.size());
  const auto places_were = places_of(before.cells_);
  const auto places_are = places_of(cells_);
  for (const auto& id : ids_of(before.definitions_, definitions_)) {
    const auto* was = before.in_force(id, then.today);
    const auto* is = in_force(id, today);
    // Freshness is another each hour: who wants it asks for it.
    if ((was == nullptr && is == nullptr) || (is != nullptr ? is : was)->form == Form::kFreshness) continue;
    const auto periods_were =
        was ? before.published_periods(*was, published, then.today) : std::vector<Period>();
    const auto periods_are = is ? published_periods(*is, published, today) : std::vector<Period>();
    Comparison({before, places_were, then, was}, {*this, places_are, now, is}, unchanged, known_at)
        .run(periods_were.size() > periods_are.size() ? periods_were : periods_are, changes);
  }
  return changes;
}

}  // namespace mizan::kpi
