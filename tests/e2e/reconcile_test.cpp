// The reconciliation as coordinators meet it: police, prosecution and court of one district through the real
// program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "reconcile_hub.hpp"
#include "support/hub_folder.hpp"
#include "support/program.hpp"

namespace mizan::test {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Reconcile, TheThreeHoldersAreShownBesideEachOther) {
  const ReconcileHub hub("reconcile_show");
  const auto ran = hub.run("reconcile show --period 2024-03 --province PB --district Kasur");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  // FIRs 1 to 4 of March; the reports of 1, 2 and 3 were sent in March, that of 3 was received in April, and
  // the prosecution has no record of FIR 4.
  EXPECT_THAT(ran.out,
              HasSubstr("2024-03  PB        Kasur     firs        4             not observed  not observed"));
  const auto count = [&](const std::string& stage, const std::string& holder) {
    for (const auto& row : hub.json("reconcile show --period 2024-03 --province PB --district Kasur"))
      if (row["stage"] == stage && row["holder"] == holder) return row["count"];
    return nlohmann::json("no row");
  };
  EXPECT_EQ(count("sent", "police"), 3);
  EXPECT_EQ(count("received", "prosecution"), 2);
  EXPECT_EQ(count("received", "police"), nullptr);
  EXPECT_EQ(count("filed", "prosecution"), 2);
  EXPECT_EQ(count("instituted", "court"), 1);
  EXPECT_EQ(count("disposed", "prosecution"), 2);
  EXPECT_EQ(count("disposed", "court"), 1);
}

TEST(Reconcile, TheCasesOfADifferenceAreListedWithTheirReasons) {
  const ReconcileHub hub("reconcile_differences");
  const auto parts =
      hub.json("reconcile differences --period 2024-03 --province PB --district Kasur --stage disposed");
  ASSERT_EQ(parts.size(), 1U) << parts;
  EXPECT_EQ(parts[0]["FIR"], "2/2024 Saddar");
  EXPECT_EQ(parts[0]["has"], "prosecution");
  EXPECT_EQ(parts[0]["lacks"], "court");
  EXPECT_EQ(parts[0]["why"], "other_period");
  EXPECT_EQ(parts[0]["detail"], "2024-04-02");
  const auto table =
      hub.run("reconcile differences --period 2024-03 --province PB --district Kasur --stage disposed");
  EXPECT_THAT(table.out, HasSubstr("+1 -0"));
  const auto summary =
      hub.run("--format csv reconcile differences --period 2024-03 --summary --stage disposed");
  EXPECT_THAT(summary.out, HasSubstr("2024-03,PB,Kasur,disposed,prosecution,2,court,1,1,,,+1 -0,,"));
}

TEST(Reconcile, StationsOnRequestAndMonthsInARow) {
  const ReconcileHub hub("reconcile_stations");
  const auto ran =
      hub.run("--format csv reconcile show --from 2024-03 --to 2024-04 --by station --stage sent");
  EXPECT_THAT(ran.out, HasSubstr("2024-03,PB,Kasur,Saddar,sent,police,3,normal,yes,,,,\n"));
  EXPECT_THAT(ran.out, Not(HasSubstr("2024-04")));
}

