#include "verify/facts.hpp"

#include <fmt/format.h>

#include <array>

#include "verify/agreement.hpp"
#include "verify/findings.hpp"
#include "verify/sql_texts.hpp"

namespace mizan::verify {
namespace {

constexpr std::array<std::string_view, 11> kSteps = {"records", "legs",    "hearings", "said",
                                                     "persons", "accused", "trials",   "custody",
                                                     "appeals", "papers",  "periods"};

constexpr std::string_view kEmptyFacts = R"sql(
DELETE FROM v_moment;
DELETE FROM v_source;
DELETE FROM v_sees;
DELETE FROM v_record;
DELETE FROM v_fir;
DELETE FROM v_part;
DELETE FROM v_leg;
DELETE FROM v_under;
DELETE FROM v_lent;
DELETE FROM v_teller;
DELETE FROM v_seat;
DELETE FROM v_hearing;
DELETE FROM v_said;
DELETE FROM v_item;
DELETE FROM v_accused;
DELETE FROM v_prisoner;
DELETE FROM v_person;
DELETE FROM v_custody;
DELETE FROM v_appeal_told;
DELETE FROM v_appeal;
DELETE FROM v_told;
DELETE FROM v_match;
DELETE FROM v_submission;
DELETE FROM v_report;
DELETE FROM v_objection;
DELETE FROM v_bail_told;
DELETE FROM v_bail;
DELETE FROM v_trial;
DELETE FROM v_dormant;
DELETE FROM v_pending;
DELETE FROM v_carrier;
DELETE FROM v_code;
DELETE FROM v_finding;
DELETE FROM v_shared;
DELETE FROM v_month;
DELETE FROM v_period;
DELETE FROM v_span;
)sql";

constexpr std::string_view kEmptyDefinition = R"sql(
DELETE FROM v_need;
DELETE FROM v_limit;
DELETE FROM v_place;
DELETE FROM v_amount;
DELETE FROM v_measure;
)sql";

// Stands where the kind of a field stands otherwise.
constexpr std::string_view kPopulation = "population";

base::Result<> put_source(Script& script, const kpi::SourceState& source, base::Day today) {
  const auto& declaration = source.declaration;
  MIZAN_ASSIGN(auto* put, script.query("INSERT INTO v_source VALUES (?2, ?3, ?4, ?5)", today));
  put->bind(2, std::int64_t{declaration.id.value}).bind(3, model::holder_name(declaration.holder));
  put->bind(4, std::string_view(declaration.province));
  source.horizon ? put->bind(5, std::int64_t{source.horizon->value}) : put->bind_null(5);
  MIZAN_TRY(put->run());
  MIZAN_ASSIGN(auto* see, script.query("INSERT INTO v_sees VALUES (?2, ?3, ?4)", today));
  for (int k = 1; k <= model::kKindCount; ++k) {
    for (const auto& field : model::all_fields()) {
      if (!declaration.sees(static_cast<model::Kind>(k), field.id)) continue;
      see->bind(2, std::int64_t{declaration.id.value}).bind(3, model::kind_name(static_cast<model::Kind>(k)));
      MIZAN_TRY(see->bind(4, field.name).run());
    }
  }
  for (const auto population : model::all_populations()) {
    if (!declaration.sees_all(population)) continue;
    see->bind(2, std::int64_t{declaration.id.value}).bind(3, kPopulation);
    MIZAN_TRY(see->bind(4, model::population_name(population)).run());
  }
  return {};
}

std::string_view time_class_name(kpi::TimeClass time_class) {
  switch (time_class) {
    case kpi::TimeClass::kJuvenile:
      return "juvenile";
    case kpi::TimeClass::kMurder:
      return "murder";
    case kpi::TimeClass::kOver7Years:
      return "over_7_years";
    case kpi::TimeClass::kUpTo7Years:
      return "up_to_7_years";
    case kpi::TimeClass::kNone:
      break;
  }
  return "";
}

