// The connectors of this repository against the kit that their like are held against: `mizan adapter check`
// with a source file of each. What it compares with a worker is byte for byte what the process itself gives.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <mizan/mapping/test_workbook.hpp>

#include "small_hub.hpp"
#include "support/http_server.hpp"
#include "support/program.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

class Kit : public ::testing::Test {
 protected:
  Kit() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {}

  void expect_passed(const std::string& source) const {
    // Memory that was freed is to be used again, or it could not be told from what an adapter leaves behind.
    const auto ran = hub_.run("adapter check --format csv --source " + (hub_.path() / source).string(),
                              "ASAN_OPTIONS=quarantine_size_mb=0:thread_local_quarantine_size_kb=0");
    EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.out, Not(HasSubstr(",failed,")));
    EXPECT_THAT(ran.out, Not(HasSubstr(",crashed,")));
    for (const auto* check : {"read.keeps-the-boundary,passed", "resume.every-checkpoint,passed",
                              "stop.every-emit,passed", "worker.same,passed", "justice.books,passed"})
      EXPECT_THAT(ran.out, HasSubstr(check));
  }
  // Rows of the small hub's csv files and documents.
  static std::string rows(char separator, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) {
      const auto no = std::to_string(i);
      all += separator == ','
                 ? no + ",Lahore,2024-01-0" + std::to_string(1 + i % 9) + ",2023\n"
                 : R"({"no": ")" + no +
                       R"(", "district": "Lahore", "instituted": "2024-01-02", "fir_year": 2023})" + "\n";
    }
    return all;
  }
  // For connectors whose mapping is not that of the small hub.
  void put_mapping(const std::string& input, const std::string& record) const {
    hub_.put(
        "mappings/court.toml",
        "format = 1\n[source]\nholder = \"court\"\nprovince = \"PB\"\nmode = \"incremental\"\npopulations = "
        "[\"cases\"]\n[input]\n" +
            input + "[[record]]\nkind = \"case\"\n" + record);
  }
  void put_source(const std::string& adapter, const std::string& more) const {
    hub_.put("sources/court.toml", "format = 1\nname = \"court\"\nadapter = \"" + adapter +
                                       "\"\nmapping = \"../mappings/court.toml\"\n" + more);
  }

  SmallHub hub_;
};

TEST_F(Kit, Csv) {
  for (const std::string file : {"a", "b", "c"})
    hub_.put("data/" + file + ".csv", "no,district,instituted,fir_year\n" + rows(',', 300));
  expect_passed("sources/court.toml");
}

TEST_F(Kit, Json) {
  hub_.use_json();
  hub_.put("data/a.json", rows('{', 300));
  hub_.put("data/b.json", rows('{', 300));
  expect_passed("sources/court.toml");
}

TEST_F(Kit, Xlsx) {
  put_source("xlsx", "[settings]\nfolder = \"../data\"\n");
  hub_.change_mapping("format = \"csv\"", "format = \"xlsx\"");
  hub_.change_mapping("*.csv", "*.xlsx");
  std::vector<std::vector<std::string>> sheet = {{"no", "district", "instituted", "fir_year"}};
  for (int i = 0; i < 200; ++i) sheet.push_back({std::to_string(i), "Lahore", "2024-01-02", "۲۰۲۳"});
  ASSERT_TRUE(mapping::write_workbook(hub_.path() / "data/a.xlsx", {{"Cases", sheet}}));
  expect_passed("sources/court.toml");
}

TEST_F(Kit, Sql) {
  put_source("sql",
             "[settings]\nbackend = \"sqlite\"\nfolder = \"../data\"\ndatabase = "
             "\"court.db\"\n[worker]\nnetwork = true\n");
  put_mapping(
      "format = \"sql\"\n[[input.query]]\nname = \"cases\"\nsql = \"SELECT no, district, changed FROM "
      "cases\"\nkey = \"no\"\nchanged = \"changed\"\n",
      "key = \"no\"\n[record.fields]\ndistrict = \"district\"\n");
  const auto made = mizan::test::run(
      std::vector<std::string>{"/usr/bin/sqlite3", (hub_.path() / "data/court.db").string(),
                               "CREATE TABLE cases (no INTEGER PRIMARY KEY, district TEXT, changed "
                               "TEXT); WITH RECURSIVE n(i) AS (SELECT 1 "
                               "UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO cases SELECT "
                               "i, 'Lahore', '2024-03-01 10:00:00' "
                               "FROM n"});
  ASSERT_TRUE(made.ok()) << made.story();
  expect_passed("sources/court.toml");
}

