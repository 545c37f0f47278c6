// Upkeep by change: subtract what a case contributed, add what it contributes now, say which values moved.
#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "kpi/engine.hpp"
#include "kpi/engine_spread_impl.hpp"
#include "kpi/value_reader.hpp"

namespace mizan::kpi {

using model::KpiChange;
using model::KpiResult;
using model::Period;

namespace {

/// A cell of a KPI.
using Place = std::pair<std::uint8_t, CellId>;

/// What a batch did to one cell of one KPI: in which months, and which cases (by place in the batch) did it.
struct Touched {
  std::set<std::int32_t> months;
  std::set<std::pair<std::int32_t, std::size_t>> cases;  // month, case
};

bool carries_on(Form form) {
  return is_stock(form) || form == Form::kBalance;
}

bool contains(const std::vector<Dimension>& list, Dimension dimension) {
  return std::find(list.begin(), list.end(), dimension) != list.end();
}

// Which published periods may have changed: those of the touched months and, for stocks, all that follow.
std::vector<Period> affected(const Touched& touched, Form form, base::Day today,
                             const std::vector<model::Granularity>& published) {
  std::vector<Period> periods;
  std::set<std::string> seen;
  const auto last = base::month_index(today);
  const auto add = [&](std::int32_t month) {
    for (const auto granularity : published) {
      auto period = model::period_of(base::month_start(month), granularity);
      if (seen.insert(period.label).second) periods.push_back(std::move(period));
    }
  };
  if (is_live(form)) {
    add(last);  // live values: only the present has them
  } else if (carries_on(form)) {
    for (auto month = *touched.months.begin(); month <= last; ++month) add(month);
  } else {
    for (const auto month : touched.months) {
      if (month <= last) add(month);
    }
  }
  return periods;
}

struct Delta {
  BucketKey key;
  std::map<std::int32_t, std::int64_t> by_x;
};

using Deltas = std::map<std::uint64_t, Delta>;  // by packed key
using Records = std::array<std::int64_t, model::kChangeReasonCount>;

constexpr auto kFirstMonth = std::numeric_limits<std::int32_t>::min();
constexpr auto kPastAllMonths = std::numeric_limits<std::int32_t>::max();

}  // namespace

/// All that a batch of case changes adds to and takes from the cells.
class Engine::Batch {
 public:
  void add(Engine& engine, const CaseChange& change) {
    Deltas own;
    const auto number = records_.size();
    records_.push_back(change.records);
    collect(engine, change.before, -1, own);
    collect(engine, change.after, 1, own);
    for (auto& [packed, delta] : own) {
      std::erase_if(delta.by_x, [](const auto& entry) { return entry.second == 0; });
      if (delta.by_x.empty()) continue;
      auto& touched = touched_[{delta.key.kpi, delta.key.cell}];
      touched.months.insert(delta.key.month);
      touched.cases.insert({delta.key.month, number});
      auto& sum = deltas_.try_emplace(packed, Delta{delta.key, {}}).first->second;
      for (const auto& [x, n] : delta.by_x) sum.by_x[x] += n;
    }
  }

  // A slice of the numerator alone (reason, side) has the whole cell's denominator: when that changes, every
  // slice does.
  void touch_slices(const Engine& engine) {
    std::map<Place, Touched> more;
    for (const auto& [place, what] : touched_) {
      const auto& slices = engine.definitions_[place.first].numerator_by;
      const auto& whole = engine.cells_.name(place.second);
      if (slices.empty() || whole.dimension != Dimension::kTotal) continue;
      for (CellId cell = 0; cell < engine.cells_.size(); ++cell) {
        const auto& name = engine.cells_.name(cell);
        if (name.province == whole.province && contains(slices, name.dimension))
          more[{place.first, cell}] = what;
      }
    }
    for (auto& [place, what] : more) {
      auto& slice = touched_[place];
      slice.months.insert(what.months.begin(), what.months.end());
      slice.cases.insert(what.cases.begin(), what.cases.end());
    }
  }

  // Of what falls due the nation is the sum of its provinces, which reach to different days: a case that
  // moves from one to another may move the nation's value, though its cell holds what it held.
  void touch_nation(const Engine& engine) {
    for (const auto& [place, what] : std::map<Place, Touched>(touched_)) {
      if (!is_due(engine.definitions_[place.first].form)) continue;
      if (engine.cells_.name(place.second).dimension != Dimension::kTotal) continue;
      auto& nation = touched_[{place.first, engine.nation_}];
      nation.months.insert(what.months.begin(), what.months.end());
      nation.cases.insert(what.cases.begin(), what.cases.end());
    }
  }

  void put_into(Cells& cells) const {
    for (const auto& [packed, delta] : deltas_) {
      for (const auto& [x, n] : delta.by_x) cells.add(delta.key, x, n);
    }
  }

  const std::map<Place, Touched>& touched() const { return touched_; }