base::Result<> put_limits(Script& script, const kpi::Definition& definition, base::Day today) {
  MIZAN_ASSIGN(auto* put,
               script.query("INSERT INTO v_limit VALUES (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", today));
  std::int64_t number = 0;
  for (const auto& limit : definition.limits) {
    put->bind(2, ++number)
        .bind(3, std::string_view(limit.province))
        .bind(4, time_class_name(limit.time_class));
    put->bind(5, std::int64_t{limit.from.value}).bind(6, std::int64_t{limit.until.value});
    put->bind(7, std::int64_t{limit.days}).bind(8, std::int64_t{limit.working ? 1 : 0});
    limit.death ? put->bind(9, std::int64_t{*limit.death ? 1 : 0}) : put->bind_null(9);
    put->bind(10, std::int64_t{limit.woman ? 1 : 0});
    MIZAN_TRY(put->run());
  }
  return {};
}

// The coded fields of a record table are those that have a column for what the source wrote, but stations and
// courts: they have one beside the code of a place.
base::Result<std::vector<std::string>> coded_fields(Script& script, std::string_view table, base::Day today) {
  std::vector<std::string> fields;
  MIZAN_ASSIGN(auto* query,
               script.query("SELECT substr(name, 1, length(name) - 7) FROM pragma_table_info(?2) "
                            "WHERE name LIKE '%\\_native' ESCAPE '\\' "
                            "AND name NOT IN ('police_station_native', 'court_native')",
                            today));
  const store::ResetGuard guard(*query);
  query->bind(2, table);
  while (true) {
    MIZAN_ASSIGN(const bool row, query->step());
    if (!row) return fields;
    fields.emplace_back(query->text(0));
  }
}

// Every live non-empty value of every coded field, and whether it has an entry.
base::Result<> fill_codes(Script& script, base::Day today) {
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto table = fmt::format("rec_{}", model::kind_name(static_cast<model::Kind>(k)));
    MIZAN_ASSIGN(const auto fields, coded_fields(script, table, today));
    for (const auto& field : fields) {
      const auto insert = fmt::format(R"(INSERT INTO v_code
        SELECT f.province, f.district, f.police_station, f.offence_group, '{0}',
               coalesce(x."{0}", 'unclassified') = 'unclassified', count(*)
        FROM {1} AS x JOIN v_under AS u USING (ref) JOIN v_trial AS t USING (trial) JOIN v_fir AS f USING (link)
        WHERE x."{0}_native" <> '' GROUP BY 1, 2, 3, 4, 6)",
                                      field, table);
      MIZAN_TRY(script.run(insert, today));
    }
  }
  return {};
}

}  // namespace

base::Result<> create_tables(Script& script) {
  for (const auto* name : {"tables", "movements", "cells"}) {
    MIZAN_TRY(script.database().execute(std::string(sql_text(name))));
  }
  return {};
}

int fact_steps() {
  return static_cast<int>(kSteps.size()) + 1;
}

base::Result<> fill_facts(Script& script, const std::vector<kpi::SourceState>& sources, base::Day today,
                          base::Micros known_at, bool live, const std::function<void()>& on_step) {
  MIZAN_TRY(script.run(kEmptyFacts, today));
  for (const auto& source : sources) MIZAN_TRY(put_source(script, source, today));
  MIZAN_ASSIGN(auto* moment, script.query("INSERT INTO v_moment VALUES (?2)", today));
  MIZAN_TRY(moment->bind(2, known_at).run());
  for (const auto step : kSteps) {
    MIZAN_TRY(script.run(sql_text(step), today));
    on_step();
  }
  if (live) {
    MIZAN_TRY(fill_codes(script, today));
    MIZAN_TRY(fill_findings(script, today));
    MIZAN_TRY(fill_shared(script, today));
  }
  on_step();
  return {};
}

base::Result<> begin_definition(Script& script, const kpi::Definition& definition, base::Day today) {
  MIZAN_TRY(script.run(kEmptyDefinition, today));
  MIZAN_ASSIGN(auto* put, script.query("INSERT INTO v_need VALUES (?2, ?3, ?4)", today));
  std::int64_t number = 0;
  for (const auto& need : definition.needs) {
    ++number;
    if (need.population) {
      put->bind(2, number).bind(3, kPopulation);
      MIZAN_TRY(put->bind(4, model::population_name(*need.population)).run());
    }
    for (const auto kind : need.kinds) {
      put->bind(2, number).bind(3, model::kind_name(kind));
      MIZAN_TRY(put->bind(4, model::find_field(need.field)->name).run());
    }
  }
  MIZAN_TRY(put_limits(script, definition, today));
  return script.run(sql_text("places"), today);
}

}  // namespace mizan::verify