TEST_F(Kit, Rest) {
  HttpServer server([](const ServerRequest& request) -> ServerReply {
    const auto page = request.parameter("page");
    std::string items;
    for (const auto* no : {"1", "2", "3"})
      items +=
          (items.empty() ? "" : ",") + (R"({"no": "C-)" + page + "-" + no + R"(", "district": "Lahore"})");
    return {200, R"({"data": [)" + items + R"(], "more": )" + (page == "5" ? "false}" : "true}")};
  });
  put_source("rest", "[settings]\nurl = \"" + server.url("/v1") +
                         "\"\n[http]\nrequests_per_second = 1000\nburst = "
                         "10000\ntries = 1\nhosts = [\"" +
                         server.host() + "\"]\n");
  put_mapping(
      "format = \"rest\"\n[[input.request]]\nname = \"cases\"\npath = \"/cases\"\nitems = \"/data\"\npaging "
      "= "
      "{ kind = \"page\", parameter = \"page\", more = \"/more\" }\n",
      "request = \"cases\"\neach = \"/data\"\nkey = \"/no\"\n[record.fields]\ndistrict = \"/district\"\n");
  expect_passed("sources/court.toml");
}

TEST_F(Kit, Hub) {
  // Five pages of another hub; cursors are theirs to make.
  HttpServer server([](const ServerRequest& request) -> ServerReply {
    if (request.path() != "/v1/records") return {404};
    const auto after = request.parameter("after");
    const int page = after.empty() ? 1 : std::stoi(after) + 1;
    if (page < 1 || page > 6) return {410};
    std::string records;
    for (const auto* no : {"1", "2", "3"})
      records += (records.empty() ? "" : ",") +
                 (R"({"source": "punjab", "sequence": )" + std::to_string(page) +
                  R"(, "kind": "case", "op": "upsert", "key": "C-)" + std::to_string(page) + "-" + no +
                  R"(", "fields": {"district": "Lahore"}})");
    return {200, R"({"v": 1, "sources": [], "records": [)" + (page > 5 ? "" : records) + R"(], "next": ")" +
                     std::to_string(page) + R"(", "end": )" + (page >= 5 ? "true}" : "false}")};
  });
  hub_.put(
      "sources/punjab.toml",
      "format = 1\nname = \"punjab\"\nadapter = \"hub\"\n[settings]\nurl = \"" + server.url("") +
          "\"\nsource = \"punjab\"\n[http]\nrequests_per_second = 1000\nburst = 10000\ntries = 1\nhosts = "
          "[\"" +
          server.host() +
          "\"]\n[source]\nprovince = \"PB\"\npopulations = [\"cases\"]\nobserves "
          "= [\"case.district\"]\n");
  expect_passed("sources/punjab.toml");
}

TEST_F(Kit, Exec) {
  hub_.remove("sources/court.toml");
  fs::copy(fs::path(MIZAN_SOURCE_DIR) / "plugin-sdk/examples/exec", hub_.path() / "feed",
           fs::copy_options::recursive);
  hub_.put("sources/quetta.toml",
           "format = 1\nname = \"quetta\"\nadapter = \"exec\"\n[settings]\nfolder = \"../feed\"\ncommand = "
           "[\"./feed.sh\"]\nsettings = { file = \"register.txt\" }\n[worker]\nprograms = "
           "true\n[source]\nprovince = "
           "\"BA\"\npopulations = [\"cases\"]\nobserves = [\"case.province\", \"case.district\", "
           "\"case.police_station\", \"case.fir_no\", \"case.fir_year\", \"case.sections\", "
           "\"case.instituted_on\", \"case.disposed_on\", \"case.disposal\"]\n");
  expect_passed("sources/quetta.toml");
}

}  // namespace
}  // namespace mizan::test