  /// The records behind the change of a cell's value: those of the cases that moved it in the months
  /// [from, to), each case once.
  Records records_behind(const Place& place, std::int32_t from, std::int32_t to) const {
    Records sum{};
    std::set<std::size_t> counted;
    for (const auto& [month, number] : touched_.at(place).cases) {
      if (month < from || month >= to || !counted.insert(number).second) continue;
      for (std::size_t r = 0; r < sum.size(); ++r) sum[r] += records_[number][r];
    }
    return sum;
  }

 private:
  static void collect(Engine& engine, const std::optional<Facts>& facts, std::int64_t sign, Deltas& own) {
    if (!facts) return;
    engine.spread(*facts, Totals::kNow, [&](BucketKey key, std::int32_t x, std::int64_t n) {
      auto& delta = own[key.packed()];
      delta.key = key;
      delta.by_x[x] += sign * n;
    });
  }

  Deltas deltas_;
  std::map<Place, Touched> touched_;
  std::vector<Records> records_;  // by case
};

std::vector<KpiResult> Engine::read_touched(const Batch& batch, base::Day today, base::Micros known_at,
                                            const std::vector<model::Granularity>& published) const {
  std::vector<KpiResult> values;
  const auto places = places_of(cells_);
  const auto seen = reach(today);
  std::optional<ValueReader> reader;
  std::optional<std::uint8_t> kpi;
  for (const auto& [place, what] : batch.touched()) {
    if (kpi != place.first) {
      kpi = place.first;
      reader.reset();
      if (is_in_force(definitions_[place.first], today))
        reader.emplace(*this, place.first, places, seen, known_at);
    }
    if (!reader) continue;  // another version is published
    for (const auto& period : affected(what, definitions_[place.first].form, today, published)) {
      for (auto& result : reader->read(place.second, period)) values.push_back(std::move(result));
    }
  }
  return values;
}

std::vector<KpiChange> Engine::apply(const std::vector<CaseChange>& changes, base::Day today,
                                     base::Micros known_at,
                                     const std::vector<model::Granularity>& published) {
  Batch batch;
  for (const auto& change : changes) batch.add(*this, change);
  batch.touch_slices(*this);
  batch.touch_nation(*this);
  const auto before = read_touched(batch, today, known_at, published);
  batch.put_into(cells_);
  auto moved = changes_between(before, read_touched(batch, today, known_at, published), today, known_at);
  for (auto& change : moved) {
    const auto& key = change.now.key;
    Dimension dimension{};
    find_dimension(key.dimension, dimension);
    const auto cell = cells_.find(key.province, dimension, key.member);
    const auto kpi = static_cast<std::uint8_t>(find(key.kpi, key.version) - definitions_.data());
    const auto form = definitions_[kpi].form;
    const auto& period = change.now.period;
    const bool live = is_live(form);  // live values stand outside every month
    const auto from = live || carries_on(form) ? kFirstMonth : base::month_index(period.from);
    const auto to = live ? kPastAllMonths : base::month_index(period.to);
    const auto records = batch.records_behind({kpi, *cell}, from, to);
    std::copy(records.begin(), records.end(), std::begin(change.records));
  }
  return moved;
}

std::vector<KpiChange> Engine::changes_between(const std::vector<KpiResult>& before,
                                               std::vector<KpiResult> after, base::Day today,
                                               base::Micros known_at) const {
  std::map<std::pair<model::KpiCellKey, std::string>, const KpiResult*> previous;
  // The same value by another version of its KPI is the same value.
  const auto name = [](const KpiResult& value) {
    auto key = value.key;
    key.version = 0;
    return std::pair(std::move(key), value.period.label);
  };
  for (const auto& value : before) previous[name(value)] = &value;
  std::vector<KpiChange> changes;
  const auto put = [&](KpiResult now, const KpiResult* was) {
    KpiChange change;
    change.first = was == nullptr;
    if (was != nullptr) change.previous = was->value;
    change.restatement = now.period.to <= today;
    change.now = std::move(now);
    changes.push_back(std::move(change));
  };
  for (auto& value : after) {
    const auto found = previous.find(name(value));
    const auto* was = found == previous.end() ? nullptr : found->second;
    if (found != previous.end()) previous.erase(found);
    if (was == nullptr || was->value != value.value || was->numerator != value.numerator ||
        was->denominator != value.denominator)
      put(std::move(value), was);
  }
  // What is no longer there: a class of an outcome mix that nothing falls into any more is 0, else no value.
  for (const auto& [key, was] : previous) {
    const auto* definition = in_force(was->key.kpi, today);
    auto now = *was;
    now.known_at = known_at;
    if (definition != nullptr) now.key.version = definition->version;
    now.value.reset();
    now.numerator.reset();
    now.denominator.reset();
    if (definition != nullptr && is_mix(definition->form)) now.value = model::Fraction{0, 1};
    put(std::move(now), was);
  }
  return changes;
}

}  // namespace mizan::kpi
