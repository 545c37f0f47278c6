// The connector in the real program: a database as a source, its mapping checked and tested.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "servers/mariadb_server.hpp"
#include "servers/postgresql_server.hpp"
#include "support/hub_folder.hpp"
#include "support/program.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr const char* kMapping = R"(format = 1
[source]
holder = "court"
province = "PB"
mode = "incremental"
populations = ["cases"]
[input]
format = "sql"
[[input.query]]
name = "cases"
sql = "SELECT no, district, filed, changed FROM cases"
key = "no"
changed = "changed"
[[record]]
kind = "case"
key = "no"
[record.fields]
district = "district"
instituted_on = "filed"
)";

class SqlInTheProgram : public ::testing::Test {
 protected:
  SqlInTheProgram() {
    fs::remove_all(folder_);
    put("mizan.toml", std::string("format = 1\ntables = \"") + MIZAN_SOURCE_DIR "/config\"\nplugins = \"" +
                          MIZAN_BINARY_DIR "/plugins\"\n");
    put("sources/court.toml",
        "format = 1\nname = \"court\"\nadapter = \"sql\"\nmapping = "
        "\"../mappings/court.toml\"\n[settings]\nbackend = \"sqlite\"\nfolder = \"../data\"\ndatabase = "
        "\"court.db\"\n[worker]\nnetwork = true\n");
    put("mappings/court.toml", kMapping);
    fs::create_directories(folder_ / "data");
  }
  ~SqlInTheProgram() override { fs::remove_all(folder_); }

  void put(const std::string& file, const std::string& text) const {
    fs::create_directories((folder_ / file).parent_path());
    std::ofstream(folder_ / file, std::ios::binary) << text;
  }
  std::string sqlite(const std::string& file, const std::string& sql) const {
    const auto ended = mizan::test::run(
        {find_program({"/usr/bin/sqlite3"}, "sqlite3"), "-bail", (folder_ / file).string(), sql});
    EXPECT_TRUE(ended.ok()) << ended.story();
    return ended.out;
  }
  Ended mizan(std::vector<std::string> words) const {
    std::vector<std::string> all = {mizan_program().string(), "--config", (folder_ / "mizan.toml").string()};
    all.insert(all.end(), words.begin(), words.end());
    return mizan::test::run(all);
  }

  fs::path folder_ = fs::temp_directory_path() / ("mizan-sql-program-" + std::to_string(getpid()));
};

TEST_F(SqlInTheProgram, IngestsRowsAndThenWhatIsNew) {
  sqlite("data/court.db",
         "CREATE TABLE cases (no INTEGER PRIMARY KEY, district TEXT, filed TEXT, changed TEXT);"
         "INSERT INTO cases VALUES (1, 'Lahore', '2024-02-14', '2024-03-01 10:00:00'), (2, 'Multan', "
         "'2024-02-15 09:30:00', '2024-03-01 10:00:00');");
  auto ended = mizan({"validate"});
  ASSERT_TRUE(ended.ok()) << ended.story();
  ended = mizan({"ingest"});
  ASSERT_TRUE(ended.ok()) << ended.story();
  sqlite("data/court.db",
         "INSERT INTO cases VALUES (3, 'Multan', NULL, '2024-03-01 10:00:00'); UPDATE cases SET district = "
         "'Kasur', changed = '2024-03-02 10:00:00' WHERE no = 1;");
  ended = mizan({"ingest"});
  ASSERT_TRUE(ended.ok()) << ended.story();
  const auto shown = mizan({"--format", "csv", "status"});
  EXPECT_TRUE(shown.ok()) << shown.story();
  EXPECT_EQ(sqlite("mizan.db", "SELECT SUM(received), SUM(accepted), SUM(unchanged) FROM run"), "4|4|0\n");
}

TEST_F(SqlInTheProgram, ValidateNamesFileAndLineOfAMistake) {
  std::string text = kMapping;
  put("mappings/court.toml", text.replace(text.find("FROM cases"), 10, "FROM cases; DROP TABLE cases"));
  const auto ended = mizan({"validate"});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.out,
              HasSubstr("court.toml:11: input.query[1].sql: expected one statement, without \";\""));
}

