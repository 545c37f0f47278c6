#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mizan/sdk/error.hpp>

#include "mizan/mapping/mapping.hpp"
#include "select_text.hpp"

namespace mizan::mapping {
namespace {
using ::testing::HasSubstr;

constexpr const char* kMapping = R"(format = 1
[source]
mode = "incremental"
[input]
format = "sql"
[[input.query]]
name = "cases"
sql = "SELECT no, district, changed FROM court.cases -- all of them"
key = "no"
changed = "changed"
overlap = 60
page = 500
[[input.query]]
name = "hearings"
sql = "SELECT * FROM court.hearings"
key = ["no", "seq"]
changed = "rev"

[[record]]
kind = "case"
query = "cases"
key = "no"
[record.fields]
district = "district"
[[record]]
kind = "hearing"
query = "hearings"
key = { from = ["no", "seq"], join = "/" }
[record.fields]
case = "no"
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kMapping;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// The one problem of a mapping, as it is shown.
std::string problem(const std::string& text) {
  const auto problems = Mapping::validate(text, "m.toml");
  EXPECT_EQ(problems.size(), 1U);
  return problems.empty() ? "" : problems.front().text();
}

TEST(Queries, AreReadWithTheirColumns) {
  const auto mapping = Mapping::compile(kMapping, "m.toml");
  const auto& queries = mapping.input().queries;
  ASSERT_EQ(queries.size(), 2U);
  EXPECT_EQ(queries[0].sql, "SELECT no, district, changed FROM court.cases");
  EXPECT_EQ(queries[0].key, std::vector<std::string>{"no"});
  EXPECT_EQ(queries[0].changed, "changed");
  EXPECT_EQ(queries[0].overlap, 60);
  EXPECT_EQ(queries[0].page, 500);
  EXPECT_EQ(queries[1].key, (std::vector<std::string>{"no", "seq"}));
  EXPECT_EQ(queries[1].overlap, 600);
  EXPECT_EQ(queries[1].page, 1000);
  EXPECT_EQ(mapping.groups(), (std::vector<std::string>{"cases", "hearings"}));
  EXPECT_EQ(mapping.places("cases").size(), 2U);
}

TEST(Queries, MistakesAreNamedWithLineAndKey) {
  EXPECT_EQ(problem(with("query = \"cases\"", "query = \"case\"")),
            "m.toml:21: record[1].query: \"case\" is the name of no [[input.query]]");
  EXPECT_THAT(problem(with("format = \"sql\"", "format = \"sql\"\nfiles = \"*.csv\"")),
              HasSubstr("m.toml:6: input.files: is not a key here"));
  EXPECT_THAT(problem(with("key = \"no\"\nchanged", "changed")), HasSubstr("input.query[1].key: is missing"));
  EXPECT_THAT(problem(with("changed = \"changed\"\noverlap = 60\n", "")),
              HasSubstr("m.toml:6: input.query[1].changed: is missing"));
  EXPECT_THAT(problem(with("page = 500", "page = 0")),
              HasSubstr("m.toml:12: input.query[1].page: expected a whole number from 1 to 10000"));
  EXPECT_THAT(problem(with("overlap = 60", "overlap = \"1h\"")),
              HasSubstr("m.toml:11: input.query[1].overlap"));
  EXPECT_THAT(Mapping::validate(with("name = \"hearings\"", "name = \"cases\""), "m.toml").front().text(),
              HasSubstr("m.toml:14: input.query[2].name: \"cases\" is the name of another query"));
  EXPECT_THAT(problem(with("[\"no\", \"seq\"]\nchanged", "[\"no\", \"no\"]\nchanged")), HasSubstr("twice"));
  EXPECT_THAT(problem(with("SELECT * FROM court.hearings", "DELETE FROM court.hearings")),
              HasSubstr("m.toml:15: input.query[2].sql: expected a query that begins with SELECT"));
}

TEST(Queries, ASnapshotNeedsNoChangedColumnAndTakesNone) {
  EXPECT_THAT(Mapping::validate(with("\"incremental\"", "\"snapshot\""), "m.toml").front().text(),
              HasSubstr("input.query[1].changed: has no use in mode = \"snapshot\""));
}

std::string cleaned(std::string_view sql) {
  std::string out;
  EXPECT_EQ(read_select(sql, out), std::nullopt) << sql;
  return out;
}

TEST(SelectText, IsTakenWithoutItsComments) {
  EXPECT_EQ(cleaned("select 1"), "select 1");
  EXPECT_EQ(cleaned("  WITH x AS (SELECT 1 AS a) SELECT a FROM x\n"),
            "WITH x AS (SELECT 1 AS a) SELECT a FROM x");
  EXPECT_EQ(cleaned("-- all; of them\nSELECT/* 'a */1"), "SELECT 1");
  EXPECT_EQ(cleaned("SELECT 'it''s; -- :a ? # $$ (', \"a;b\", `c`"),
            "SELECT 'it''s; -- :a ? # $$ (', \"a;b\", `c`");
  EXPECT_EQ(cleaned("SELECT sid FROM v$session"), "SELECT sid FROM v$session");
  EXPECT_EQ(cleaned("SELECT a FROM t --"), "SELECT a FROM t");
}

TEST(SelectText, RefusesWhatIsMoreThanOneSelect) {
  std::string out;
  for (const auto* sql : {"",
                          "   ",
                          "-- nothing",
                          "SELECTED",
                          "UPDATE t SET a = 1",
                          "DROP TABLE t",
                          "SELECT 1;",
                          "SELECT 1; DROP TABLE t",
                          "SELECT 1) q; DROP TABLE t --",
                          "SELECT 1) q UNION SELECT * FROM (SELECT 2",
                          "SELECT (1",
                          "SELECT 'a",
                          "SELECT \"a",
                          "SELECT 'a\\' ; DROP TABLE t -- '",
                          "SELECT $$ ' $$; DROP TABLE t -- '",
                          "SELECT $a$ x $a$",
                          "SELECT # '\n 1",
                          "SELECT 1 /*! ; DROP TABLE t */",
                          "SELECT 1 /*M! x */",
                          "SELECT 1 /* /* */ ",
                          "SELECT 1 /* x",
                          "SELECT 5--1",
                          "SELECT a FROM t WHERE a = :a",
                          "SELECT a::text FROM t",
                          "SELECT ?",
                          "SELECT \"a:b\" FROM t",
                          "SELECT \"it's\" FROM t"}) {
    EXPECT_NE(read_select(sql, out), std::nullopt) << sql;
  }
  EXPECT_NE(read_select(std::string_view("SELECT \0 1", 10), out), std::nullopt);
  EXPECT_NE(read_select("SELECT " + std::string(kMaxSelect, '1'), out), std::nullopt);
}

}  // namespace
}  // namespace mizan::mapping
