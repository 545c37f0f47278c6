// Upkeep by change: subtract what a case contributed, add what it contributes now, say which values moved.
#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

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

// Of figures, or of results.
template <class Value>
bool has_moved(const Value& was, const Value& now) {
  return was.value != now.value || was.numerator != now.numerator || was.denominator != now.denominator;
}

// From `was`, if there was a value.
template <class Value>
KpiChange change_to(KpiResult now, const Value* was, base::Day today) {
  KpiChange change;
  change.first = was == nullptr;
  if (was != nullptr) change.previous = was->value;
  change.restatement = now.period.to <= today;
  change.now = std::move(now);
  return change;
}

// What is no longer there: a class of an outcome mix that nothing falls into any more is 0, else no value.
KpiResult gone(const KpiResult& was, const Definition* definition, base::Micros known_at) {
  auto now = was;
  now.known_at = known_at;
  if (definition != nullptr) now.key.version = definition->version;
  now.value.reset();
  now.numerator.reset();
  now.denominator.reset();
  if (definition != nullptr && is_mix(definition->form)) now.value = model::Fraction{0, 1};
  return now;
}

}  // namespace

/// The published values that a batch may move, read before it and after it.
class Engine::Moves {
 public:
  Moves(const Engine& engine, const Batch& batch, base::Day today, base::Micros known_at,
        const std::vector<model::Granularity>& published)
      : engine_(engine), batch_(batch), today_(today), known_at_(known_at), published_(published) {}

  /// What is read before is kept; what is read after it, in the same order, is held against that.
  void read_before() {
    visit([&](const ValueReader& reader, const MovedPlace& moved, const Period& period) {
      reader.figures(moved.place.cell, period, before_);
      ends_.push_back(before_.size());
    });
  }
  std::vector<KpiChange> compare_after() {
    std::vector<KpiChange> changes;
    changes.reserve(before_.size());
    std::size_t at = 0;
    std::size_t begin = 0;
    const MovedPlace* of = nullptr;
    std::optional<RecordsBehind> behind;
    visit([&](const ValueReader& reader, const MovedPlace& moved, const Period& period) {
      const auto first = changes.size();
      const auto end = ends_[at++];
      compare(std::span(before_).subspan(begin, end - begin), reader, moved.place.cell, period, changes);
      begin = end;
      if (changes.size() == first) return;
      if (std::exchange(of, &moved) != &moved) behind.emplace(moved, batch_.records());
      const auto records = records_of(*behind, moved, period);
      for (auto i = first; i < changes.size(); ++i)
        std::copy(records.begin(), records.end(), std::begin(changes[i].records));
    });
    return changes;
  }

 private:
  template <class Sink>
  void visit(const Sink& sink) {
    const auto places = places_of(engine_.cells_);
    const auto seen = engine_.reach(today_);
    std::optional<ValueReader> reader;
    std::optional<std::uint8_t> kpi;
    for (const auto& moved : batch_.moved()) {
      const auto place = moved.place;
      const auto& definition = engine_.definitions_[place.kpi];
      if (kpi != place.kpi) {
        kpi = place.kpi;
        reader.reset();
        if (engine_.is_in_force(definition, today_))
          reader.emplace(engine_, place.kpi, places, seen, known_at_);
      }
      if (!reader) continue;  // another version is published
      for (const auto* period : affected(moved, definition.form)) sink(*reader, moved, *period);
    }
  }

  // Which published periods may have changed: those of the touched months and, for stocks, all that follow.
  const std::vector<const Period*>& affected(const MovedPlace& moved, Form form) {
    affected_.clear();
    const auto last = base::month_index(today_);
    for (const auto granularity : published_) {
      const Period* latest = nullptr;
      const auto add = [&](std::int32_t month) {
        const auto* period = &period_of(month, granularity);
        if (latest != nullptr && latest->from == period->from) return;
        affected_.push_back(latest = period);
      };
      if (is_live(form)) {
        add(last);  // live values: only the present has them
      } else if (carries_on(form)) {
        for (std::int32_t month = moved.months.front(); month <= last; ++month) add(month);
      } else {
        for (const auto month : moved.months) {
          if (month <= last) add(month);
        }
      }
    }
    return affected_;
  }

  // The same few months are asked for again and again.
  const Period& period_of(std::int32_t month, model::Granularity granularity) {
    auto& known = periods_[{granularity, month}];
    if (known.label.empty()) known = model::period_of(base::month_start(month), granularity);
    return known;
  }

  // The statistics of one place and period: both are in their order.
  void compare(std::span<const Figures> before, const ValueReader& reader, CellId cell, const Period& period,
               std::vector<KpiChange>& changes) {
    after_.clear();
    reader.figures(cell, period, after_);
    const auto tell = [&](const Figures& now, const Figures* was) {
      changes.push_back(change_to(reader.told(cell, period, now), was, today_));
    };
    auto was = before.begin();
    const auto tell_gone_before = [&](unsigned stat) {
      for (; was != before.end() && was->stat < stat; ++was) {
        const auto now = reader.nothing(was->stat, cell, period);
        if (has_moved(*was, now)) tell(now, &*was);
      }
    };
    for (const auto& now : after_) {
      tell_gone_before(now.stat);
      const auto* known = was != before.end() && was->stat == now.stat ? &*was++ : nullptr;
      if (known == nullptr || has_moved(*known, now)) tell(now, known);
    }
    constexpr unsigned kBeyondAll = 256;
    tell_gone_before(kBeyondAll);
  }

  RecordCounts records_of(const RecordsBehind& behind, const MovedPlace& moved, const Period& period) const {
    const auto form = engine_.definitions_[moved.place.kpi].form;
    if (is_live(form)) return behind.ever();  // live values stand outside every month
    const auto to = base::month_index(period.to);
    return carries_on(form) ? behind.until(to) : behind.within(base::month_index(period.from), to);
  }

  const Engine& engine_;
  const Batch& batch_;
  base::Day today_;
  base::Micros known_at_;
  const std::vector<model::Granularity>& published_;
  std::vector<Figures> before_;
  std::vector<std::size_t> ends_;  // in before_, of each place and period
  std::vector<Figures> after_;     // of the place and period at hand
  std::map<std::pair<model::Granularity, std::int32_t>, Period> periods_;
  std::vector<const Period*> affected_;  // of the place at hand
};

std::vector<KpiChange> Engine::apply(const std::vector<CaseChange>& changes, base::Day today,
                                     base::Micros known_at,
                                     const std::vector<model::Granularity>& published) {
  Batch batch(changes.size());
  for (const auto& change : changes) batch.add(*this, change);
  batch.finish(*this);
  Moves moves(*this, batch, today, known_at, published);
  moves.read_before();
  batch.put_into(*this);
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
  for (auto& value : after) {
    const auto found = previous.find(name(value));
    const auto* was = found == previous.end() ? nullptr : found->second;
    if (found != previous.end()) previous.erase(found);
    if (was == nullptr || has_moved(*was, value)) changes.push_back(change_to(std::move(value), was, today));
  }
  for (const auto& [key, was] : previous)
    changes.push_back(change_to(gone(*was, in_force(was->key.kpi, today), known_at), was, today));
  return changes;
}

}  // namespace mizan::kpi
