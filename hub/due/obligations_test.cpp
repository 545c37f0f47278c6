// What is due in a case, worked by hand from the law and the catalogue: dates on paper, not the program's.
#include "due/obligations.hpp"

#include "due/due_test_support.hpp"

namespace mizan::due {
namespace {
using model::Kind::kAccused;
using model::Kind::kHearing;

class Due : public ::testing::Test {
 protected:
  std::string of(Kind kind, const std::string& today = "2024-12-31") {
    return written_.lines(kind, today, rules_);
  }

  const Rules rules_ = shipped_rules();
  WrittenCase written_;
};

// s.173: fourteen days, and three more for an interim report. 2024 has a 29 February, 2023 has none.
TEST_F(Due, AReportIsDueSeventeenDaysAfterTheFir) {
  written_.has(1, {{"fir_on", "2024-02-12"}});
  EXPECT_EQ(of(Kind::kReport), "2024-02-29 open police since 2024-02-12");
  EXPECT_EQ(rules_.report_itself("PB", day("2024-02-12"))->last, day("2024-02-26"));
  WrittenCase other;
  other.has(1, {{"fir_on", "2023-02-12"}});
  EXPECT_EQ(other.lines(Kind::kReport, "2023-12-31", rules_), "2023-03-01 open police since 2023-02-12");
}

TEST_F(Due, AReportIsMadeByAClosingOneThatWasReceivedAndByNoOther) {
  written_.has(1, {{"fir_on", "2024-01-01"}})
      .report("R1", {{"report_type", "final"}, {"sent_on", "2024-01-09"}});
  EXPECT_EQ(of(Kind::kReport), "2024-01-18 open police since 2024-01-01") << "sent, and not received";
  written_.has(2).report("S1", {{"report_type", "interim"}, {"received_on", "2024-01-10"}});
  EXPECT_EQ(of(Kind::kReport), "2024-01-18 open prosecution since 2024-01-10") << "an interim one";
  written_.report("S2", {{"report_type", "final"}, {"received_on", "2024-01-20"}});
  EXPECT_EQ(of(Kind::kReport), "2024-01-18 done 2024-01-20 prosecution since 2024-01-20");
  EXPECT_EQ(of(Kind::kReport, "2024-01-19"), "2024-01-18 open prosecution since 2024-01-10") << "not yet";
}

TEST_F(Due, AnInstitutedCaseNeedsNoReport) {
  written_.has(1, {{"fir_on", "2024-01-01"}}).has(3, {{"court", "K"}, {"instituted_on", "2024-01-15"}});
  EXPECT_EQ(of(Kind::kReport), "2024-01-18 done 2024-01-15 court since 2024-01-15");
}

TEST_F(Due, WithoutAnFirNoReportIsDue) {
  written_.province = "PB";
  WrittenCase complaint;
  complaint.has(3, {{"court", "K"}, {"instituted_on", "2024-01-15"}});
  EXPECT_EQ(complaint.lines(Kind::kReport, "2024-12-31", rules_), "") << "no day of an FIR";
}

// Ninety days from the first interim report: 10 January + 90 is 9 April in a leap year.
TEST_F(Due, AnInterimReportIsToBeFollowedWithinNinetyDays) {
  written_.has(1, {{"fir_on", "2024-01-01"}})
      .has(2)
      .report("S1", {{"report_type", "interim"}, {"received_on", "2024-01-10"}})
      .report("S2", {{"report_type", "interim"}, {"received_on", "2024-02-10"}});
  EXPECT_EQ(of(Kind::kInterim), "2024-04-09 open prosecution since 2024-02-10") << "from the first one";
  written_.report("S3", {{"report_type", "untraced"}, {"received_on", "2024-03-01"}});
  EXPECT_EQ(of(Kind::kInterim), "2024-04-09 done 2024-03-01 prosecution since 2024-03-01");
}

TEST_F(Due, WhatWasSentIsToBeReceivedWithinAWeek) {
  written_.has(1, {{"fir_on", "2024-01-01"}})
      .report("R1", {{"report_type", "final"}, {"sent_on", "2024-01-10"}})
      .report("R2", {{"report_type", "supplementary"}, {"sent_on", "2024-01-10"}})
      .has(2)
      .report("S1", {{"report_type", "final"}, {"received_on", "2024-01-12"}});
  EXPECT_EQ(of(Kind::kHandover),
            "2024-01-17 done 2024-01-12 police since 2024-01-01; 2024-01-17 open police since 2024-01-01");
}

// Punjab's three days are of no other province.
TEST_F(Due, ScrutinyHasTheLimitOfItsProvince) {
  written_.has(2).report("S1", {{"report_type", "final"}, {"received_on", "2024-02-27"}});
  EXPECT_EQ(of(Kind::kScrutiny), "2024-03-01 open prosecution since 2024-02-27");
  WrittenCase kp;
  kp.province = "KP";
  kp.has(2).report("S1", {{"report_type", "final"}, {"received_on", "2024-02-27"}});
  EXPECT_EQ(kp.lines(Kind::kScrutiny, "2024-12-31", rules_), "");
}

// Thursday 27 March 2025: Friday and Saturday are two working days; then a Sunday and three days of Eid.
TEST_F(Due, WorkingDaysLeaveOutHolidays) {
  const auto rules =
      shipped_rules("scrutiny,a rule of its own,KP,received_on,decided_on,,3,working,,,,test\n");
  WrittenCase kp;
  kp.province = "KP";
  kp.has(2).report("S1", {{"report_type", "final"}, {"received_on", "2025-03-27"}});
  EXPECT_EQ(kp.lines(Kind::kScrutiny, "2025-12-31", rules), "2025-04-03 open prosecution since 2025-03-27");
}

TEST_F(Due, ObjectionsAreAnsweredWithinAWeekBySendingItAgainOrByTheNextReceipt) {
  const Fields returned = {{"report_type", "final"},
                           {"received_on", "2024-01-10"},
                           {"decided_on", "2024-01-12"},
                           {"decision", "returned"},
                           {"objections", "no_site_plan;no_fsl"}};
  written_.has(2).report("S1", returned);
  EXPECT_EQ(of(Kind::kObjections), "2024-01-19 open police since 2024-01-12");
  EXPECT_EQ(of(Kind::kScrutiny), "2024-01-13 done 2024-01-12 prosecution since 2024-01-10");
  auto again = written_;
  again.report("S2", {{"report_type", "final"}, {"received_on", "2024-01-30"}});
  EXPECT_EQ(again.lines(Kind::kObjections, "2024-12-31", rules_),
            "2024-01-19 done 2024-01-30 police since 2024-01-12");
  auto resubmitted = returned;
  resubmitted.emplace_back("resubmitted_on", "2024-01-17");
  WrittenCase cured;
  cured.has(2).report("S1", resubmitted);
  EXPECT_EQ(cured.lines(Kind::kObjections, "2024-12-31", rules_),
            "2024-01-19 done 2024-01-17 police since 2024-01-12");
}

TEST_F(Due, WhatWasForwardedIsToBeFiledWithinAWeek) {
  written_.has(2).report("S1", {{"report_type", "final"},
                                {"received_on", "2024-12-20"},
                                {"decided_on", "2024-12-27"},
                                {"decision", "forwarded"}});
  EXPECT_EQ(of(Kind::kFiling), "2025-01-03 open prosecution since 2024-12-20") << "over the new year";
  written_.has(3, {{"court", "K"}}).report("F1", {{"report_type", "final"}, {"filed_on", "2024-12-30"}});
  EXPECT_EQ(of(Kind::kFiling), "2025-01-03 done 2024-12-30 prosecution since 2024-12-20");
}

// s.497(1), third proviso: two years where death is a punishment, one where it is none; of women half.
TEST_F(Due, BailHasTheLimitOfTheOffenceAndOfWomen) {
  const auto last = [&](const char* flags, const char* sex) {
    WrittenCase held;
    held.has(3, {{"court", "K"}, {"instituted_on", "2023-02-01"}, {"offence_flags", flags}})
        .with(kAccused, "A", {{"sex", sex}, {"custody_from", "2023-03-01"}});
    return held.lines(Kind::kBail, "2023-12-31", rules_);
  };
  EXPECT_EQ(last("death;murder", "male"), "2025-02-28 open court since 2023-02-01");
  EXPECT_EQ(last("death", "female"), "2024-02-29 open court since 2023-02-01");
  EXPECT_EQ(last("none", "male"), "2024-02-29 open court since 2023-02-01");
  EXPECT_EQ(last("none", "female"), "2023-08-31 open court since 2023-02-01");
  EXPECT_EQ(last("none", "unknown"), "2024-02-29 open court since 2023-02-01") << "no woman";
}

TEST_F(Due, BailIsNoLongerDueToWhomWasReleasedOrSentencedAndUnknownWhereTheOffenceIs) {
  WrittenCase held;
  held.has(3, {{"court", "K"}, {"instituted_on", "2023-02-01"}, {"offence_flags", "none"}})
      .with(kAccused, "A", {{"custody_from", "2023-03-01"}, {"custody_to", "2023-05-01"}})
      .with(kAccused, "B",
            {{"custody_from", "2023-03-01"}, {"disposal", "convicted"}, {"disposed_on", "2023-06-01"}})
      .with(kAccused, "C", {{"custody_from", "2023-03-01"}});
  EXPECT_EQ(held.lines(Kind::kBail, "2023-12-31", rules_),
            "2024-02-29 done 2023-05-01 court since 2023-02-01; 2024-02-29 done 2023-06-01 court since "
            "2023-02-01; 2024-02-29 open court since 2023-02-01");
  WrittenCase unknown;
  unknown.has(3, {{"court", "K"}, {"instituted_on", "2023-02-01"}})
      .with(kAccused, "A", {{"custody_from", "2023-03-01"}});
  EXPECT_EQ(unknown.lines(Kind::kBail, "2023-12-31", rules_), "");
}

TEST_F(Due, TheNextHearingIsThatOfTheLatestOneOfAPendingTrial) {
  written_.has(3, {{"court", "K"}, {"instituted_on", "2024-01-05"}})
      .with(kHearing, "H1",
            {{"held_on", "2024-02-01"},
             {"outcome", "adjourned"},
             {"adjourn_reason", "strike"},
             {"next_on", "2024-02-20"}})
      .with(kHearing, "H2", {{"held_on", "2024-02-20"}, {"outcome", "effective"}, {"next_on", "2024-03-05"}});
  EXPECT_EQ(of(Kind::kHearing, "2024-02-28"), "2024-03-05 open court since 2024-01-05");
  const auto facts = written_.facts("2024-02-28");
  std::vector<Obligation> all;
  obligations_of(facts, "PB", rules_, all);
  ASSERT_NE(all.back().adjourned, nullptr);
  EXPECT_EQ(written_.name(all.back().adjourned->adjourn_reason), "strike");
  WrittenCase disposed;
  disposed
      .has(3, {{"court", "K"},
               {"instituted_on", "2024-01-05"},
               {"disposal", "convicted"},
               {"disposed_on", "2024-02-20"}})
      .with(kHearing, "H", {{"held_on", "2024-02-20"}, {"next_on", "2024-03-05"}});
  EXPECT_EQ(disposed.lines(Kind::kHearing, "2024-02-28", rules_), "");
}

// Two reports that were sent on one day are told apart by their place.
TEST_F(Due, EqualOnesOfACaseAreNumbered) {
  written_.has(1, {{"fir_on", "2024-01-01"}})
      .report("R1", {{"report_type", "final"}, {"sent_on", "2024-01-10"}})
      .report("R2", {{"report_type", "interim"}, {"sent_on", "2024-01-10"}});
  const auto facts = written_.facts("2024-01-11");
  std::vector<Obligation> all;
  obligations_of(facts, "PB", rules_, all);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].nth, 0);
  EXPECT_EQ(all[1].nth, 0);
  EXPECT_EQ(all[2].nth, 1);
}

