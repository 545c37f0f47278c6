// KPIS rule 6 and section 1: what sources see, and what is said of what they do not.
#include <gtest/gtest.h>

#include <set>

#include "kpi/engine.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::kpi {
namespace {
using model::Kind;
using model::Record;

TEST(Engine, AFieldThatNoSourceSeesMakesAKpiNotAvailableNotZero) {
  Engine engine(shipped());
  SourceState source;
  source.declaration.name = "court";
  source.declaration.observes[1].set(model::field::instituted_on_id);
  source.declaration.observes[1].set(model::field::disposed_on_id);
  source.declaration.populations.set();
  engine.set_sources({source});
  Record record(Kind::kCase, "1");
  record.set_text(model::field::province_id, "P");
  record.set_text(model::field::court_id, "A");
  record.set_date(model::field::instituted_on_id, *base::parse_iso_day("2024-01-01"));
  record.set_date(model::field::disposed_on_id, *base::parse_iso_day("2024-02-01"));
  record.set_text(model::field::disposal_id, "convicted");
  engine.add_case({{1}, {{{1}, record, {}}}}, *base::parse_iso_day("2024-06-01"));
  const auto results = engine.values({"fir_to_disposal_days", {*model::parse_period("2024-02")}, {}, "P"},
                                     *base::parse_iso_day("2024-06-01"), 0);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].status, model::KpiStatus::kNotAvailable);
  EXPECT_FALSE(results[0].value);
  EXPECT_EQ(results[0].excluded.not_observed, 1);
}

using Seen = std::pair<Kind, model::FieldId>;

SourceState source_of(int id, const std::string& province, std::initializer_list<Seen> sees,
                      std::optional<base::Day> horizon) {
  SourceState source;
  source.declaration.id = {id};
  source.declaration.name = std::to_string(id);
  source.declaration.province = province;
  for (const auto& [kind, field] : sees)
    source.declaration.observes[static_cast<std::size_t>(kind)].set(field);
  source.declaration.populations.set();
  source.horizon = horizon;
  return source;
}

// KPIS rule 6 and section 1: horizons count of the sources that give what is needed.
TEST(Engine, ASourceThatSeesNothingOfWhatIsNeededNeitherReachesNorHoldsBack) {
  const Seen instituted{Kind::kCase, model::field::instituted_on_id};
  const Seen disposed{Kind::kCharge, model::field::disposed_on_id};
  const Seen held{Kind::kHearing, model::field::held_on_id};
  const auto day = [](const char* text) { return *base::parse_iso_day(text); };
  const auto status = [&](std::vector<SourceState> sources, const char* period) {
    Engine engine(shipped());
    engine.set_sources(std::move(sources));
    return engine.values({"pending", {*model::parse_period(period)}, {}, "_T"}, day("2024-06-30"), 0)
        .at(0)
        .status;
  };
  using model::KpiStatus;
  const auto courts = source_of(1, "P", {instituted, disposed}, day("2024-03-31"));
  const auto only_hearings = [](SourceState source) {
    source.declaration.populations.reset();
    source.declaration.populations.set(static_cast<std::size_t>(model::Population::kHearings));
    return source;
  };
  const auto hearings_late = only_hearings(source_of(2, "P", {held}, day("2024-01-31")));
  const auto hearings_far = only_hearings(source_of(2, "P", {held}, day("2024-06-30")));
  EXPECT_EQ(status({courts}, "2024-03"), KpiStatus::kNormal);
  EXPECT_EQ(status({courts, hearings_late}, "2024-03"), KpiStatus::kNormal);
  EXPECT_EQ(status({courts, hearings_far}, "2024-04"), KpiStatus::kNotAvailable);
  EXPECT_EQ(status({courts, source_of(3, "", {instituted}, day("2024-02-15"))}, "2024-03"),
            KpiStatus::kProvisional);
  EXPECT_EQ(status({hearings_far}, "2024-03"), KpiStatus::kNotAvailable);
  // What is never seen to end would be pending for ever.
  EXPECT_EQ(status({source_of(1, "P", {instituted}, day("2024-03-31"))}, "2024-03"),
            KpiStatus::kNotAvailable);
}

