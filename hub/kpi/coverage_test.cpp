// What a province can compute, and what it would have to see for the rest. The definitions are small ones, so
// that every answer follows by hand.
#include "kpi/coverage.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mizan::kpi {
namespace {
namespace field = model::field;
using model::Kind;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr base::Day kToday{20'600};

Definition counting(const std::string& id, const std::string& needs, const std::string& by = "",
                    const std::string& more = "") {
  auto definition = parse_definition("format = 1\nid = \"" + id +
                                         "\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\n"
                                         "question = \"q\"\nformula = \"f\"\nunit = \"cases\"\nform = "
                                         "\"count\"\nsource = \"s\"\nneeds = [" +
                                         needs + "]\n" + (by.empty() ? "" : "by = [" + by + "]\n") +
                                         "[count]\nunit = \"case\"\non = \"instituted_on\"\n" + more,
                                     id + ".toml");
  EXPECT_TRUE(definition) << definition.error().message;
  return *definition;
}

SourceState source(const std::string& name, const std::string& province,
                   std::initializer_list<std::pair<Kind, model::FieldId>> fields,
                   std::initializer_list<model::Population> populations = {}) {
  SourceState state;
  state.declaration.name = name;
  state.declaration.province = province;
  for (const auto& [kind, id] : fields) state.declaration.observes[static_cast<std::size_t>(kind)].set(id);
  for (const auto population : populations)
    state.declaration.populations.set(static_cast<std::size_t>(population));
  return state;
}

// Three KPIs need institutions and one thing more; a fourth needs two things that nobody has.
Engine small_catalogue() {
  Engine engine({counting("a", "\"cases\", \"case.instituted_on\""),
                 counting("b", "\"case.instituted_on\", \"case.court\"", "\"court\""),
                 counting("c", "\"case.instituted_on\", \"case|accused.disposed_on\""),
                 counting("d", "\"firs\", \"case.fir_on\"", "\"district\", \"offence_group\"")});
  engine.set_sources(
      {source("kp-cmms", "KP",
              {{Kind::kCase, field::instituted_on_id},
               {Kind::kCase, field::district_id},
               {Kind::kAccused, field::disposed_on_id},
               {Kind::kCase, field::sections_id}},
              {model::Population::kCases}),
       source("ba-returns", "BA", {{Kind::kCase, field::district_id}, {Kind::kCase, field::court_id}})});
  return engine;
}

TEST(Coverage, AKpiIsComputableWhereEveryNeedIsSeen) {
  const auto engine = small_catalogue();
  const auto kp = kpis_of("KP", engine, kToday);
  ASSERT_EQ(kp.size(), 4U);
  EXPECT_TRUE(kp[0].computable());
  EXPECT_THAT(kp[1].missing, ElementsAre("case.court"));
  EXPECT_TRUE(kp[2].computable()) << "an order on each accused says the same";
  EXPECT_THAT(kp[3].missing, ElementsAre("firs", "case.fir_on"));
}

TEST(Coverage, ABreakdownThatNobodySeesIsNamed) {
  const auto engine = small_catalogue();
  EXPECT_THAT(kpis_of("BA", engine, kToday)[3].blind, ElementsAre("offence_group"));
  EXPECT_THAT(kpis_of("BA", engine, kToday)[1].blind, IsEmpty());
  EXPECT_THAT(kpis_of("KP", engine, kToday)[1].blind, ElementsAre("court"));
}

// Institutions alone bring b; with the disposals, which only c needs, or the whole of the cases, which only a
// needs, each brings one more; d needs two for one.
TEST(Coverage, WhatBringsMostForEachNeedComesFirst) {
  const auto engine = small_catalogue();
  const auto gains = gains_of("BA", engine, kToday);
  ASSERT_EQ(gains.size(), 4U);
  EXPECT_THAT(gains[0].needs, ElementsAre("case.instituted_on"));
  EXPECT_THAT(gains[0].kpis, ElementsAre("b"));
  EXPECT_THAT(gains[0].seen_by, ElementsAre("kp-cmms"));
  EXPECT_THAT(gains[1].needs, ElementsAre("cases"));
  EXPECT_THAT(gains[1].kpis, ElementsAre("a"));
  EXPECT_THAT(gains[2].needs, ElementsAre("case|accused.disposed_on"));
  EXPECT_THAT(gains[2].kpis, ElementsAre("c"));
  EXPECT_THAT(gains[3].needs, ElementsAre("case.fir_on", "firs"));
  EXPECT_THAT(gains[3].seen_by, IsEmpty());
}

TEST(Coverage, SeveralNeedsThatOpenManyKpisComeBeforeOneThatOpensOne) {
  std::vector<Definition> definitions = {counting("one", "\"case.judge\"")};
  for (const auto* id : {"p", "q", "r"})
    definitions.push_back(counting(id, "\"case.instituted_on\", \"case.charged_on\""));
  Engine engine(std::move(definitions));
  engine.set_sources({source("ba-returns", "BA", {})});
  const auto gains = gains_of("BA", engine, kToday);
  ASSERT_EQ(gains.size(), 2U);
  EXPECT_THAT(gains[0].kpis, ElementsAre("p", "q", "r"));
  EXPECT_THAT(gains[1].kpis, ElementsAre("one"));
}

TEST(Coverage, AFieldIsObservedDerivedOrMissing) {
  const auto engine = small_catalogue();
  const auto fields = fields_of(engine.sources()[0].declaration, engine, kToday);
  const auto of = [&](Kind kind, model::FieldId id) -> const FieldSight* {
    const auto found = std::find_if(fields.begin(), fields.end(), [&](const FieldSight& each) {
      return each.kind == kind && each.field == id;
    });
    return found == fields.end() ? nullptr : &*found;
  };
  EXPECT_EQ(of(Kind::kCase, field::instituted_on_id)->sight, Sight::kObserved);
  EXPECT_THAT(of(Kind::kCase, field::instituted_on_id)->kpis, ElementsAre("a", "b", "c"));
  EXPECT_EQ(of(Kind::kCase, field::offence_group_id)->sight, Sight::kDerived);
  EXPECT_EQ(of(Kind::kCase, field::court_id)->sight, Sight::kMissing);
  EXPECT_EQ(of(Kind::kCase, field::judge_id), nullptr) << "neither seen nor needed";
  EXPECT_THAT(of(Kind::kAccused, field::disposed_on_id)->kpis, ElementsAre("c"));
}

// A province whose law has no such limit lacks nothing for it.
TEST(Coverage, WhatDoesNotApplyIsNotMissed) {
  auto limited = parse_definition(
      "format = 1\nid = \"due\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\nquestion = "
      "\"q\"\nformula = \"f\"\nunit = \"percent\"\nform = \"due\"\nsource = \"s\"\nneeds = "
      "[\"submissions\", \"report.received_on\", \"report.decided_on\"]\n[due]\nunit = "
      "\"submission\"\nfrom = \"received_on\"\nto = \"decided_on\"\ncounts = \"met\"\n[[limit]]\ndays = "
      "3\nprovince = \"PB\"\nlaw = \"l\"\n",
      "due.toml");
  ASSERT_TRUE(limited) << limited.error().message;
  Engine engine({*limited});
  engine.set_sources({source("ba-returns", "BA", {})});
  EXPECT_FALSE(kpis_of("BA", engine, kToday)[0].applies);
  EXPECT_THAT(gains_of("BA", engine, kToday), IsEmpty());
  EXPECT_EQ(gains_of("PB", engine, kToday).size(), 1U);
}

}  // namespace
}  // namespace mizan::kpi
