#include "verify/verifier.hpp"

#include <algorithm>
#include <array>

#include "verify/plan.hpp"

namespace mizan::verify {

using kpi::Definition;
using kpi::Dimension;
using model::Granularity;
using model::Period;

namespace {

constexpr std::array kGranularities = {Granularity::kMonth, Granularity::kQuarter, Granularity::kYear,
                                       Granularity::kFiscalYear};

bool is_live(const Definition* definition) {
  return kpi::is_live(definition->form);
}

// Live values are published for the present alone.
std::vector<Period> published_periods(const Definition& definition, const std::vector<Period>& all,
                                      base::Day today) {
  if (!kpi::is_live(definition.form)) return all;
  std::vector<Period> present;
  for (const auto granularity : kGranularities) present.push_back(model::period_of(today, granularity));
  return present;
}

base::Result<std::vector<const Definition*>> chosen(const kpi::Engine& engine,
                                                    const std::vector<std::string>& kpis) {
  std::vector<const Definition*> all;
  for (const auto& definition : engine.definitions()) {
    if (kpis.empty() || std::find(kpis.begin(), kpis.end(), definition.id) != kpis.end())
      all.push_back(&definition);
  }
  for (const auto& id : kpis) {
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const Definition* each) { return each->id == id; });
    if (!known) return base::Error{base::Code::kNotFound, "there is no KPI \"" + id + "\""};
  }
  return all;
}

const kpi::WorkingDays* calendar_of(const Definition& definition) {
  const auto& limits = definition.limits;
  const auto found =
      std::find_if(limits.begin(), limits.end(), [](const kpi::Limit& limit) { return limit.working; });
  return found == limits.end() ? nullptr : found->calendar.get();
}

std::optional<Dimension> breakdown(Dimension dimension) {
  if (dimension == Dimension::kTotal) return std::nullopt;
  return dimension;
}

}  // namespace

base::Result<Verifier> Verifier::open(const store::Database& db) {
  // The facts of a million cases do not belong in memory; nothing of them is ever rolled back.
  MIZAN_TRY(db.execute("PRAGMA temp_store = FILE; PRAGMA temp.journal_mode = OFF"));
  MIZAN_ASSIGN(auto worked_days, WorkedDays::on(db));
  Verifier verifier(db, std::move(worked_days));
  MIZAN_TRY(create_tables(verifier.script_));
  return verifier;
}

base::Result<std::int64_t> Verifier::verify_one(const kpi::Engine& engine, const Definition& definition,
                                                base::Day today, base::Micros known_at,
                                                const OnDifference& on_difference) {
  std::int64_t compared = 0;
  MIZAN_TRY(begin_definition(script_, definition, today));
  worked_days_.go_by(calendar_of(definition));
  for (const auto& statement : measures_of(definition)) MIZAN_TRY(script_.run(statement, today));
  for (const auto dimension : dimensions_of(definition)) {
    Comparison comparison(engine.values({definition.id, published_periods(definition, periods_, today),
                                         breakdown(dimension), "", definition.version},
                                        today, known_at),
                          kpi::stored_name(definition), std::string(kpi::dimension_name(dimension)),
                          on_difference);
    MIZAN_ASSIGN(auto* rows, script_.query(values_of(definition, dimension), today));
    const store::ResetGuard guard(*rows);
    while (true) {
      MIZAN_ASSIGN(const bool row, rows->step());
      if (!row) break;
      comparison.take(*rows);
    }
    compared += comparison.finish();
  }
  return compared;
}

base::Result<std::int64_t> Verifier::run(const kpi::Engine& engine, base::Day today, base::Micros known_at,
                                         const std::vector<std::string>& kpis,
                                         const OnDifference& on_difference, const OnStep& on_step) {
  MIZAN_ASSIGN(const auto wanted, chosen(engine, kpis));
  int done = 0;
  const auto step = [&] { on_step(++done, fact_steps() + static_cast<int>(wanted.size())); };
  const bool live = std::any_of(wanted.begin(), wanted.end(), is_live);
  MIZAN_TRY(fill_facts(script_, engine.sources(), today, known_at, live, step));
  periods_.clear();
  for (const auto granularity : kGranularities) {
    for (auto& period : engine.periods(granularity, today)) periods_.push_back(std::move(period));
  }
  std::int64_t compared = 0;
  for (const auto* definition : wanted) {
    MIZAN_ASSIGN(const auto values, verify_one(engine, *definition, today, known_at, on_difference));
    compared += values;
    step();
  }
  return compared;
}

}  // namespace mizan::verify