// Signed on the day of the test; what comes late restates it, with the record that moved it.
TEST(Reconcile, ASignedFigureIsRestatedWhenALateRecordMovesIt) {
  const ReconcileHub hub("reconcile_signed");
  const std::string kasur = "--period 2024-03 --province PB --district Kasur";
  const auto sign =
      "reconcile sign " + kasur + " --holder police --office 'DPO Kasur' --by 'SP Investigation'";
  const auto signed_now = hub.run(sign);
  ASSERT_EQ(signed_now.exit_code, 0) << signed_now.err;
  EXPECT_THAT(signed_now.out, HasSubstr("firs             4"));
  EXPECT_THAT(signed_now.err, HasSubstr("signature 1: PB Kasur of 2024-03, police, by DPO Kasur; digest "));
  EXPECT_THAT(hub.run(sign).err, HasSubstr("that is signed already, by DPO Kasur"));

  hub.hub().put("police/cases-late.csv",
                "no,district,station,fir,year,fir_on\nF5,Kasur,Saddar,5,2024,2024-03-31\n");
  ASSERT_EQ(hub.run("ingest").exit_code, 0);
  const auto shown = hub.run("reconcile show " + kasur + " --stage firs").out;
  EXPECT_THAT(shown, HasSubstr("police signed 4 on "));
  EXPECT_THAT(shown, HasSubstr(", now 5"));
  const auto moved = hub.run("--format csv reconcile moved 1").out;
  EXPECT_THAT(moved, HasSubstr(",4,5,late,police,case,F5\n"));
  EXPECT_EQ(
      hub.hub().number("SELECT count(*) FROM outbox WHERE type = 'org.mizan.reconciliation.restated.v1'"), 1);
  EXPECT_EQ(hub.hub().text("SELECT subject FROM outbox WHERE type = 'org.mizan.reconciliation.restated.v1'"),
            "reconciliation/2024-03/PB/Kasur/police/firs\n");

  EXPECT_EQ(hub.hub().number("SELECT count(*) FROM audit_entry WHERE did = 'reconcile sign'"), 2)
      << "also the one that was refused";
  EXPECT_EQ(hub.run("reconcile withdraw 1 --by 'SP Investigation' --why 'counted anew'").exit_code, 0);
  EXPECT_EQ(hub.json("reconcile signed").size(), 0U);
  EXPECT_THAT(hub.run("--format csv reconcile signed --withdrawn").out,
              HasSubstr("SP Investigation: counted anew"));
  EXPECT_EQ(hub.run(sign).exit_code, 0) << "a new signature of the figures of now";
  EXPECT_TRUE(hub.hub().books_balance());
}

TEST(Reconcile, ASignatureWhoseTextWasChangedIsFound) {
  const ReconcileHub hub("reconcile_forged");
  ASSERT_EQ(
      hub.run(
             "reconcile sign --period 2024-03 --province PB --holder court --office 'D&SJ Kasur' --by Reader")
          .exit_code,
      0);
  const auto forged = test::run(
      {"/usr/bin/sqlite3", (hub.hub().path() / "mizan.db").string(),
       "UPDATE reconciliation_signature SET figures = replace(figures, '\"count\":1', '\"count\":2')"});
  ASSERT_TRUE(forged.ok()) << forged.story();
  const auto ran = hub.run("reconcile signed");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("signature 1 is not what was signed"));
}

// Somebody follows the feed while another process signs and a late record comes.
TEST(Reconcile, TheFeedTellsWhatIsSignedAndWhatBecomesOfIt) {
  const ReconcileHub hub("reconcile_feed");
  const auto port = port_of_a_hub();
  std::ofstream(hub.hub().path() / "mizan.toml", std::ios::app)
      << "access = { mode = \"loopback-operator\" }\n[listen]\nport = " << port << '\n';
  Program service({mizan_program().string(), "--config", (hub.hub().path() / "mizan.toml").string(), "run"});
  ASSERT_NE(service.err_line_with("serving on"), "");
  const auto url = [&](const std::string& target) { return "http://127.0.0.1:" + port + target; };
  Program curl({"/usr/bin/curl", "--silent", "--no-buffer", url("/v1/feed?from=start&kpi=reconciliation")});
  const auto next = [&] {
    return base::parse_json(curl.out_line_with("\"org.mizan.reconciliation.").substr(6));
  };
  ASSERT_EQ(
      hub.run("reconcile sign --period 2024-03 --province PB --district Kasur --holder police --office 'DPO "
              "Kasur' --by SP")
          .exit_code,
      0);
  EXPECT_EQ(next()["type"], "org.mizan.reconciliation.signed.v1");
  hub.hub().put("police/cases-late.csv",
                "no,district,station,fir,year,fir_on\nF5,Kasur,Saddar,5,2024,2024-03-31\n");
  const auto restated = next();
  EXPECT_EQ(restated["type"], "org.mizan.reconciliation.restated.v1");
  EXPECT_EQ(restated["data"]["signed"], 4);
  EXPECT_EQ(restated["data"]["value"], 5);
  EXPECT_EQ(restated["data"]["record_count"], 1);
  const auto listed =
      test::run({"/usr/bin/curl", "--silent", url("/v1/reconciliation/signatures?period=2024-03")});
  const auto page = base::parse_json(listed.out);
  EXPECT_EQ(page["signatures"][0]["figures"][0],
            (nlohmann::json{{"stage", "firs"}, {"signed", 4}, {"now", 5}}));
  EXPECT_EQ(page["signatures"][0]["restated"][0]["records"][0]["key"], "F5");
}

