// The adapter against a real PostgreSQL: pages of any size, stops, changes, children before their case, whole
// readings, deaths of the server, and what it refuses.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <mizan/sdk/adapter.hpp>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "servers/postgresql_server.hpp"
#include "stand_ins.hpp"

extern "C" const mizan_adapter_plugin mizan_adapter_v1;

namespace mizan::test {
namespace {
using nlohmann::json;
using ::testing::HasSubstr;

constexpr const char* kTables = "case_file, report, accused, hearing";

PostgreSqlServer& server() {
  static PostgreSqlServer one;
  return one;
}

class Cmms : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const StandIns stand_ins("cmms-live", 1, 1000);
    server().run(stand_ins.cmms_sql());
    server().run("CREATE SCHEMA kept; " + copies("kept", "public"));
    const auto truth = stand_ins.truth("kp-cmms");
    tried_ = truth["tried"];
    all_ = truth["case"].get<std::size_t>() + truth["report"].get<std::size_t>() +
           truth["accused"].get<std::size_t>() + truth["hearing"].get<std::size_t>();
  }
  void SetUp() override {
    if (!server().running()) server().start();
    server().run(fmt::format("TRUNCATE {};", kTables));
    server().run(
        "INSERT INTO case_file SELECT * FROM kept.case_file; INSERT INTO report SELECT * FROM kept.report; "
        "INSERT INTO "
        "accused SELECT * FROM kept.accused; INSERT INTO hearing SELECT * FROM kept.hearing;");
    hub.now_us = std::int64_t{1'767'247'200} * 1'000'000;
    hub.secrets["password"] = Server::kPassword;
    open();
  }
  /// Carries out statements in which {case}, {report} and {hearing} are ids that there are.
  static void run(const std::string& sql) {
    server().run(fmt::format(fmt::runtime(sql), fmt::arg("case", tried_), fmt::arg("report", 10 * tried_),
                             fmt::arg("hearing", 1000 * tried_)));
  }
  static std::string copies(const std::string& to, const std::string& from) {
    std::string sql;
    for (const auto* table : {"case_file", "report", "accused", "hearing"})
      sql += fmt::format("CREATE TABLE {0}.{2} AS TABLE {1}.{2};", to, from, table);
    return sql;
  }
  static json settings() {
    return {{"host", "127.0.0.1"},
            {"port", server().port()},
            {"database", Server::kDatabase},
            {"user", Server::kReader},
            {"password_secret", "password"},
            {"layout", "layout.toml"},
            {"folder", MIZAN_SOURCE_DIR "/config/provinces/kp-cmms"}};
  }
  void open(const json& more = json::object()) {
    auto all = settings();
    all.update(more);
    ASSERT_EQ(hub.create(all.dump()), MIZAN_OK) << hub.error.message;
  }
  mizan_status read(const std::string& from) {
    hub.forget();
    const auto status = hub.read(from);
    for (const auto& record : hub.records) held[std::to_string(record.kind) + " " + record.key] = record;
    if (!hub.tokens.empty()) token = hub.tokens.back().first;
    return status;
  }
  std::string message() const { return hub.error.message; }

  static std::size_t all_;
  static int tried_;  ///< a case with a report and hearings: report 10 * n, hearings from 1000 * n on
  sdk::test::FakeHub hub{mizan_adapter_v1};
  std::map<std::string, sdk::test::KeptRecord> held;
  std::string token;
};

std::size_t Cmms::all_ = 0;
int Cmms::tried_ = 0;

TEST_F(Cmms, PagesOfAnySizeGiveTheSameRecordsOnce) {
  ASSERT_EQ(hub.check(), MIZAN_OK) << message();
  ASSERT_EQ(read(""), MIZAN_OK) << message();
  EXPECT_EQ(hub.records.size(), all_);
  EXPECT_EQ(held.size(), all_);
  const auto once = held;
  for (const int page : {7, 97, 10'000}) {
    held.clear();
    open({{"page", page}});
    ASSERT_EQ(read(""), MIZAN_OK) << message();
    EXPECT_EQ(hub.records.size(), all_) << page;
    EXPECT_EQ(held, once) << page;
  }
}

TEST_F(Cmms, GoesOnFromEveryCheckpointAndAfterStops) {
  open({{"page", 100}});
  ASSERT_EQ(read(""), MIZAN_OK);
  const auto whole = held;
  const auto tokens = hub.tokens;
  ASSERT_GE(tokens.size(), 8U);
  for (const auto& [from, covered] : tokens) {
    ASSERT_EQ(read(from), MIZAN_OK) << message();
    EXPECT_GE(hub.records.size() + covered, all_);
    EXPECT_EQ(held, whole);
  }
  for (const int stop : {0, 3, 6}) {
    held.clear();
    hub.stop_at_emit = stop;
    EXPECT_EQ(read(""), MIZAN_E_CANCELLED);
    hub.stop_at_emit = -1;
    const auto from = hub.tokens.empty() ? std::string() : hub.tokens.back().first;
    EXPECT_EQ(read(from), MIZAN_OK);
    EXPECT_EQ(held, whole) << stop;
  }
}

TEST_F(Cmms, WhatChangesComesAndTheOverlapComesOnce) {
  // Rows of one time, more than are known again, are sent again; so they get times of their own here.
  for (const auto* table : {"case_file", "report", "accused", "hearing"}) {
    run(
        fmt::format("UPDATE {0} SET updated_at = TIMESTAMP '2025-12-01 08:00:00' + n * interval '1 second' "
                    "FROM (SELECT ctid "
                    "AS at, row_number() OVER () AS n FROM {0}) k WHERE {0}.ctid = k.at;",
                    table));
  }
  open({{"overlap_seconds", 100}});
  ASSERT_EQ(read(""), MIZAN_OK);
  ASSERT_EQ(read(token), MIZAN_OK);
  EXPECT_TRUE(hub.records.empty());
  EXPECT_TRUE(hub.tokens.empty()) << "an idle reading moves nothing";
  run("UPDATE report SET result = 'Returned', updated_at = '2026-02-01 10:00:00.5' WHERE report_id = "
      "{report};"
      "INSERT INTO hearing VALUES (99000000, {case}, '2026-01-30', 'Charge', 'Effective', NULL, "
      "'KP-KURRAM-P2', "
      "TRUE, NULL, "
      "'2026-02-01 10:00:00.25');");
  ASSERT_EQ(read(token), MIZAN_OK);
  ASSERT_EQ(hub.records.size(), 2U);
  EXPECT_EQ(hub.records[0].key, std::to_string(10 * tried_));
  EXPECT_EQ(hub.records[1].key, "99000000");
  // Written before, in a transaction that ended after the reading: within the overlap.
  run("INSERT INTO report SELECT 99000001, case_id, nature, received, scrutinised, result, opinion, "
      "resubmitted, "
      "sent_to_court, prosecutor_id, '2026-02-01 09:59:00' FROM report WHERE report_id = {report};");
  ASSERT_EQ(read(token), MIZAN_OK);
  ASSERT_EQ(hub.records.size(), 1U);
  EXPECT_EQ(hub.records[0].key, "99000001");
}

TEST_F(Cmms, AChildDoesNotWaitForItsCase) {
  ASSERT_EQ(read(""), MIZAN_OK);
  run("ALTER TABLE hearing DROP CONSTRAINT hearing_case_id_fkey;"
      "INSERT INTO hearing VALUES (99000000, 99000, '2026-01-30', 'Charge', 'Effective', NULL, "
      "'KP-KURRAM-P2', "
      "TRUE, NULL, "
      "'2026-02-01 10:00:00');");
  ASSERT_EQ(read(token), MIZAN_OK);
  const auto& hearing = held.at("4 99000000");
  EXPECT_EQ(hearing.text(MIZAN_F_CASE), "99000");
  EXPECT_THAT(hub.logs, ::testing::Contains(HasSubstr("1 rows are of cases that are not there")));
  run("INSERT INTO case_file SELECT 99000, district_code, police_station, 99, fir_year, fir_date, "
      "entered_on, offences, "
      "prosecutor_id, court, court_no, institution_date, charge_date, decision, decision_date, '2026-02-01 "
      "10:30:00' FROM "
      "case_file WHERE case_id = {case};");
  ASSERT_EQ(read(token), MIZAN_OK);
  EXPECT_TRUE(held.contains("1 99000"));
  run("DELETE FROM hearing WHERE hearing_id = 99000000; ALTER TABLE hearing ADD CONSTRAINT "
      "hearing_case_id_fkey FOREIGN KEY "
      "(case_id) REFERENCES case_file;");
}

TEST_F(Cmms, TheServersDeathIsTransientAndNothingIsLost) {
  open({{"page", 50}});
  hub.before_emit = [](int emit) {
    if (emit == 5) server().kill();
  };
  EXPECT_EQ(read(""), MIZAN_E_TRANSIENT);
  EXPECT_THAT(message(), HasSubstr("lost"));
  hub.before_emit = nullptr;
  const auto before = held.size();
  EXPECT_GT(before, 0U);
  EXPECT_LT(before, all_);
  EXPECT_EQ(hub.read(token), MIZAN_E_TRANSIENT) << "it is still down";
  server().start();
  ASSERT_EQ(read(token), MIZAN_OK) << message();
  EXPECT_EQ(held.size(), all_);
}

TEST_F(Cmms, AWholeReadingIsOneMomentAndFindsWhatIsGone) {
  ASSERT_EQ(read(""), MIZAN_OK);
  run("DELETE FROM hearing WHERE hearing_id = {hearing};");
  hub.now_us += std::int64_t{86'400} * 1'000'000;
  hub.before_emit = [](int emit) {
    if (emit == 0)
      run("INSERT INTO hearing SELECT 99000000, case_id, hearing_date, stage, proceedings, reason, "
          "prosecutor_id, "
          "attended, next_date, updated_at FROM hearing WHERE hearing_id = {hearing} + 1;");
  };
  ASSERT_EQ(read(token), MIZAN_OK) << message();
  hub.before_emit = nullptr;
  EXPECT_EQ(hub.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE}));
  std::set<std::string> hearings;
  for (const auto& record : hub.records)
    if (record.kind == MIZAN_KIND_HEARING) hearings.insert(record.key);
  EXPECT_FALSE(hearings.contains(std::to_string(1000 * tried_)));
  EXPECT_FALSE(hearings.contains("99000000")) << "it came after the transaction began";
  ASSERT_EQ(read(token), MIZAN_OK);
  EXPECT_TRUE(held.contains("4 99000000")) << "and is not lost";
  EXPECT_TRUE(hub.phases.empty());
}

TEST_F(Cmms, CheckpointsThatItDidNotWriteAreRefusedBeforeAnythingIsGiven) {
  open({{"page", 50}});
  hub.stop_at_emit = 5;
  EXPECT_EQ(read(""), MIZAN_E_CANCELLED);
  hub.stop_at_emit = -1;
  const auto good = base::parse_json(token);
  for (const auto& [member, value] :
       std::vector<std::pair<const char*, const char*>>{{"w", "2026-13-01 08:00:00"},
                                                        {"u", "2026-01-01 99:00:00"},
                                                        {"i", "1x"},
                                                        {"i", "99999999999999999999"},
                                                        {"a", "2026-02-30 08:00:00"}}) {
    auto other = good;
    auto& changed = *std::find_if(other["t"].begin(), other["t"].end(),
                                  [](const json& each) { return each.contains("u") || each.contains("w"); });
    changed["u"] = changed.value("u", "2026-01-01 08:00:00");
    changed["r"] = changed.value("r", "2026-01-01 08:00:00");
    changed["a"] = changed.value("a", "2026-01-01 08:00:00");
    changed["i"] = changed.value("i", "1");
    changed[member] = value;
    hub.forget();
    EXPECT_EQ(hub.read(other.dump()), MIZAN_E_CHECKPOINT) << other << message();
    EXPECT_TRUE(hub.records.empty());
  }
}

TEST_F(Cmms, WhatIsWrongWithTheSettingsOrTheLayoutIsSaid) {
  hub.secrets["password"] = "wrong";
  EXPECT_EQ(hub.check(), MIZAN_E_AUTH) << message();
  hub.secrets["password"] = Server::kPassword;
  open({{"database", "nowhere"}});
  EXPECT_EQ(hub.check(), MIZAN_E_CONFIG) << message();
  open({{"port", 1}});
  EXPECT_EQ(hub.check(), MIZAN_E_TRANSIENT) << message();
  const auto folder = std::filesystem::temp_directory_path() / fmt::format("mizan-cmms-layout-{}", getpid());
  std::filesystem::create_directories(folder);
  std::ifstream in(MIZAN_SOURCE_DIR "/config/provinces/kp-cmms/layout.toml");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto with = [&](const std::string& from, const std::string& to) {
    auto other = text;
    other.replace(other.find(from), from.size(), to);
    std::ofstream(folder / "layout.toml") << other;
    open({{"folder", folder.string()}});
    return hub.check();
  };
  EXPECT_EQ(with("sex = \"gender\"", "sex = \"sex\""), MIZAN_E_CONFIG);
  EXPECT_EQ(message(), "table \"accused\": there is no such column: see the layout (SQLSTATE 42703)");
  EXPECT_EQ(with("table = \"report\"", "table = \"reports\""), MIZAN_E_CONFIG);
  EXPECT_THAT(message(), HasSubstr("there is no such table"));
  EXPECT_EQ(with("changed = \"updated_at\"", "changed = \"fir_no\""), MIZAN_E_CONFIG) << message();
  std::filesystem::remove_all(folder);
}

TEST_F(Cmms, RowsWithoutATimeOfChangeAreSaidAndTheRestIsTaken) {
  run("ALTER TABLE report ALTER COLUMN updated_at DROP NOT NULL; UPDATE report SET updated_at = NULL WHERE "
      "report_id = {report};");
  EXPECT_EQ(read(""), MIZAN_E_DATA);
  EXPECT_THAT(message(), HasSubstr("table \"report\": rows without a value"));
  EXPECT_EQ(held.size(), all_ - 1);
  run("DELETE FROM report WHERE updated_at IS NULL; ALTER TABLE report ALTER COLUMN updated_at SET NOT "
      "NULL;");
}

TEST_F(Cmms, NoTransactionIsLeftBehind) {
  ASSERT_EQ(read(""), MIZAN_OK);
  EXPECT_NO_THROW(
      run("BEGIN; SET LOCAL lock_timeout = 5000; LOCK TABLE case_file IN ACCESS EXCLUSIVE MODE; ROLLBACK;"));
}

}  // namespace
}  // namespace mizan::test