TEST_F(SqlInTheProgram, AMappingIsTestedWithoutItsDatabase) {
  put("mappings/court.test.toml",
      "format = 1\nmapping = \"court.toml\"\n[[test]]\nname = \"rows of the query\"\n"
      "rows.cases = [{ no = 7, DISTRICT = \"Lahore\", filed = \"2024-02-14 09:30:00\" }, { no = 8 }]\n"
      "expect = [{ kind = \"case\", key = \"7\", province = \"PB\", district = \"Lahore\", instituted_on = "
      "2024-02-14 },\n"
      "  { kind = \"case\", key = \"8\", province = \"PB\" }]\n");
  auto ended = mizan({"mapping", "test", (folder_ / "mappings").string()});
  EXPECT_EQ(ended.exit_code, 0) << ended.story();
  put("mappings/court.test.toml",
      "format = 1\nmapping = \"court.toml\"\n[[test]]\nname = \"n\"\nrows.other = [{ no = 7 }]\nexpect = "
      "[]\n");
  ended = mizan({"mapping", "test", (folder_ / "mappings").string()});
  EXPECT_EQ(ended.exit_code, 2);
  EXPECT_THAT(ended.err, HasSubstr("\"other\" is no name in the mapping's input.query"));
}

// Over the network, out of the sandbox that it runs in, with its password from a file.
class SqlServersInTheProgram : public SqlInTheProgram {
 protected:
  void expect_rows(const Server& server, const std::string& settings) const {
    server.run(
        "CREATE TABLE cases (no INTEGER PRIMARY KEY, district VARCHAR(40), filed TIMESTAMP NULL, changed "
        "TIMESTAMP NULL)");
    server.run(
        "INSERT INTO cases VALUES (1, 'Lahore', '2024-02-14 09:30:00', '2024-03-01 10:00:00'), (2, "
        "'Multan', NULL, '2024-03-01 10:00:00')");
    put("password", Server::kPassword);
    fs::permissions(folder_ / "password", fs::perms::owner_read);
    put("sources/court.toml",
        "format = 1\nname = \"court\"\nadapter = \"sql\"\nmapping = \"../mappings/court.toml\"\n"
        "[worker]\nnetwork = true\n[secrets]\ndatabase = { file = \"../password\" }\n[settings]\n"
        "user = \"reader\"\npassword_secret = \"database\"\n" +
            settings);
    const auto ended = mizan({"ingest"});
    ASSERT_TRUE(ended.ok()) << ended.story();
    EXPECT_EQ(ended.story().find(Server::kPassword), std::string::npos);
    EXPECT_EQ(sqlite("mizan.db", "SELECT key, district, instituted_on FROM case_record ORDER BY key"),
              "1|Lahore|2024-02-14\n2|Multan|\n");
  }
};

TEST_F(SqlServersInTheProgram, PostgreSql) {
  const PostgreSqlServer server;
  expect_rows(server, "backend = \"postgresql\"\nhost = \"127.0.0.1\"\ndatabase = \"court\"\nport = " +
                          std::to_string(server.port()) + "\n");
}

TEST_F(SqlServersInTheProgram, MariaDb) {
  const MariaDbServer server;
  expect_rows(server, "backend = \"mariadb\"\nhost = \"127.0.0.1\"\ndatabase = \"court\"\nport = " +
                          std::to_string(server.port()) + "\n");
}

TEST_F(SqlServersInTheProgram, Odbc) {
  const PostgreSqlServer server;
  expect_rows(server,
              "backend = \"odbc\"\ndriver = \"PostgreSQL Unicode\"\noptions = [\"Servername=127.0.0.1\", "
              "\"Database=court\", \"Port=" +
                  std::to_string(server.port()) + "\"]\n");
}

TEST_F(SqlServersInTheProgram, WithoutTheGrantNothingIsConnected) {
  put("sources/court.toml",
      "format = 1\nname = \"court\"\nadapter = \"sql\"\nmapping = \"../mappings/court.toml\"\n[settings]\n"
      "backend = \"sqlite\"\nfolder = \"../data\"\ndatabase = \"court.db\"\n");
  const auto ended = mizan({"ingest"});
  EXPECT_NE(ended.exit_code, 0);
  EXPECT_THAT(ended.err, HasSubstr("network = true under [worker]"));
}

}  // namespace
}  // namespace mizan::test
