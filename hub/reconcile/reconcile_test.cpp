// Histories worked by hand: what each holder counts, and by what their counts differ.
#include <gmock/gmock.h>

#include <fmt/format.h>

#include "reconcile/reconcile_test_support.hpp"

namespace mizan::reconcile {
namespace {
using model::Holder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// March in Kasur. FIR 1 as everybody has it; of FIR 2 the prosecution received the report in April; of FIR 3
// the prosecution has no record; of FIR 4 it has one without a receipt; FIR 5 lies in Kasur for the police
// and in Lahore for the court; FIR 6 was tried in two trials, which the prosecution keeps as one; FIR 7 was
// transferred in March.
std::vector<model::LinkedCase> march_in_kasur() {
  return {
      linked_case(1,
                  {{kPoliceSource,
                    "F1",
                    "district=KASUR fir_no=1 fir_year=2026 fir_on=2026-03-01",
                    {{"R1", "report_type=final sent_on=2026-03-10"}}},
                   {kProsecutionSource,
                    "P1",
                    "district=KASUR",
                    {{"S1", "report_type=final received_on=2026-03-11 filed_on=2026-03-12"}}},
                   {kCourtSource, "C1", "district=KASUR court=A court_case_no=1 instituted_on=2026-03-13"}}),
      linked_case(2, {{kPoliceSource,
                       "F2",
                       "district=KASUR fir_no=2/26 fir_on=2026-03-02",
                       {{"R2", "report_type=final sent_on=2026-03-30"}}},
                      {kProsecutionSource,
                       "P2",
                       "district=KASUR fir_on=2026-04-02",
                       {{"S2", "report_type=final received_on=2026-04-02"}}}}),
      linked_case(3, {{kPoliceSource, "F3", "district=KASUR fir_no=3 fir_year=2026 fir_on=2026-03-03"}}),
      linked_case(4, {{kPoliceSource, "F4", "district=KASUR fir_no=4 fir_year=2026 fir_on=2026-03-04"},
                      {kProsecutionSource, "P4", "district=KASUR"}}),
      linked_case(5, {{kProsecutionSource, "P5", "district=KASUR disposed_on=2026-03-20 disposal=convicted"},
                      {kCourtSource, "C5",
                       "district=LAHORE court=B court_case_no=5 instituted_on=2025-11-01 "
                       "disposed_on=2026-03-20 disposal=convicted"}}),
      linked_case(6, {{kProsecutionSource, "P6", "district=KASUR disposed_on=2026-03-21 disposal=acquitted"},
                      {kCourtSource, "C6a",
                       "district=KASUR court=A court_case_no=6 instituted_on=2025-10-01 "
                       "disposed_on=2026-03-21 disposal=acquitted"},
                      {kCourtSource, "C6b",
                       "district=KASUR court=A court_case_no=66 instituted_on=2025-10-01 "
                       "disposed_on=2026-03-21 disposal=acquitted"}}),
      linked_case(7, {{kProsecutionSource, "P7", "district=KASUR disposed_on=2026-03-22 disposal=convicted"},
                      {kCourtSource, "C7",
                       "district=KASUR court=A court_case_no=7 instituted_on=2025-09-01 "
                       "disposed_on=2026-03-22 disposal=transferred"}}),
  };
}

Selection asked(Question question) {
  auto selection = selection_of(question);
  EXPECT_TRUE(selection) << selection.error().message;
  return *selection;
}

class March : public ::testing::Test {
 protected:
  std::vector<std::string> counts(const Question& question) const {
    const auto selection = asked(question);
    Tally tally(selection, sources_);
    for (const auto& linked : march_in_kasur()) tally.add(held_case(linked, sources_, kToday));
    std::vector<std::string> lines;
    for (const auto& each : tally.counts()) {
      if (each.sight.observed)
        lines.push_back(fmt::format("{} {} {} {} {}", each.cell.place.district, each.cell.place.station,
                                    info_of(each.stage).name, model::holder_name(each.holder), each.count));
    }
    return lines;
  }

  DifferenceTally differences(const Selection& selection, std::int64_t after = 0,
                              std::size_t limit = 100) const {
    DifferenceTally tally(selection, sources_, model::LinkedCaseId{after}, limit);
    for (const auto& linked : march_in_kasur()) tally.add(held_case(linked, sources_, kToday));
    return tally;
  }

  std::vector<std::string> parts(const Question& question) const {
    const auto selection = asked(question);
    std::vector<std::string> lines;
    const auto tally = differences(selection);
    for (const auto& part : tally.page())
      lines.push_back(fmt::format("{} {} {} has, {} {}: {}", part.id.value, info_of(part.entry.stage).name,
                                  model::holder_name(part.has), model::holder_name(part.lacks),
                                  why_name(part.why), part.detail));
    return lines;
  }

