// The audit trail by the program: what commands and requests leave in it, and what touching it does.
#include <gtest/gtest.h>
#include <signal.h>
#include <sqlite3.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {

using nlohmann::json;

class AuditTest : public ::testing::Test {
 protected:
  AuditTest() {
    hub_.put("data/1.csv",
             "no,district,instituted,fir_year\n1,Lahore,2025-01-10,2025\n2,Kasur,bad,2025\n3,Kasur\n");
    EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  }
  json list(const std::string& more = "") const {
    return base::parse_json(hub_.run("--format json audit list " + more).out);
  }
  void touch(const std::string& sql) const {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open((hub_.path() / "mizan.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  const SmallHub hub_{"audit"};
};

TEST_F(AuditTest, CommandsThatChangeLeaveWhoDidWhat) {
  EXPECT_EQ(list().size(), 0U) << "taking in is in the books, not here";
  EXPECT_EQ(hub_.run("token add press --role monitor").exit_code, 0);
  EXPECT_EQ(hub_.run("token revoke press").exit_code, 0);
  EXPECT_EQ(hub_.run("token revoke press").exit_code, 2);
  EXPECT_EQ(hub_.run("link add court 1 --apart --by 'DPP office' --why 'a typing error'").exit_code, 0);
  EXPECT_EQ(hub_.run("quarantine discard 1").exit_code, 0);
  EXPECT_EQ(hub_.run("kpi rebuild").exit_code, 0);
  EXPECT_EQ(hub_.run("kpi values pending").exit_code, 0);
  const auto entries = list();
  std::string did;
  for (const auto& each : entries) did += each.value("did", "") + ": " + each.value("outcome", "") + "; ";
  EXPECT_EQ(did,
            "token add: done; token revoke: done; link apart: begun; quarantine discard: done; kpi rebuild: "
            "begun; ");
  EXPECT_TRUE(entries[0].value("who", "").starts_with("os:")) << entries[0];
  EXPECT_EQ(list("--who nobody").size(), 0U);
  EXPECT_EQ(list("--behind 3").size(), 2U);
  EXPECT_EQ(hub_.run("audit verify").exit_code, 0);
}

TEST_F(AuditTest, WhatWasTouchedIsFoundAndWhatWasNotedFindsMore) {
  for (const auto* who : {"a", "b", "c"}) hub_.run(std::string("token add ") + who + " --role monitor");
  auto noted = hub_.run("audit head").out;
  noted.pop_back();
  EXPECT_TRUE(noted.starts_with("3:")) << noted;
  EXPECT_EQ(hub_.run("audit verify --head " + noted).exit_code, 0);
  EXPECT_EQ(hub_.run("audit verify --head 3:nonsense").exit_code, 2);
  touch(
      "DELETE FROM audit_entry WHERE number = 3; UPDATE meta SET value = (SELECT '2:' || lower(hex(chain)) "
      "FROM "
      "audit_entry WHERE number = 2) WHERE name = 'audit_head'");
  EXPECT_EQ(hub_.run("audit verify").exit_code, 0);
  const auto found = hub_.run("audit verify --head " + noted);
  EXPECT_EQ(found.exit_code, 3);
  EXPECT_NE(found.err.find("entry 3 is not the one that was noted"), std::string::npos) << found.err;
  touch("UPDATE audit_entry SET who = 'os:clerk' WHERE number = 1");
  const auto changed = hub_.run("audit verify");
  EXPECT_EQ(changed.exit_code, 3);
  EXPECT_NE(changed.err.find("entry 1 is not what was written"), std::string::npos) << changed.err;
}

}  // namespace
}  // namespace mizan::test
