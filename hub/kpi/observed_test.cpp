// KPIS rule 6 and section 1: what sources see, and what is said of what they do not.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "kpi/engine.hpp"

namespace mizan::kpi {
namespace {
namespace fs = std::filesystem;
using model::Kind;
using model::Record;

std::string read_file(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<Definition> shipped() {
  std::vector<Definition> definitions;
  for (const auto& entry : fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis")) {
    if (entry.path().extension() != ".toml") continue;
    auto definition = parse_definition(read_file(entry.path()), entry.path().filename());
    EXPECT_TRUE(definition) << definition.error().message;
    if (definition) definitions.push_back(*definition);
  }
  return definitions;
}

TEST(Engine, AFieldThatNoSourceSeesMakesAKpiNotAvailableNotZero) {
  Engine engine(shipped());
  SourceState source;
  source.declaration.name = "court";
  source.declaration.observes[1].set(model::field::instituted_on_id);
  source.declaration.observes[1].set(model::field::disposed_on_id);
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

SourceState source_of(int id, const std::string& province, std::initializer_list<Need> sees,
                      std::optional<base::Day> horizon) {
  SourceState source;
  source.declaration.id = {id};
  source.declaration.name = std::to_string(id);
  source.declaration.province = province;
  for (const auto& need : sees)
    source.declaration.observes[static_cast<std::size_t>(need.kind)].set(need.field);
  source.horizon = horizon;
  return source;
}

// KPIS rule 6 and section 1: horizons count of the sources that give what is needed.
TEST(Engine, ASourceThatSeesNothingOfWhatIsNeededNeitherReachesNorHoldsBack) {
  const Need instituted{Kind::kCase, model::field::instituted_on_id};
  const Need held{Kind::kHearing, model::field::held_on_id};
  const auto day = [](const char* text) { return *base::parse_iso_day(text); };
  const auto status = [&](std::vector<SourceState> sources, const char* period) {
    Engine engine(shipped());
    engine.set_sources(std::move(sources));
    return engine.values({"pending", {*model::parse_period(period)}, {}, "_T"}, day("2024-06-30"), 0)
        .at(0)
        .status;
  };
  using model::KpiStatus;
  const auto courts = source_of(1, "P", {instituted}, day("2024-03-31"));
  const auto hearings_late = source_of(2, "P", {held}, day("2024-01-31"));
  const auto hearings_far = source_of(2, "P", {held}, day("2024-06-30"));
  EXPECT_EQ(status({courts}, "2024-03"), KpiStatus::kNormal);
  EXPECT_EQ(status({courts, hearings_late}, "2024-03"), KpiStatus::kNormal);
  EXPECT_EQ(status({courts, hearings_far}, "2024-04"), KpiStatus::kNotAvailable);
  EXPECT_EQ(status({courts, source_of(3, "", {instituted}, day("2024-02-15"))}, "2024-03"),
            KpiStatus::kProvisional);
  EXPECT_EQ(status({hearings_far}, "2024-03"), KpiStatus::kNotAvailable);
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
