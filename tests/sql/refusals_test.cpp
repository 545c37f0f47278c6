// What goes wrong, and what is told of it: a policy, the query's name, a code; no password, no server's
// words.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "servers/server.hpp"
#include "world.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

std::string mapping(const std::string& query) {
  return fmt::format(
      "format = 1\n[source]\nmode = \"snapshot\"\n[input]\nformat = \"sql\"\n[[input.query]]\nname = "
      "\"cases\"\nsql = '''{}'''\n"
      "key = \"no\"\n[[record]]\nkind = \"case\"\nkey = \"no\"\n[record.fields]\ncourt = \"no\"\n",
      query);
}

class Refusals : public ::testing::TestWithParam<std::string> {
 protected:
  // How reading ends, with nothing secret told.
  mizan_status read(const nlohmann::json& settings, const std::string& query) {
    auto status = hub_.open(settings, mapping(query));
    if (status == MIZAN_OK) status = hub_.read();
    std::string told = hub_.message();
    for (const auto& line : hub_.logs) told += line;
    for (const char* secret : {Server::kPassword, "wr0ng canary", "PWD", "password="})
      EXPECT_THAT(told, Not(HasSubstr(secret)));
    return status;
  }
  mizan_status read(const std::string& query) { return read(world_.settings(), query); }

  World& world_ = world(GetParam());
  SqlHub hub_;
};

TEST_P(Refusals, AWrongPasswordIsOne) {
  if (GetParam() == "sqlite") {
    hub_.secrets.clear();
    EXPECT_EQ(read(world_.settings(), "SELECT 1 AS no"), MIZAN_OK) << "SQLite has no password";
    return;
  }
  hub_.secrets["court-password"] = "wr0ng canary";
  EXPECT_EQ(read("SELECT 1 AS no"), MIZAN_E_AUTH) << hub_.message();
  EXPECT_THAT(hub_.message(),
              HasSubstr("connecting to the database: the server refuses the account or its password"));
  hub_.secrets.clear();
  EXPECT_EQ(read("SELECT 1 AS no"), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.message(), HasSubstr("there is no secret \"court-password\""));
}

TEST_P(Refusals, WhatTheQueryGetsWrongIsTheOperatorsToPutRight) {
  world_.run("DROP TABLE IF EXISTS few; CREATE TABLE few (no INTEGER); INSERT INTO few VALUES (1);");
  for (const auto* query : {"SELECT no FROM nowhere", "SELECT nothing AS no FROM few", "SELECT no FRM few",
                            "SELECT no FROM few WHERE"}) {
    EXPECT_EQ(read(query), MIZAN_E_CONFIG) << query << ": " << hub_.message();
    EXPECT_THAT(hub_.message(), HasSubstr("query \"cases\": "));
    EXPECT_THAT(hub_.message(), Not(HasSubstr("nowhere")));
  }
}

TEST_P(Refusals, ASecondStatementNeverReachesTheServer) {
  world_.run("DROP TABLE IF EXISTS few; CREATE TABLE few (no INTEGER); INSERT INTO few VALUES (1);");
  for (const auto* query : {"SELECT no FROM few; DELETE FROM few",
                            "SELECT no FROM few) q; DELETE FROM few --", "DELETE FROM few"})
    EXPECT_EQ(read(query), MIZAN_E_CONFIG) << query;
  EXPECT_EQ(read("SELECT no FROM few"), MIZAN_OK) << hub_.message();
  EXPECT_EQ(hub_.records.size(), 1U);
}

TEST_P(Refusals, AStatementThatTakesTooLongIsBrokenOff) {
  const std::map<std::string, std::string> slow = {
      {"postgresql", "SELECT 1 AS no FROM pg_sleep(30)"},
      {"mariadb",
       "SELECT 1 AS no FROM information_schema.columns a, information_schema.columns b, "
       "information_schema.columns c WHERE a.column_name = MD5(CONCAT(b.column_name, c.column_name))"},
      {"sqlite",
       "WITH RECURSIVE n(no) AS (SELECT 1 UNION ALL SELECT no + 1 FROM n) SELECT MAX(no) AS no FROM n"}};
  auto name = GetParam();
  if (name.starts_with("odbc-")) name = name.substr(5);
  auto settings = world_.settings();
  settings["statement_seconds"] = 1;
  EXPECT_EQ(read(settings, slow.at(name)), MIZAN_E_TRANSIENT) << hub_.message();
  EXPECT_THAT(hub_.message(), HasSubstr("longer than the setting"));
}

