// Upkeep by change: subtract what a case contributed, add what it contributes now, say which values moved.
#include <algorithm>
#include <limits>
#include <map>
#include <optional>

#include "kpi/engine.hpp"
#include "kpi/engine_batch_impl.hpp"
#include "kpi/value_reader.hpp"

namespace mizan::kpi {

using model::KpiChange;
using model::KpiResult;
using model::Period;

namespace {

bool carries_on(Form form) {
  return is_stock(form) || form == Form::kBalance;
}

constexpr auto kFirstMonth = std::numeric_limits<std::int32_t>::min();
constexpr auto kPastAllMonths = std::numeric_limits<std::int32_t>::max();

}  // namespace

/// The published values that a batch may move, read before it and after it.
class Engine::Moves {
 public:
  Moves(const Engine& engine, const Batch& batch, base::Day today, base::Micros known_at,
        const std::vector<model::Granularity>& published)
      : engine_(engine), batch_(batch), today_(today), known_at_(known_at), published_(published) {}

  /// What is read before is kept; what is read after it, in the same order, is held against that.
  void read_before() {
    visit([&](const Group&, std::vector<KpiResult> values) { before_.push_back(std::move(values)); });
  }
  std::vector<KpiChange> compare_after() {
    std::vector<KpiChange> changes;
    std::size_t at = 0;
    visit([&](const Group& group, std::vector<KpiResult> values) {
      const auto& before = before_[at++];
      const auto first = changes.size();
      if (before.empty() && values.empty()) return;
      for (auto& change : engine_.changes_between(before, std::move(values), today_, known_at_))
        changes.push_back(std::move(change));
      for (auto i = first; i < changes.size(); ++i) name_records(group, changes[i]);
    });
    return changes;
  }

 private:
  using Group = Batch::Group;

  template <class Sink>
  void visit(const Sink& sink) {
    const auto places = places_of(engine_.cells_);
    const auto seen = engine_.reach(today_);
    std::optional<ValueReader> reader;
    std::optional<std::uint8_t> kpi;
    batch_.for_each_group([&](const Group& group) {
      const auto place = group.first->place();
      const auto& definition = engine_.definitions_[place.kpi];
      if (kpi != place.kpi) {
        kpi = place.kpi;
        reader.reset();
        if (engine_.is_in_force(definition, today_))
          reader.emplace(engine_, place.kpi, places, seen, known_at_);
      }
      if (!reader) return;  // another version is published
      for (const auto& period : affected(group, definition.form))
        sink(group, reader->read(place.cell, period));
    });
  }

  // Which published periods may have changed: those of the touched months and, for stocks, all that follow.
  std::vector<Period> affected(const Group& group, Form form) {
    std::vector<Period> periods;
    const auto last = base::month_index(today_);
    for (const auto granularity : published_) {
      std::optional<base::Day> latest;
      const auto add = [&](std::int32_t month) {
        const auto& period = period_of(month, granularity);
        if (latest == period.from) return;
        latest = period.from;
        periods.push_back(period);
      };
      if (is_live(form)) {
        add(last);  // live values: only the present has them
      } else if (carries_on(form)) {
        for (auto month = group.first->month(); month <= last; ++month) add(month);
      } else {
        for (auto each = group.first; each != group.second && each->month() <= last; ++each)
          add(each->month());
      }
    }
    return periods;
  }

  // The same few months are asked for again and again.
  const Period& period_of(std::int32_t month, model::Granularity granularity) {
    auto& known = periods_[{granularity, month}];
    if (known.label.empty()) known = model::period_of(base::month_start(month), granularity);
    return known;
  }

  void name_records(const Group& group, KpiChange& change) const {
    const auto form = engine_.definitions_[group.first->place().kpi].form;
    const auto& period = change.now.period;
    const bool live = is_live(form);  // live values stand outside every month
    const auto from = live || carries_on(form) ? kFirstMonth : base::month_index(period.from);
    const auto to = live ? kPastAllMonths : base::month_index(period.to);
    const auto records = batch_.records_behind(group, from, to);
    std::copy(records.begin(), records.end(), std::begin(change.records));
  }

  const Engine& engine_;
  const Batch& batch_;
  base::Day today_;
  base::Micros known_at_;
  const std::vector<model::Granularity>& published_;
  std::vector<std::vector<KpiResult>> before_;
  std::map<std::pair<model::Granularity, std::int32_t>, Period> periods_;
};

std::vector<KpiChange> Engine::apply(const std::vector<CaseChange>& changes, base::Day today,
                                     base::Micros known_at,
                                     const std::vector<model::Granularity>& published) {
  Batch batch;
  for (const auto& change : changes) batch.add(*this, change);
  batch.finish(*this);
  Moves moves(*this, batch, today, known_at, published);
  moves.read_before();
  batch.put_into(cells_);
  return moves.compare_after();
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