  const Sources sources_ = three_holders();
};

TEST_F(March, EachHolderIsCountedByItsOwnRecordsAndOnlyWhereItObserves) {
  EXPECT_THAT(
      counts({.period = "2026-03", .province = "PB", .district = "KASUR"}),
      ElementsAre("KASUR  firs police 4", "KASUR  firs prosecution 0", "KASUR  sent police 2",
                  "KASUR  received prosecution 1", "KASUR  filed prosecution 1", "KASUR  instituted court 1",
                  "KASUR  disposed prosecution 3", "KASUR  disposed court 2"));
  EXPECT_THAT(counts({.period = "2026-03", .province = "PB", .district = "LAHORE", .stage = "disposed"}),
              ElementsAre("LAHORE  disposed prosecution 0", "LAHORE  disposed court 1"));
  EXPECT_THAT(counts({.period = "2026-03", .province = "PB", .by = "province", .stage = "disposed"}),
              ElementsAre("  disposed prosecution 3", "  disposed court 3"));
}

TEST_F(March, WhatIsNotObservedSaysWhy) {
  const auto selection = asked({.period = "2026-03", .province = "PB", .district = "KASUR", .stage = "sent"});
  Tally tally(selection, sources_);
  const auto counts = tally.counts();
  ASSERT_EQ(counts.size(), 3U);
  EXPECT_TRUE(counts[0].sight.observed);
  EXPECT_TRUE(counts[0].sight.whole);
  EXPECT_FALSE(counts[1].sight.observed);
  EXPECT_EQ(counts[1].sight.why, "no source of the prosecution sees report.sent_on");
}

TEST_F(March, EveryPartOfADifferenceIsListedWithItsReason) {
  EXPECT_THAT(
      parts({.period = "2026-03", .province = "PB", .district = "KASUR"}),
      ElementsAre(
          "1 firs police has, prosecution empty: ", "2 firs police has, prosecution other_period: 2026-04-02",
          "3 firs police has, prosecution not_linked: ", "4 firs police has, prosecution empty: ",
          "5 disposed prosecution has, court other_place: 2026-03-20 in LAHORE",
          "6 disposed court has, prosecution less_often: ",
          "7 disposed prosecution has, court empty: disposed_on 2026-03-22 with the disposal "
          "transferred"));
}

TEST_F(March, TheOtherSideOfAPartIsListedWhereItLies) {
  EXPECT_THAT(parts({.period = "2026-03", .province = "PB", .district = "LAHORE"}),
              ElementsAre("5 disposed court has, prosecution other_place: 2026-03-20 in KASUR"));
  EXPECT_THAT(parts({.period = "2026-04", .province = "PB"}),
              ElementsAre("2 firs prosecution has, police other_period: 2026-03-02"));
  EXPECT_THAT(
      parts({.period = "2026-Q1", .province = "PB", .stage = "firs"}),
      ElementsAre(
          "1 firs police has, prosecution empty: ", "2 firs police has, prosecution other_period: 2026-04-02",
          "3 firs police has, prosecution not_linked: ", "4 firs police has, prosecution empty: "));
}

TEST_F(March, DifferencesAreTheSumOfTheirParts) {
  const auto selection =
      asked({.period = "2026-03", .province = "PB", .district = "KASUR", .stage = "disposed"});
  const auto all = differences(selection).differences();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].first, Holder::kProsecution);
  EXPECT_EQ(all[0].first_count, 3);
  EXPECT_EQ(all[0].second_count, 2);
  EXPECT_THAT(all[0].only_first, ElementsAre(0, 1, 0, 1, 0));
  EXPECT_THAT(all[0].only_second, ElementsAre(0, 0, 0, 0, 1));
}

TEST_F(March, PagesHoldWholeCasesAndLeaveNothingOut) {
  const auto selection = asked({.period = "2026-03", .province = "PB", .district = "KASUR"});
  std::vector<std::int64_t> seen;
  std::int64_t after = 0;
  for (int pages = 0; pages < 10; ++pages) {
    const auto tally = differences(selection, after, 2);
    EXPECT_EQ(tally.part_count(), 7);
    EXPECT_EQ(tally.differences().size(), differences(selection).differences().size());
    for (const auto& part : tally.page()) seen.push_back(part.id.value);
    if (!tally.next()) break;
    after = tally.next()->value;
  }
  EXPECT_THAT(seen, ElementsAre(1, 2, 3, 4, 5, 6, 7));
}

TEST_F(March, TwoHoldersAloneMayBeCompared) {
  EXPECT_THAT(parts({.period = "2026-03", .province = "PB", .between = "court,police"}), IsEmpty())
      << "the court sees no day of a FIR, the police no trial";
}