TEST_F(Due, WhoHasThePapersFollowsTheirWay) {
  written_.has(1, {{"fir_on", "2024-01-01"}});
  written_.has(2).report("S1", {{"report_type", "final"},
                                {"received_on", "2024-01-10"},
                                {"decided_on", "2024-01-12"},
                                {"decision", "returned"}});
  EXPECT_EQ(of(Kind::kReport, "2024-01-05"), "2024-01-18 open police since 2024-01-01");
  EXPECT_EQ(of(Kind::kReport, "2024-01-11"), "2024-01-18 done 2024-01-10 prosecution since 2024-01-10");
  EXPECT_EQ(of(Kind::kReport, "2024-01-12"), "2024-01-18 done 2024-01-10 police since 2024-01-12")
      << "on that day";
  written_.report("S2", {{"report_type", "final"}, {"received_on", "2024-01-20"}});
  EXPECT_EQ(of(Kind::kReport, "2024-01-31"), "2024-01-18 done 2024-01-10 prosecution since 2024-01-20");
  written_.report("S3", {{"report_type", "supplementary"},
                         {"received_on", "2024-02-20"},
                         {"decided_on", "2024-02-21"},
                         {"decision", "returned"}});
  EXPECT_EQ(of(Kind::kReport, "2024-03-31"), "2024-01-18 done 2024-01-10 prosecution since 2024-01-20")
      << "a supplementary report moves nothing";
  written_.has(3, {{"court", "K"}}).report("F1", {{"report_type", "final"}, {"filed_on", "2024-03-01"}});
  EXPECT_EQ(of(Kind::kReport, "2024-03-31"), "2024-01-18 done 2024-01-10 court since 2024-03-01");
}

}  // namespace
}  // namespace mizan::due
