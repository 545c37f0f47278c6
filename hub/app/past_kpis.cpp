#include "app/past_kpis.hpp"

#include <algorithm>

#include "api/explain.hpp"
#include "app/declaration.hpp"
#include "base/text.hpp"
#include "pipeline/past_kpis.hpp"
#include "store/past.hpp"

namespace mizan::app {
namespace {

// As Session::declare_sources() has them now.
base::Result<std::vector<kpi::SourceState>> sources_of(store::Past& past) {
  std::vector<kpi::SourceState> states;
  MIZAN_ASSIGN(const auto sources, past.sources());
  for (const auto& source : sources) {
    kpi::SourceState state;
    MIZAN_ASSIGN(state.declaration, parse_declaration(source.declaration));
    state.declaration.id = source.id;
    state.declaration.name = source.name;
    state.horizon = state.declaration.capture_day ? state.declaration.capture_day : source.read_day;
    state.newest_change = source.newest_change;
    states.push_back(std::move(state));
  }
  return states;
}

base::Result<std::shared_ptr<api::PastKpis>> count(
    store::Past& past, std::vector<kpi::Definition> definitions,
    const std::function<pipeline::FactsSeen(kpi::Engine&)>& seen) {
  auto kpis = std::make_shared<api::PastKpis>(kpi::Engine(std::move(definitions)), past.moment());
  MIZAN_ASSIGN(auto sources, sources_of(past));
  kpis->engine.set_sources(std::move(sources));
  MIZAN_TRY(pipeline::count_past(past, kpis->engine, seen ? seen(kpis->engine) : pipeline::FactsSeen()));
  return kpis;
}

}  // namespace

base::Result<std::shared_ptr<const api::PastKpis>> past_kpis(store::Store& reader,
                                                             std::vector<kpi::Definition> definitions,
                                                             base::Micros moment) {
  MIZAN_ASSIGN(auto past, store::Past::at(reader, moment));
  MIZAN_ASSIGN(auto kpis, count(past, std::move(definitions), {}));
  return std::shared_ptr<const api::PastKpis>(std::move(kpis));
}

base::Result<PastValue> past_value(store::Store& reader, std::vector<kpi::Definition> definitions,
                                   base::Micros moment, const api::Selection& selection) {
  MIZAN_ASSIGN(const auto cell, api::cell_of(selection));
  const auto period = *model::parse_period(selection.period);
  MIZAN_ASSIGN(auto past, store::Past::at(reader, moment));
  const auto today = base::karachi_day(moment);
  PastValue value;
  value.sequence = past.sequence();
  const auto seen = [&](kpi::Engine& engine) -> pipeline::FactsSeen {
    const auto found = api::definition_of(selection, engine, today);
    if (!found) return {};
    return [&, definition = *found](model::LinkedCaseId id, const kpi::Facts& facts) {
      if (auto parts = engine.parts(facts, *definition, cell, period, today); !parts.empty())
        value.parts[id] = std::move(parts);
    };
  };
  MIZAN_ASSIGN(const auto kpis, count(past, std::move(definitions), seen));
  MIZAN_ASSIGN(value.results, api::fair_values_of(selection, kpis->engine, today, moment));
  return value;
}

base::Result<api::Explanation> explain_past(store::Store& reader, std::vector<kpi::Definition> definitions,
                                            base::Micros moment, const api::Selection& selection,
                                            std::size_t limit) {
  MIZAN_ASSIGN(auto value, past_value(reader, std::move(definitions), moment, selection));
  api::Explanation explanation;
  explanation.known_at = moment;
  explanation.values = std::move(value.results);
  explanation.case_count = static_cast<std::int64_t>(value.parts.size());
  for (auto& [id, parts] : value.parts) {
    if (explanation.cases.size() == limit) break;
    explanation.cases.push_back({id, "", std::move(parts), {}});
  }
  MIZAN_TRY(api::add_records(explanation.cases, reader, value.sequence));
  return explanation;
}

base::Result<api::DueList> past_due(store::Store& reader, std::vector<kpi::Definition> definitions,
                                    const api::DueRules& rules, const api::DueQuery& query) {
  const auto end_of_day = base::start_of_karachi_day(query.on + 1) - 1;
  MIZAN_ASSIGN(auto past, store::Past::at(reader, end_of_day));
  kpi::Engine engine(std::move(definitions));
  MIZAN_ASSIGN(auto sources, sources_of(past));
  engine.set_sources(std::move(sources));
  api::DueCollector collector(query, due::Sight(engine, engine.reach(query.on)), rules, engine.names());
  kpi::NameReader names(engine.names());
  MIZAN_TRY(
      past.for_each_case(&kpi::fields_of_facts(), [&](const model::LinkedCase& linked) -> base::Result<> {
        collector.add(linked.id, kpi::assemble(linked, engine.holders(), query.on, names));
        return {};
      }));
  MIZAN_TRY(api::check_names(query, engine));
  auto list = collector.take();
  MIZAN_TRY(api::add_due_details(list, reader, past.sequence()));
  return list;
}

base::Result<base::Micros> parse_moment(std::string_view text, base::Micros now) {
  std::optional<base::Micros> moment;
  if (const auto day = base::parse_iso_day(text)) {
    moment = base::start_of_karachi_day(base::Day{day->value + 1}) - 1;
  } else {
    moment = base::parse_rfc3339(text);
  }
  if (!moment)
    return base::Error{base::Code::kData,
                       "known_at is a moment such as 2026-03-01T09:30:00Z, or a day, which means its end"};
  if (*moment > now && base::karachi_day(*moment) > base::karachi_day(now))
    return base::Error{base::Code::kData, "known_at is still to come"};
  return std::min(*moment, now);
}

std::shared_ptr<const api::PastKpis> PastCache::find(base::Micros moment) {
  const std::lock_guard lock(mutex_);
  const auto found =
      std::find_if(kept_.begin(), kept_.end(), [&](const auto& each) { return each->moment == moment; });
  if (found == kept_.end()) return nullptr;
  std::rotate(found, found + 1, kept_.end());
  return kept_.back();
}

base::Result<std::unique_lock<std::mutex>> PastCache::turn_to_count() {
  std::unique_lock counting(counting_, std::try_to_lock);
  if (counting) return counting;
  return base::Error{base::Code::kTransient,
                     "the values of another past moment are being counted: ask again in a minute"};
}

base::Result<api::DueList> PastCache::due(const api::DueQuery& query, const api::DueRules& rules) {
  MIZAN_ASSIGN(const auto counting, turn_to_count());
  MIZAN_ASSIGN(auto reader, store::Store::open(store_path_, store::OpenMode::kRead));
  return past_due(reader, definitions_, rules, query);
}

base::Result<api::Explanation> PastCache::explain(base::Micros moment, const api::Selection& selection,
                                                  std::size_t limit) {
  MIZAN_ASSIGN(const auto counting, turn_to_count());
  MIZAN_ASSIGN(auto reader, store::Store::open(store_path_, store::OpenMode::kRead));
  return explain_past(reader, definitions_, moment, selection, limit);
}

base::Result<std::shared_ptr<const api::PastKpis>> PastCache::at(base::Micros moment) {
  if (auto kept = find(moment)) return kept;
  MIZAN_ASSIGN(const auto counting, turn_to_count());
  if (auto kept = find(moment)) return kept;  // by whoever counted until now
  MIZAN_ASSIGN(auto reader, store::Store::open(store_path_, store::OpenMode::kRead));
  MIZAN_ASSIGN(auto made, past_kpis(reader, definitions_, moment));
  const std::lock_guard lock(mutex_);
  if (kept_.size() == kMost) kept_.erase(kept_.begin());
  kept_.push_back(made);
  return made;
}

}  // namespace mizan::app
