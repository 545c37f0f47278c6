// A case that is sealed, by the program: it is gone from every answer, now and in the past, the values that
// it was in are others, and both ways of counting agree.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using ::testing::HasSubstr;

class SealTest : public ::testing::Test {
 protected:
  SealTest() {
    hub_.change_mapping("fir_year = \"fir_year\"\n", "fir_year = \"fir_year\"\ndisposed_on = \"disposed\"\n");
    put("1",
        "SECRET-CASE-77,Lahore,2025-01-10,2025,\nOPEN-CASE-1,Lahore,2025-01-11,2025,\nOPEN-CASE-2,Kasur,"
        "2025-02-01,2025,\n");
    EXPECT_EQ(hub_.run("ingest").exit_code, 0);
    past_ =
        hub_.text("SELECT strftime('%Y-%m-%dT%H:%M:%fZ', max(accepted_at) / 1e6, 'unixepoch') FROM batch");
    past_.pop_back();
    put("2", "SECRET-CASE-77,Kasur,2025-01-12,2025,\n");
    EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  }

  void put(const std::string& name, const std::string& rows) const {
    hub_.put("data/" + name + ".csv", "no,district,instituted,fir_year,disposed\n" + rows);
  }
  int pending(const std::string& more = "") const {
    const auto ran = hub_.run("--format json kpi values pending --province PB --period 2025 " + more);
    const auto rows = base::parse_json(ran.out);
    const bool one = rows.is_array() && rows.size() == 1 && rows[0]["value"].is_number();
    EXPECT_TRUE(one) << ran.out << ran.err;
    return one ? rows[0]["value"].get<int>() : -1;
  }
  Ran seal(const std::string& more) const {
    return hub_.run("seal add SECRET-CASE-77 --source court --order 'LHC 1/2026' " + more);
  }
  std::vector<std::string> left_in_files(const std::string& text) const {
    std::vector<std::string> found;
    for (const auto* name : {"mizan.db", "mizan.db-wal", "mizan.db-shm"}) {
      std::ifstream in(hub_.path() / name, std::ios::binary);
      const std::string bytes(std::istreambuf_iterator<char>(in), {});
      if (bytes.find(text) != std::string::npos) found.emplace_back(name);
    }
    return found;
  }

  const SmallHub hub_{"seal"};
  std::string past_;
};

TEST_F(SealTest, IsGoneFromEveryAnswerAndBothWaysOfCountingAgree) {
  ASSERT_EQ(pending(), 3);
  const auto evidence = (hub_.path() / "evidence.jsonl").string();
  const auto sealed = seal("--reason court-order --evidence " + evidence);
  ASSERT_EQ(sealed.exit_code, 0) << sealed.err;
  EXPECT_EQ(sealed.out, "1\n");
  EXPECT_EQ(pending(), 2);
  EXPECT_EQ(pending("--known-at " + past_), 2) << "in the past too";
  for (const auto* words : {"kpi verify", "kpi rebuild --from-records", "kpi verify", "audit verify"})
    EXPECT_EQ(hub_.run(words).exit_code, 0) << words;
  EXPECT_EQ(hub_.run("kpi verify --known-at " + past_).exit_code, 0);
  EXPECT_EQ(pending(), 2);
  EXPECT_EQ(hub_.run("case show court SECRET-CASE-77").exit_code, 2);
  EXPECT_EQ(hub_.run("case show court OPEN-CASE-1").exit_code, 0);
  EXPECT_TRUE(hub_.books_balance());
  EXPECT_EQ(left_in_files("SECRET-CASE-77"), std::vector<std::string>());
  const auto told =
      hub_.text("SELECT body FROM outbox WHERE subject LIKE 'pending/%' ORDER BY id DESC LIMIT 1");
  EXPECT_THAT(told, HasSubstr(R"("reasons":{"deleted":1})"));
}

TEST_F(SealTest, StaysOutWhenItIsSentAgainAndComesBackWhereTheLawHasAWay) {
  ASSERT_EQ(seal("--reason juvenile --no-evidence").exit_code, 0);
  put("3", "SECRET-CASE-77,Lahore,2025-03-10,2025,\nOPEN-CASE-3,Lahore,2025-03-10,2025,\n");
  EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(pending(), 3) << "two, and the third open one";
  EXPECT_EQ(left_in_files("SECRET-CASE-77"), std::vector<std::string>());
  EXPECT_TRUE(hub_.books_balance());
  EXPECT_EQ(hub_.run("seal lift 1 --order 'SC 2/2027' --read court").exit_code, 0);
  EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(pending(), 4);
  EXPECT_EQ(hub_.run("kpi verify").exit_code, 0);
  const auto list = base::parse_json(hub_.run("--format json seal list").out);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0]["lifted by order"], "SC 2/2027");
}

TEST_F(SealTest, WhatIsExpungedIsNotLifted) {
  ASSERT_EQ(seal("--reason expunged --no-evidence").exit_code, 0);
  const auto refused = hub_.run("seal lift 1 --order 'SC 2/2027'");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("no way back"));
}

TEST_F(SealTest, TheEvidenceIsKnownByItsDigests) {
  const auto file = hub_.path() / "evidence.jsonl";
  ASSERT_EQ(seal("--reason court-order").exit_code, 2) << "somebody must say whether it is kept";
  ASSERT_EQ(seal("--reason court-order --evidence " + file.string()).exit_code, 0);
  EXPECT_EQ(hub_.run("seal verify 1 " + file.string()).exit_code, 0);
  std::ifstream in(file);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  EXPECT_THAT(text, HasSubstr("SECRET-CASE-77"));
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  text.replace(text.find("2025-01-12"), 10, "2025-01-13");
  const auto changed = hub_.put("changed.jsonl", text);
  EXPECT_EQ(hub_.run("seal verify 1 " + changed.string()).exit_code, 3);
}

TEST_F(SealTest, ARestoredBackupDoesNotBringItBack) {
  auto backup = hub_.run("backup make " + (hub_.path() / "backups").string()).out;
  ASSERT_FALSE(backup.empty());
  backup.pop_back();
  EXPECT_THAT(hub_.run("backup verify " + backup).err, ::testing::Not(HasSubstr("sealed")));
  ASSERT_EQ(seal("--reason court-order --no-evidence").exit_code, 0);
  EXPECT_THAT(hub_.run("backup verify " + backup).err, HasSubstr("1 cases were sealed since"));
  const auto restored = hub_.run("restore " + backup + " --replace");
  ASSERT_EQ(restored.exit_code, 0) << restored.err;
  EXPECT_THAT(restored.err, HasSubstr("mizan seal finish"));
  EXPECT_EQ(hub_.run("seal finish").exit_code, 0);
  EXPECT_EQ(pending(), 2);
  EXPECT_EQ(left_in_files("SECRET-CASE-77"), std::vector<std::string>());
  EXPECT_EQ(hub_.run("kpi verify").exit_code, 0);
}

}  // namespace
}  // namespace mizan::test
