// Quarantined records, driven again after mapping or file were put right.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

const std::string kHeading = "no,district,instituted,fir_year\n";

class Redrive : public ::testing::Test {
 protected:
  Redrive() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {}

  // State and result by place; and the exit code says whether anything stays open.
  std::map<std::string, std::string> redrive(const std::string& words = "") const {
    const auto ran = hub_.run("--format json quarantine redrive " + words);
    std::map<std::string, std::string> by_place;
    bool open = false;
    for (const auto& row : base::parse_json(ran.out)) {
      const auto state = row["state"].get<std::string>();
      by_place[row["where"]] = state + ": " + row["result"].get<std::string>();
      open = open || state == "open";
    }
    EXPECT_EQ(ran.exit_code, open ? 3 : 0) << ran.err;
    EXPECT_TRUE(hub_.books_balance());
    const auto status = base::parse_json(hub_.run("--format json status").out);
    EXPECT_EQ(status.back()["what"], "changes not yet in the KPIs");
    EXPECT_EQ(status.back()["count"], 0);
    return by_place;
  }

  std::string states() const { return hub_.text("SELECT location, state FROM quarantine ORDER BY id"); }

  // A hearing for each row, that takes its case from a column that row 2 leaves empty.
  void map_hearings_by(const std::string& column) const {
    hub_.change_mapping(
        "fir_year = \"fir_year\"\n",
        "fir_year = \"fir_year\"\n[[record]]\nkind = \"hearing\"\nfile = \"rows\"\nkey = { from = [\"no\", "
        "\"no\"], join = \"-\" }\n[record.fields]\ncase = \"" +
            column + "\"\n");
  }

  SmallHub hub_;
};

TEST_F(Redrive, ARecordThatTheMappingNowReadsIsAccepted) {
  map_hearings_by("district");
  hub_.put("data/a.csv", kHeading + "1,1,2024-01-02,2023\n2,,2024-01-02,2023\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  ASSERT_EQ(states(), "2-2|open\n");
  hub_.change_mapping("case = \"district\"", "case = \"no\"");
  EXPECT_EQ(redrive(), (std::map<std::string, std::string>{{"2-2", "redriven: accepted"}}));
  EXPECT_EQ(states(), "2-2|redriven\n");
  EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_hearing"), 2);
  EXPECT_EQ(hub_.run("quarantine redrive").exit_code, 0);
}

TEST_F(Redrive, ARowThatTheEncodingNowFitsIsReadAgain) {
  hub_.change_mapping("format = \"csv\"", "format = \"csv\"\nencoding = \"utf-8\"");
  hub_.put("data/a.csv", kHeading + "1,Caf\xE9,2024-01-02,2023\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  ASSERT_EQ(states(), "a.csv:2|open\n");
  hub_.change_mapping("\"utf-8\"", "\"windows-1252\"");
  EXPECT_THAT(redrive()["a.csv:2"], HasSubstr("redriven: its file was read again"));
  EXPECT_EQ(hub_.text("SELECT district FROM rec_case"), "Caf\xC3\xA9\n");
}

TEST_F(Redrive, WhatIsStillWrongStaysOpenAsOneEntry) {
  hub_.put("data/a.csv", kHeading + "1,Lahore\n2,Multan,2024-01-02,2023\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(redrive()["a.csv:2"], "open: rejected again, for the same reason");
  EXPECT_EQ(states(), "a.csv:2|open\n");
  hub_.put("data/a.csv", kHeading + "1,\"Lahore\n2,Multan,2024-01-02,2023\n");
  EXPECT_THAT(redrive()["a.csv:2"], HasSubstr("redriven: rejected again, now as 2: unreadable_row"));
  EXPECT_EQ(states(), "a.csv:2|redriven\na.csv:2|open\n");
}

TEST_F(Redrive, WhatTheSourceNoLongerSendsStaysOpenUntilItIsDiscarded) {
  hub_.put("data/a.csv", kHeading + "1,Lahore\n");
  hub_.put("data/b.csv", kHeading + "2,Multan,2024-01-02,2023\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  hub_.remove("data/a.csv");
  EXPECT_THAT(redrive()["a.csv:2"], HasSubstr("open: the source did not send it again"));
  EXPECT_EQ(hub_.run("quarantine discard 1").exit_code, 0);
  EXPECT_EQ(states(), "a.csv:2|discarded\n");
  EXPECT_EQ(hub_.run("quarantine discard 1").exit_code, 2);
  EXPECT_EQ(hub_.run("quarantine redrive 1").exit_code, 2);
}

TEST_F(Redrive, WhatAWholeSnapshotNoLongerHasIsClosed) {
  hub_.use_snapshot();
  hub_.put("data/a.csv", kHeading + "1,Lahore\n2,Multan,2024-01-02,2023\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  hub_.remove("data/a.csv");
  hub_.put("data/b.csv", kHeading + "2,Multan,2024-01-02,2023\n");
  EXPECT_THAT(redrive()["a.csv:2"], HasSubstr("redriven: the source's whole snapshot no longer has it"));
}

TEST_F(Redrive, AReadingThatFailsClosesNothing) {
  hub_.put("data/a.csv", kHeading + "1,Lahore\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  hub_.put("data/a.csv", "no,distrikt,instituted,fir_year\n1,Lahore,,\n");
  EXPECT_THAT(redrive()["a.csv:2"], HasSubstr("open: the reading ended failed: csv: "));
  hub_.remove("sources/court.toml");
  EXPECT_EQ(redrive()["a.csv:2"], "open: its source is no longer configured");
}

TEST_F(Redrive, OneEntryOrOneSourceIsJudgedAlone) {
  hub_.put("data/a.csv", kHeading + "1,Lahore\n2,Multan\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  hub_.put("data/a.csv", kHeading + "1,Lahore,2024-01-02,2023\n2,Multan,2024-01-02,2023\n");
  EXPECT_EQ(redrive("2").size(), 1U);
  EXPECT_EQ(states(), "a.csv:2|open\na.csv:3|redriven\n");
  EXPECT_EQ(redrive("--source elsewhere").size(), 0U);
  EXPECT_EQ(redrive("--source court").size(), 1U);
  EXPECT_EQ(states(), "a.csv:2|redriven\na.csv:3|redriven\n");
}

TEST_F(Redrive, TheEntriesAreShownInEveryFormat) {
  hub_.put("data/a.csv", kHeading + "1,Lahore\n2,Multan\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(base::parse_json(hub_.run("--format json quarantine list court").out).size(), 2U);
  EXPECT_EQ(base::parse_json(hub_.run("--format json quarantine list --state redriven").out).size(), 0U);
  EXPECT_THAT(hub_.run("--format csv quarantine list --limit 1").out, HasSubstr("1,court,open,"));
  EXPECT_EQ(base::parse_json(hub_.run("--format json quarantine show 2").out)[0]["where"], "a.csv:3");
  EXPECT_THAT(hub_.run("quarantine show 2").out, HasSubstr("where     a.csv:3\n"));
  EXPECT_EQ(hub_.run("quarantine show 3").exit_code, 2);
}

}  // namespace
}  // namespace mizan::test