TEST(HeldCase, ASecondSystemOfAHolderAddsNothingButASecondReportOfTheFirstDoes) {
  const auto held = held_case(linked_case(1, {{kPoliceSource,
                                               "F1",
                                               "district=KASUR fir_on=2026-03-02",
                                               {{"R1", "report_type=final sent_on=2026-03-10"},
                                                {"R2", "report_type=final sent_on=2026-03-10"}}},
                                              {kSecondPoliceSource,
                                               "X1",
                                               "district=KASUR fir_on=2026-03-01",
                                               {{"Y1", "report_type=final sent_on=2026-03-10"},
                                                {"Y2", "report_type=interim sent_on=2026-03-10"}}}}),
                              three_holders(), kToday);
  std::vector<std::string> lines;
  for (const auto& entry : held.entries)
    lines.push_back(fmt::format("{} {} {}{}", info_of(entry.stage).name, base::to_iso(entry.day),
                                entry.case_key, entry.key));
  EXPECT_THAT(lines, ElementsAre("firs 2026-03-01 X1", "sent 2026-03-10 F1R1", "sent 2026-03-10 F1R2",
                                 "sent 2026-03-10 X1Y2"));
}

TEST(HeldCase, RecordsOfOneCourtAndNumberAreOneAndClosedBeforeTrialIsNoDisposal) {
  const auto held = held_case(
      linked_case(
          9, {{kCourtSource, "C1", "court=A court_case_no=9 instituted_on=2026-01-05"},
              {kCourtSource, "C2", "court=A court_case_no=9 instituted_on=2026-01-05"},
              {kCourtSource, "C3", "court=A court_case_no=9 disposed_on=2026-02-01 disposal=cancelled"},
              {kCourtSource, "C4", "court=B court_case_no=9 disposed_on=2027-02-01 disposal=convicted"}}),
      three_holders(), kToday);
  ASSERT_EQ(held.entries.size(), 1U);
  EXPECT_EQ(held.entries[0].case_key, "C1");
  EXPECT_EQ(held.entries[0].place.district, "_U");
  EXPECT_THAT(held.uncounted[static_cast<std::size_t>(Holder::kCourt)],
              HasSubstr("with the disposal cancelled before any institution"));
}

TEST(Sight, APeriodBehindTheDataIsNotObservedAndOneThatEndsThereIsProvisional) {
  auto source =
      source_of(kPoliceSource, Holder::kPolice, {{model::Kind::kCase, model::field::fir_on_id}}, {});
  source.horizon = *base::parse_iso_day("2026-03-30");
  const Sources sources({source});
  const auto sight = [&](const char* period) {
    return sources.sight(Stage::kFirs, Holder::kPolice, "PB", *model::parse_period(period));
  };
  EXPECT_TRUE(sight("2026-02").observed);
  EXPECT_FALSE(sight("2026-02").provisional);
  EXPECT_TRUE(sight("2026-03").provisional);
  EXPECT_FALSE(sight("2026-04").observed);
  EXPECT_EQ(sight("2026-04").why, "its data reach to 2026-03-30");
  EXPECT_FALSE(sources.sight(Stage::kFirs, Holder::kPolice, "KP", *model::parse_period("2026-02")).observed);
}

TEST(Question, WhatIsNoneIsSaidInOneSentence) {
  const auto refused = [](const Question& question) {
    const auto selection = selection_of(question);
    return selection ? std::string("taken") : selection.error().message;
  };
  EXPECT_THAT(refused({}), HasSubstr("say which period"));
  EXPECT_THAT(refused({.period = "2026-3"}), HasSubstr("the period is a month"));
  EXPECT_THAT(refused({.period = "2026-03", .from = "2026-01"}), HasSubstr("either a period"));
  EXPECT_THAT(refused({.from = "2026-03", .to = "2026-01"}), HasSubstr("to is before from"));
  EXPECT_THAT(refused({.from = "2020-01", .to = "2026-01"}), HasSubstr("more than 36 months"));
  EXPECT_THAT(refused({.period = "2026-03", .district = "KASUR"}), HasSubstr("name the province"));
  EXPECT_THAT(refused({.period = "2026-03", .province = "PB", .station = "X"}),
              HasSubstr("name the district"));
  EXPECT_THAT(refused({.period = "2026-03", .by = "court"}), HasSubstr("by is province"));
  EXPECT_THAT(refused({.period = "2026-03", .stage = "x"}), HasSubstr("the stage is firs"));
  EXPECT_THAT(refused({.period = "2026-03", .between = "police"}), HasSubstr("between is two"));
  EXPECT_THAT(refused({.period = "2026-03", .between = "police,police"}), HasSubstr("between is two"));
  EXPECT_EQ(selection_of({.from = "2025-11", .to = "2026-02"})->periods.size(), 4U);
}

}  // namespace
}  // namespace mizan::reconcile