// Killed at whatever moment while a late record is taken in: told once in the end.
TEST(Reconcile, ARestatementSurvivesBeingKilled) {
  const ReconcileHub hub("reconcile_killed");
  ASSERT_EQ(
      hub.run("reconcile sign --period 2024-03 --province PB --district Kasur --holder police --office 'DPO "
              "Kasur' --by SP")
          .exit_code,
      0);
  for (int round = 0; round < 12; ++round) {
    hub.hub().put("police/cases-late" + std::to_string(round) + ".csv",
                  "no,district,station,fir,year,fir_on\nL" + std::to_string(round) + ",Kasur,Saddar," +
                      std::to_string(100 + round) + ",2024,2024-03-31\n");
    Program killed(
        {mizan_program().string(), "--config", (hub.hub().path() / "mizan.toml").string(), "ingest"});
    usleep(static_cast<unsigned>(60'000 * round));
    killed.signal(SIGKILL);
    killed.wait();
  }
  ASSERT_EQ(hub.run("ingest").exit_code, 0);
  EXPECT_EQ(hub.hub().number("SELECT sum(now - was) FROM reconciliation_restatement"), 12);
  EXPECT_EQ(
      hub.hub().number("SELECT count(*) FROM outbox WHERE type = 'org.mizan.reconciliation.restated.v1'"),
      hub.hub().number("SELECT count(*) FROM reconciliation_restatement"));
  EXPECT_EQ(
      hub.hub().number("SELECT count(*) FROM reconciliation_restatement AS a JOIN reconciliation_restatement "
                       "AS b ON b.id = a.id + 1 WHERE b.was <> a.now"),
      0)
      << "each begins where the one before ended";
}

// The report of FIR 3 was received on 2 April 2024 and went no further; nobody tells of any after that.
TEST(Reconcile, AReportThatIsStuckIsListedWithItsDays) {
  const ReconcileHub hub("reconcile_gaps");
  hub.hub().put("police/reports-late.csv", "no,case,sent\nR4,F4,2024-03-20\n");
  ASSERT_EQ(hub.run("ingest").exit_code, 0);
  const auto gaps = hub.json("reconcile gaps --province PB --district Kasur");
  ASSERT_EQ(gaps.size(), 2U) << gaps;
  EXPECT_EQ(gaps[0]["gap"], "not_received");
  EXPECT_EQ(gaps[0]["FIR"], "4/2024 Saddar");
  EXPECT_EQ(gaps[0]["since"], "2024-03-20");
  EXPECT_EQ(gaps[1]["gap"], "not_filed");
  EXPECT_EQ(gaps[1]["FIR"], "3/2024 Saddar");
  EXPECT_EQ(gaps[0]["days"].get<int>() - gaps[1]["days"].get<int>(), 13);
  EXPECT_EQ(hub.json("reconcile gaps --gap not_filed").size(), 1U);
  EXPECT_THAT(hub.run("--format csv reconcile gaps --summary").out, HasSubstr("PB,Kasur,not_received,1,1,"));
}

TEST(Reconcile, WhatHoldersSayOtherwiseIsListedFieldByField) {
  const ReconcileHub hub("reconcile_fields");
  const auto values = hub.json("reconcile fields --period 2024-03 --province PB --district Kasur");
  ASSERT_EQ(values.size(), 2U) << values;
  EXPECT_EQ(values[0]["field"], "disposed_on");
  EXPECT_EQ(values[0]["holder"], "prosecution");
  EXPECT_EQ(values[0]["value"], "2024-03-29");
  EXPECT_EQ(values[1]["holder"], "court");
  EXPECT_EQ(values[1]["value"], "2024-04-02");
  EXPECT_THAT(hub.run("--format csv reconcile fields --period 2024-03 --summary").out,
              HasSubstr("\ndisposed_on,2,1\n"));
}

TEST(Reconcile, WhatCannotBeAskedIsSaidInOneLine) {
  const ReconcileHub hub("reconcile_wrong");
  const auto refused = [&](const std::string& words) {
    const auto ran = hub.run("reconcile " + words);
    EXPECT_NE(ran.exit_code, 0) << words;
    return ran.err;
  };
  EXPECT_THAT(refused("show"), HasSubstr("say which period"));
  EXPECT_THAT(refused("differences --period 2024-03 --between police"), HasSubstr("between is two of"));
  EXPECT_THAT(hub.run("reconcile differences --help").out, HasSubstr("Examples:"));
}

}  // namespace
}  // namespace mizan::test
