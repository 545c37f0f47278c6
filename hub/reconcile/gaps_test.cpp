// Reports between two holders, worked by hand.
#include "reconcile/gaps.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "reconcile/reconcile_test_support.hpp"

namespace mizan::reconcile {
namespace {
using ::testing::ElementsAre;
using ::testing::IsEmpty;

base::Day day(const char* text) {
  return *base::parse_iso_day(text);
}

std::vector<std::string> stuck(const kpi::Facts& facts, std::optional<base::Day> until) {
  std::vector<std::string> lines;
  for (const auto& each : stuck_reports(facts, {until, until, until}))
    lines.push_back(fmt::format("{} {} {}", gap_name(each.gap), base::to_iso(each.since), each.days));
  return lines;
}

kpi::Submission report(const char* sent, const char* received, const char* filed) {
  kpi::Submission made;
  const auto put = [](std::optional<base::Day>& at, const char* text) {
    if (*text != 0) at = day(text);
  };
  put(made.sent_on, sent);
  put(made.received_on, received);
  put(made.filed_on, filed);
  return made;
}

TEST(Gaps, AReportIsStuckWhereTheNextHolderSaysNothingOfIt) {
  kpi::Facts facts;
  facts.submissions = {report("2026-03-01", "", ""), report("2026-03-01", "2026-03-04", ""),
                       report("2026-03-01", "2026-03-04", "2026-03-06")};
  EXPECT_THAT(
      stuck(facts, day("2026-03-31")),
      ElementsAre("not_received 2026-03-01 30", "not_filed 2026-03-04 27", "not_registered 2026-03-06 25"));
}

TEST(Gaps, WhatIsInCourtOrWentBackIsNotStuckWithTheProsecution) {
  kpi::Facts facts;
  facts.submissions = {report("", "2026-03-04", ""), report("2026-03-20", "", "")};
  facts.submissions[0].returned = true;
  EXPECT_THAT(stuck(facts, day("2026-03-31")), ElementsAre("not_received 2026-03-20 11"));
  facts.submissions = {report("2026-03-01", "2026-03-04", ""), report("", "", "2026-03-05")};
  facts.trials.emplace_back().instituted_on = day("2026-03-05");
  EXPECT_THAT(stuck(facts, day("2026-03-31")), IsEmpty());
}

TEST(Gaps, NothingIsSaidOfWhatNobodySees) {
  kpi::Facts facts;
  facts.submissions = {report("2026-03-10", "", "")};
  EXPECT_THAT(stuck(facts, std::nullopt), IsEmpty());
  EXPECT_THAT(stuck(facts, day("2026-03-09")), IsEmpty()) << "the sources do not reach that day";
  const auto sources = three_holders();
  EXPECT_EQ(seen_until(Gap::kNotReceived, sources, "PB", kToday), kToday);
  EXPECT_EQ(seen_until(Gap::kNotReceived, sources, "KP", kToday), std::nullopt);
  auto police = source_of(kPoliceSource, model::Holder::kPolice,
                          {{model::Kind::kReport, model::field::sent_on_id}}, {});
  auto prosecution = source_of(kProsecutionSource, model::Holder::kProsecution,
                               {{model::Kind::kReport, model::field::received_on_id}}, {});
  prosecution.horizon = day("2026-03-15");
  EXPECT_EQ(seen_until(Gap::kNotReceived, Sources({police, prosecution}), "PB", kToday), day("2026-03-15"));
  EXPECT_EQ(seen_until(Gap::kNotFiled, Sources({police, prosecution}), "PB", kToday), std::nullopt);
}

}  // namespace
}  // namespace mizan::reconcile