// KPIS rule 6: a KPI needs the populations that it counts. An office that gets cases at the hand-over knows
// when their FIRs were registered, and not how many were.
TEST(Engine, FieldsWithoutThePopulationThatIsCountedAreNotEnough) {
  Engine engine(shipped());
  auto prosecution = source_of(1, "P", {}, {});
  for (auto& fields : prosecution.declaration.observes) fields.set();
  prosecution.declaration.populations.reset();
  prosecution.declaration.populations.set(static_cast<std::size_t>(model::Population::kCases));
  auto police = source_of(2, "Q", {{Kind::kCase, model::field::fir_on_id}}, {});
  engine.set_sources({prosecution, police});
  const auto status = [&](const char* kpi, const char* province) {
    Record record(Kind::kCase, province);
    record.set_text(model::field::province_id, province);
    record.set_text(model::field::fir_no_id, "1");
    record.set_text(model::field::police_station_id, "S");
    for (const auto field : {model::field::fir_on_id, model::field::instituted_on_id})
      record.set_date(field, *base::parse_iso_day("2024-01-05"));
    Record hearing(Kind::kHearing, "h");
    hearing.set_date(model::field::held_on_id, *base::parse_iso_day("2024-01-20"));
    engine.add_case({{1}, {{{1}, record, {hearing}}}}, *base::parse_iso_day("2024-06-01"));
    return engine
        .values({kpi, {*model::parse_period("2024-01")}, {}, province}, *base::parse_iso_day("2024-06-01"), 0)
        .at(0)
        .status;
  };
  using model::KpiStatus;
  EXPECT_EQ(status("firs_registered", "P"), KpiStatus::kNotAvailable);
  EXPECT_EQ(status("hearings_listed", "P"), KpiStatus::kNotAvailable);
  EXPECT_EQ(status("hearings_per_disposal", "P"), KpiStatus::kNotAvailable);
  EXPECT_NE(status("clearance_rate", "P"), KpiStatus::kNotAvailable);
  EXPECT_NE(status("firs_registered", "Q"), KpiStatus::kNotAvailable);
}

// KPIS rule 6: a KPI needs the fields that it counts. Not observed is not zero.
TEST(Engine, WithoutDisposalsNoKpiThatCountsThemHasAValue) {
  Engine engine(shipped());
  engine.set_sources({source_of(1, "P",
                                {{Kind::kCase, model::field::instituted_on_id},
                                 {Kind::kCase, model::field::fir_on_id},
                                 {Kind::kHearing, model::field::held_on_id},
                                 {Kind::kHearing, model::field::next_on_id},
                                 {Kind::kHearing, model::field::outcome_id}},
                                {})});
  Record record(Kind::kCase, "1");
  record.set_text(model::field::province_id, "P");
  record.set_date(model::field::instituted_on_id, *base::parse_iso_day("2024-01-05"));
  const auto today = *base::parse_iso_day("2024-06-01");
  engine.add_case({{1}, {{{1}, record, {}}}}, today);
  std::set<std::string> available;
  for (const auto& definition : engine.definitions()) {
    const model::Period period =
        is_live(definition.form) ? *model::parse_period("2024-06") : *model::parse_period("2024-01");
    for (const auto& result : engine.values({definition.id, {period}, {}, "P"}, today, 0)) {
      const bool none = result.status == model::KpiStatus::kNotAvailable ||
                        result.status == model::KpiStatus::kNotApplicable;
      if (!none) available.insert(definition.id);
    }
  }
  EXPECT_EQ(available,
            (std::set<std::string>{"firs_registered", "hearings_listed", "adjournment_rate",
                                   "cohort_instituted", "link_rate", "next_date_gap_days", "quarantine_rate",
                                   "unmapped_codes", "freshness_hours", "holder_disagreement"}));
}

// KPIS section 1: what no source sees is left out as not observed, whether or not a record happens to lack
// it; once.
TEST(Engine, AUnitThatNoSourceSeesIsNotObservedRatherThanMissing) {
  Engine engine(shipped());
  engine.set_sources({source_of(1, "", {{Kind::kHearing, model::field::held_on_id}}, {})});
  const auto day = [](const char* text) { return *base::parse_iso_day(text); };
  Record record(Kind::kCase, "1");
  record.set_text(model::field::province_id, "P");
  record.set_date(model::field::instituted_on_id, day("2024-01-05"));
  record.set_text(model::field::disposal_id, "convicted");  // without its date
  Record hearing(Kind::kHearing, "h");
  hearing.set_date(model::field::held_on_id, day("2024-01-20"));  // without its outcome
  engine.add_case({{1}, {{{1}, record, {hearing}}}}, day("2024-06-01"));
  for (const auto* kpi : {"adjournment_rate", "inventory_gap"}) {
    const auto results =
        engine.values({kpi, {*model::parse_period("2024-01")}, {}, "P"}, day("2024-06-01"), 0);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].excluded.not_observed, 1) << kpi;
    EXPECT_EQ(results[0].excluded.missing, 0) << kpi;
  }
}

}  // namespace
}  // namespace mizan::kpi