INSTANTIATE_TEST_SUITE_P(Databases, Refusals, ::testing::ValuesIn(all_worlds()), [](const auto& about) {
  auto name = about.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

class ServerRefusals : public Refusals {};

// The owner may write; the session may not.
TEST_P(ServerRefusals, AQueryThatWritesIsRefusedEvenWithAnAccountThatMay) {
  auto settings = world_.settings();
  settings["user"] = Server::kOwner;
  const bool postgresql = GetParam().find("postgresql") != std::string::npos;
  world_.run("DROP TABLE IF EXISTS written; CREATE TABLE written (no INTEGER);");
  if (postgresql) {
    world_.run(
        "CREATE OR REPLACE FUNCTION writes() RETURNS INTEGER LANGUAGE SQL VOLATILE AS 'INSERT INTO written "
        "VALUES (1) RETURNING no';");
  } else {
    world_.run(
        "DROP FUNCTION IF EXISTS writes;\nDELIMITER //\nCREATE FUNCTION writes() RETURNS INTEGER MODIFIES "
        "SQL DATA BEGIN INSERT INTO written VALUES (1); RETURN 1; END//\nDELIMITER ;\n");
  }
  EXPECT_EQ(read(settings, "SELECT writes() AS no"), MIZAN_E_CONFIG) << hub_.message();
  EXPECT_THAT(hub_.message(), HasSubstr("the query tries to write, and the session is read-only"));
  EXPECT_EQ(read(settings, "SELECT no FROM written"), MIZAN_OK) << hub_.message();
  EXPECT_TRUE(hub_.records.empty());
}

TEST_P(ServerRefusals, AnAccountWithoutRightsIsToldWhatItLacks) {
  auto settings = world_.settings();
  world_.run("DROP TABLE IF EXISTS few; CREATE TABLE few (no INTEGER); INSERT INTO few VALUES (1);");
  const bool postgresql = GetParam().find("postgresql") != std::string::npos;
  EXPECT_EQ(read(settings,
                 postgresql ? "SELECT 1 AS no FROM pg_ls_dir('.')" : "SELECT 1 AS no FROM mysql.global_priv"),
            MIZAN_E_AUTH)
      << hub_.message();
  EXPECT_THAT(hub_.message(), HasSubstr("query \"cases\": "));
}

INSTANTIATE_TEST_SUITE_P(Servers, ServerRefusals, ::testing::ValuesIn(worlds_of_servers()),
                         [](const auto& about) {
                           auto name = about.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(Connecting, NoServerNoDatabaseNoTlsNoDriver) {
  SqlHub hub;
  const auto text = mapping("SELECT 1 AS no");
  const auto ends = [&](nlohmann::json settings, const std::string& key, const nlohmann::json& value) {
    settings[key] = value;
    auto status = hub.open(settings, text);
    return status == MIZAN_OK ? hub.read() : status;
  };
  for (const auto* by : {"postgresql", "mariadb"}) {
    SCOPED_TRACE(by);
    const auto settings = world(by).settings();
    EXPECT_EQ(ends(settings, "port", free_port()), MIZAN_E_TRANSIENT) << hub.message();
    // Debian's MariaDB 10.11 and a PostgreSQL without a certificate offer no TLS.
    EXPECT_EQ(ends(settings, "tls", "encrypted"), MIZAN_E_CONFIG) << hub.message();
    EXPECT_THAT(hub.message(), HasSubstr("TLS"));
  }
  EXPECT_EQ(ends(world("postgresql").settings(), "database", "nowhere"), MIZAN_E_CONFIG) << hub.message();
  EXPECT_EQ(ends(world("odbc-postgresql").settings(), "dsn", "nowhere"), MIZAN_E_CONFIG) << hub.message();
  EXPECT_EQ(ends(world("odbc-mariadb").settings(), "driver", "No Such Driver"), MIZAN_E_CONFIG)
      << hub.message();
  EXPECT_EQ(ends(world("sqlite").settings(), "database", "nowhere.db"), MIZAN_E_CONFIG) << hub.message();
}

TEST(Connecting, ByTheServersSocket) {
  SqlHub hub;
  for (const auto* by : {"postgresql", "mariadb"}) {
    auto settings = world(by).settings();
    settings.erase("host");
    const auto folder = world(by).server()->folder();
    settings["socket"] = (folder / (by == std::string("postgresql") ? "sockets" : "socket")).string();
    ASSERT_EQ(hub.open(settings, mapping("SELECT 1 AS no")), MIZAN_OK) << hub.message();
    EXPECT_EQ(hub.read(), MIZAN_OK) << hub.message();
  }
}

TEST(Tokens, HostileOnesAreRefused) {
  SqlHub hub;
  ASSERT_EQ(hub.open(world("sqlite"), mapping("SELECT 1 AS no")), MIZAN_OK);
  const std::string m = R"({"v":1,"m":"0123456789abcdef","q":)";
  for (const auto& token : std::vector<std::string>{
           "x", "{", "[]", "null", "\xFF", "{\"v\":2}", "{\"v\":1}", "{\"v\":1,\"m\":7,\"q\":{}}", m + "[]}",
           m + "{\"a\":1}}", m + R"({"a":{"w":1.5}}})", m + R"({"a":{"w":"yesterday"}}})",
           m + R"({"a":{"u":1}}})", m + R"({"a":{"s":["0"]}}})", m + R"({"a":{"s":["zzzzzzzzzzzzzzzz"]}}})",
           m + R"({"a":{"a":[1]}}})", m + R"({"a":{"u":1,"r":1,"a":[1,2,3,4,5,6,7,8,9,10]}}})",
           m + R"({"a":{"u":1,"r":1,"a":[null]}}})", m + R"({"a":{"u":1,"r":1,"a":["\u0000"]}}})"}) {
    EXPECT_EQ(hub.read(token), MIZAN_E_CHECKPOINT) << token;
  }
}

}  // namespace
}  // namespace mizan::test
