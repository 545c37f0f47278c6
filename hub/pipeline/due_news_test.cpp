// What the feed is told of what is due: as days come, while the hub is down, with a clock that is wrong,
// after a load, and when a day itself moves.
#include "pipeline/due_news.hpp"

#include "pipeline/due_test_support.hpp"

namespace mizan::pipeline {
namespace {
using due::day;
using Lines = std::vector<std::string>;

// 1 January + 17 is the 18th; three days before, on the 15th, it approaches; the 18th itself is in time.
TEST(DueNews, ADayApproachesAndPassesAndEachIsToldOnce) {
  ToldHub hub("days");
  EXPECT_EQ(hub.on("2024-01-02"), Lines{});
  hub.take_fir("1", "2024-01-01");
  EXPECT_EQ(hub.on("2024-01-14"), Lines{});
  EXPECT_EQ(hub.on("2024-01-15"), Lines{"approaching PB/PB-D/report/2024-01-18"});
  EXPECT_EQ(hub.on("2024-01-18"), Lines{});
  EXPECT_EQ(hub.on("2024-01-19"), Lines{"passed PB/PB-D/report/2024-01-18"});
  EXPECT_EQ(hub.on("2024-01-19"), Lines{});
  EXPECT_EQ(hub.on("2024-02-19"), Lines{});
}

TEST(DueNews, AnEventSaysWhichCaseWhatByWhichRuleAndNoPerson) {
  ToldHub hub("event");
  hub.on("2024-01-02");
  hub.take_fir("1", "2024-01-01");
  hub.on("2024-01-19");
  const auto event = hub.last();
  EXPECT_EQ(event["type"], "org.mizan.deadline.passed.v1");
  const nlohmann::json data = {{"v", 1},
                               {"case", "MZ-PB-0000001-12"},
                               {"kind", "report"},
                               {"nth", 1},
                               {"province", "PB"},
                               {"district", "PB-D"},
                               {"police_station", event["data"]["police_station"]},
                               {"from", "2024-01-01"},
                               {"due", "2024-01-18"},
                               {"days", -1},
                               {"holder", "police"},
                               {"since", "2024-01-01"},
                               {"rule",
                                {{"deadline", "crpc-173-interim"},
                                 {"law", event["data"]["rule"]["law"]},
                                 {"days", 17},
                                 {"count", "calendar"}}}};
  auto told = event["data"];
  told["case"] = "MZ-PB-0000001-12";
  EXPECT_EQ(told, data);
  EXPECT_EQ(event["data"]["case"].get<std::string>().substr(0, 6), "MZ-PB-");
}

// The hub was down from the 10th to the 25th: that it passed is told, and not that it had approached.
TEST(DueNews, WhatPassedWhileTheHubWasDownIsToldWhenItComesBack) {
  ToldHub hub("down");
  hub.on("2024-01-02");
  hub.take_fir("1", "2024-01-01");
  EXPECT_EQ(hub.on("2024-01-10"), Lines{});
  hub.restart();
  EXPECT_EQ(hub.on("2024-01-25"), Lines{"passed PB/PB-D/report/2024-01-18"});
}

TEST(DueNews, AClockThatWentBackTellsNothingTwice) {
  ToldHub hub("back");
  hub.on("2024-01-02");
  hub.take_fir("1", "2024-01-01");
  EXPECT_EQ(hub.on("2024-01-19").size(), 1U);
  for (const auto* day : {"2024-01-18", "2024-01-10", "2024-01-15", "2024-01-19", "2024-01-20"})
    EXPECT_EQ(hub.on(day), Lines{}) << day;
  hub.restart();
  EXPECT_EQ(hub.on("2024-01-12"), Lines{});
  EXPECT_EQ(hub.on("2024-01-21"), Lines{});
}

TEST(DueNews, ADayThatMovedIsToldAgain) {
  ToldHub hub("moved");
  hub.on("2024-01-02");
  hub.take_fir("1", "2024-01-01");
  EXPECT_EQ(hub.on("2024-01-19"), Lines{"passed PB/PB-D/report/2024-01-18"});
  hub.take_fir("1", "2024-01-06");
  EXPECT_EQ(hub.on("2024-01-20"), Lines{"approaching PB/PB-D/report/2024-01-23"}) << "3 days before the 23rd";
  EXPECT_EQ(hub.on("2024-01-24"), Lines{"passed PB/PB-D/report/2024-01-23"});
  hub.take_fir("1", "2024-01-01");
  EXPECT_EQ(hub.on("2024-01-24"), Lines{}) << "of the 18th everybody knows";
}

// A record that comes late is told of when it comes; one that says it was done, not at all.
TEST(DueNews, ARecordThatComesLateIsToldOfAtOnce) {
  ToldHub hub("late");
  hub.on("2024-01-02");
  hub.on("2024-02-20");
  hub.take_fir("1", "2024-01-01");
  EXPECT_EQ(hub.on("2024-02-20"), Lines{"passed PB/PB-D/report/2024-01-18"});
  hub.take_report("R", {{"sent_on", "2024-02-01"}});
  EXPECT_EQ(hub.on("2024-02-20"), Lines{"missing PB/PB-D/handover/2024-02-08"});
  EXPECT_EQ(hub.last()["type"], "org.mizan.handover.missing.v1");
  hub.take_report("R", {{"sent_on", "2024-02-01"}, {"received_on", "2024-02-19"}});
  EXPECT_EQ(hub.on("2024-02-20"), Lines{});
  hub.take_report("R", {{"sent_on", "2024-02-01"}});
  EXPECT_EQ(hub.on("2024-02-21"), Lines{}) << "as before, of the same day";
}

TEST(DueNews, WhatIsDueAfterTheSourceReachesWaitsForIt) {
  ToldHub hub("reach");
  hub.on("2024-01-02");
  hub.take_fir("1", "2024-01-01");
  hub.take_report("R", {{"sent_on", "2024-01-10"}});
  hub.reach(day("2024-01-16"));
  EXPECT_EQ(hub.on("2024-01-18"), Lines{"approaching PB/PB-D/report/2024-01-18"});
  hub.reach(day("2024-01-17"));
  EXPECT_EQ(hub.on("2024-01-18"), Lines{"missing PB/PB-D/handover/2024-01-17"});
}

TEST(DueNews, OfWhatIsNotObservedNothingIsTold) {
  ToldHub hub("unseen");
  hub.on("2024-01-02");
  hub.take_fir("1", "2024-01-01", "KP");
  EXPECT_EQ(hub.on("2024-03-01"), Lines{});
}

// A first load tells how much there is, and no case; afterwards each is told as it comes.
TEST(DueNews, AFirstLoadIsToldAsAWhole) {
  ToldHub hub("load");
  ASSERT_TRUE(hub.store().begin_backfill());
  hub.take_fir("1", "2024-01-01");
  hub.take_fir("2", "2024-01-02");
  hub.take_fir("3", "2024-01-20");
  hub.take_fir("4", "2024-01-01", "KP");
  ASSERT_TRUE(hub.store().end_backfill());
  EXPECT_EQ(hub.on("2024-02-04"), Lines{"loaded PB"});
  const auto event = hub.last();
  EXPECT_EQ(event["type"], "org.mizan.due.loaded.v1");
  const nlohmann::json counts = {{"PB-D", {{"report", {{"approaching", 1}, {"passed", 2}}}}}};
  EXPECT_EQ(event["data"]["districts"], counts);
  hub.take_fir("1", "2024-01-03");
  EXPECT_EQ(hub.on("2024-02-04"), Lines{"passed PB/PB-D/report/2024-01-20"}) << "its day has moved";
  EXPECT_EQ(hub.on("2024-02-07"), Lines{"passed PB/PB-D/report/2024-02-06"}) << "the third";
}

// A store that told nobody yet, as after an upgrade, is as one that was loaded.
TEST(DueNews, AStoreThatNeverToldTellsAsAWhole) {
  ToldHub hub("upgrade");
  hub.take_fir("1", "2024-01-01");
  hub.on("2024-01-10");
  ASSERT_TRUE(hub.store().database().execute("DELETE FROM meta WHERE name = 'due_basis'"));
  hub.restart();
  EXPECT_EQ(hub.on("2024-01-19"), Lines{"loaded PB"});
  EXPECT_EQ(hub.on("2024-01-19"), Lines{});
}

TEST(DueNews, ARecountTellsNothingTwiceAndNothingLess) {
  ToldHub hub("recount");
  hub.on("2024-01-02");
  hub.take_fir("1", "2024-01-01");
  EXPECT_EQ(hub.on("2024-01-19").size(), 1U);
  hub.take_fir("2", "2024-01-02");
  ASSERT_TRUE(hub.store().database().execute("INSERT OR REPLACE INTO meta VALUES ('kpi_rebuild', '1')"));
  hub.restart();
  EXPECT_EQ(hub.on("2024-01-20"), Lines{"passed PB/PB-D/report/2024-01-19"});
}

// More than one would read are told as a whole: a source that was added brings years at once.
TEST(DueNews, ALoadOfALaterSourceIsToldAsAWhole) {
  ToldHub hub("later");
  hub.on("2024-01-02");
  for (int i = 1; i <= 3; ++i) hub.take_fir(std::to_string(i), "2024-01-01");
  hub.on("2024-01-10");
  kpi::Engine engine(kpi::shipped());
  ASSERT_TRUE(hub.store().load_names([&](const store::NameRow& row) -> base::Result<> {
    if (row.id >= kpi::kFirstOwnName) engine.names().restore(static_cast<kpi::NameId>(row.id), row.text);
    return {};
  }));
  kpi::SourceState state;
  state.declaration.province = "PB";
  state.declaration.see_everything();
  engine.set_sources({state});
  const auto rules = due::shipped_rules();
  const auto today = day("2024-02-20");
  const auto told_of = [&](std::size_t most) {
    auto writer = store::KpiWriter::begin(hub.store());  // rolls back
    DueNews news(hub.store(), engine, rules, engine.reach(today), today, noon("2024-02-20"), most);
    EXPECT_TRUE(news.recounted());
    return news.take()->size();
  };
  EXPECT_EQ(told_of(3), 3U);
  EXPECT_EQ(told_of(2), 1U);
}

}  // namespace
}  // namespace mizan::pipeline
