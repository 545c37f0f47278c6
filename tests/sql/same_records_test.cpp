// The same rows through every database give the same records, byte for byte; and whatever a value is, it
// arrives as it is or not at all.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "world.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

constexpr const char* kMapping = R"(format = 1
[source]
mode = "snapshot"
[input]
format = "sql"
[[input.query]]
name = "cases"
sql = "SELECT * FROM same_cases"
key = "no"
[[record]]
kind = "case"
key = "no"
[record.fields]
district = "district"
fir_year = "year"
instituted_on = "filed"
court = "heard"
judge = "amount"
sgbv = "women"
sections = "note"
)";

struct Case {
  std::int64_t no;
  const char* district;
  const char* year;
  const char* filed;
  const char* heard;
  const char* amount;
  const char* women;
  const char* note;
};

// Null pointers are absent values. Times and numbers stand as every server should give them.
const std::vector<Case> kCases = {
    {1, "Lahore", "2024", "2024-02-14", "2024-02-14 09:30:00.25", "12345678901234567890.1234567891", "1",
     "302/34 PPC"},
    {2, "\xD9\x84\xD8\xA7\xDB\x81\xD9\x88\xD8\xB1", "2023", "2000-02-29", "1999-12-31 23:59:59",
     "-0.0000000001", "0", "it's \"quoted\"; -- no\ncomment \\ here"},
    {3, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr},
    {9007199254740993, "\xF0\x9F\x8F\x9B court", "1947", "1947-08-14", "2024-01-01 00:00:00.000001",
     "0.1000000000", "1", ""},
    {-5, " blanks ", "2024", "9999-12-31", "2024-06-30 12:00:00.1", "99999999999999999999.9999999999", "0",
     "%_?:#$$"}};

std::string value(const World& world, const char* text) {
  return text == nullptr ? "NULL" : world.literal(text);
}

void make_cases(World& world, const std::string& long_note) {
  std::string sql =
      "DROP TABLE IF EXISTS same_cases;\nCREATE TABLE same_cases (no BIGINT PRIMARY KEY, district {TEXT}, "
      "year INTEGER, filed DATE, heard {TIME}, amount {DECIMAL}, women {BOOL}, note {TEXT});\n";
  for (const auto& each : kCases) {
    const auto women = each.women == nullptr ? std::string("NULL")
                       : world.name().find("postgresql") != std::string::npos
                           ? fmt::format("'{}'", each.women)
                           : each.women;
    sql += fmt::format("INSERT INTO same_cases VALUES ({}, {}, {}, {}, {}, {}, {}, {});\n", each.no,
                       value(world, each.district), each.year ? each.year : "NULL", value(world, each.filed),
                       value(world, each.heard), value(world, each.amount), women, value(world, each.note));
  }
  sql += fmt::format("INSERT INTO same_cases (no, note) VALUES (77, {});\n", world.literal(long_note));
  world.run(sql);
}

class SameRecords : public ::testing::TestWithParam<std::string> {
 protected:
  World& world_ = world(GetParam());
  SqlHub hub_;
};

TEST_P(SameRecords, EveryValueArrivesAsItIs) {
  const std::string long_note(300'000, 'x');
  make_cases(world_, long_note + "\xDB\x81");
  ASSERT_EQ(hub_.open(world_, kMapping), MIZAN_OK) << hub_.message();
  ASSERT_EQ(hub_.check(), MIZAN_OK) << hub_.message();
  ASSERT_EQ(hub_.read(), MIZAN_OK) << hub_.message();
  std::map<std::string, sdk::test::KeptRecord> found;
  for (const auto& record : hub_.records) found[record.key] = record;
  ASSERT_EQ(found.size(), kCases.size() + 1);
  ASSERT_EQ(hub_.records.size(), kCases.size() + 1);
  const auto text = [](const char* given) { return std::string(given ? given : ""); };
  for (const auto& each : kCases) {
    SCOPED_TRACE(each.no);
    const auto& record = found[std::to_string(each.no)];
    EXPECT_EQ(record.text(MIZAN_F_DISTRICT),
              text(each.district) == " blanks " ? "blanks" : text(each.district));
    EXPECT_EQ(record.text(MIZAN_F_COURT), text(each.heard));
    EXPECT_EQ(record.text(MIZAN_F_JUDGE), text(each.amount));
    EXPECT_EQ(record.text(MIZAN_F_SECTIONS), text(each.note));
    EXPECT_EQ(record.has(MIZAN_F_SGBV), each.women != nullptr);
    if (each.women != nullptr) EXPECT_EQ(record.integer(MIZAN_F_SGBV), each.women[0] - '0');
    EXPECT_EQ(record.has(MIZAN_F_FIR_YEAR), each.year != nullptr);
    if (each.year != nullptr) EXPECT_EQ(record.integer(MIZAN_F_FIR_YEAR), std::stoi(each.year));
    EXPECT_EQ(record.has(MIZAN_F_INSTITUTED_ON), each.filed != nullptr);
  }
  EXPECT_EQ(found["77"].text(MIZAN_F_SECTIONS), long_note + "\xDB\x81");
  EXPECT_EQ(found["1"].integer(MIZAN_F_INSTITUTED_ON), 19767);  // date -u -d 2024-02-14 +%s divided by 86400
  EXPECT_EQ(found["2"].integer(MIZAN_F_INSTITUTED_ON), 11016);
}

// All but the first database against the first.
TEST_P(SameRecords, AreThoseOfPostgreSql) {
  std::vector<sdk::test::KeptRecord> first;
  for (auto* each : {&world("postgresql"), &world_}) {
    make_cases(*each, "short");
    SqlHub hub;
    ASSERT_EQ(hub.open(*each, kMapping), MIZAN_OK) << hub.message();
    ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
    std::sort(hub.records.begin(), hub.records.end());
    if (first.empty()) first = hub.records;
    ASSERT_EQ(hub.records.size(), first.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
      EXPECT_EQ(hub.records[i].raw, first[i].raw);
      EXPECT_TRUE(hub.records[i] == first[i]) << first[i].key;
    }
  }
}

std::string mapping_of(const std::string& sql, const std::string& place) {
  return fmt::format(
      "format = 1\n[source]\nmode = \"snapshot\"\n[input]\nformat = \"sql\"\n[[input.query]]\nname = "
      "\"q\"\nsql = '''{}'''\nkey = \"no\"\n[[record]]\nkind = \"case\"\nkey = "
      "\"no\"\n[record.fields]\ncourt = \"{}\"\n",
      sql, place);
}

TEST_P(SameRecords, ColumnsAreFoundInAnyCaseUnlessTwoDifferByItAlone) {
  ASSERT_EQ(hub_.open(world_, mapping_of("SELECT 1 AS no, 'a' AS Court_Name", "COURT_name")), MIZAN_OK);
  ASSERT_EQ(hub_.read(), MIZAN_OK) << hub_.message();
  EXPECT_EQ(hub_.records.at(0).text(MIZAN_F_COURT), "a");
  ASSERT_EQ(hub_.open(world_, mapping_of("SELECT 1 AS no, 'a' AS court_name", "court")), MIZAN_OK);
  EXPECT_EQ(hub_.read(), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.message(), HasSubstr("query \"q\": there is no column \"court\", which line 14 of the "
                                        "mapping names; the columns are: no, court_name"));
}

INSTANTIATE_TEST_SUITE_P(Databases, SameRecords, ::testing::ValuesIn(all_worlds()), [](const auto& about) {
  auto name = about.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// ---- what only one of them has

TEST(Values, BytesAreRefusedWhereTheColumnSaysSo) {
  const std::map<std::string, std::string> bytes = {{"postgresql", "CAST('\\x00ff' AS bytea)"},
                                                    {"mariadb", "CAST('x' AS BINARY(3))"},
                                                    {"odbc-postgresql", "CAST('\\x00ff' AS bytea)"},
                                                    {"odbc-mariadb", "CAST('x' AS BINARY(3))"}};
  for (const auto& [name, expression] : bytes) {
    SCOPED_TRACE(name);
    SqlHub hub;
    auto sql = fmt::format("SELECT 1 AS no, {} AS photo", expression);
    for (auto at = sql.find("'\\x00ff'"); at != std::string::npos; at = std::string::npos)
      sql.replace(at, 8, "'abc'");
    ASSERT_EQ(hub.open(world(name), mapping_of(sql, "photo")), MIZAN_OK) << hub.message();
    EXPECT_EQ(hub.read(), MIZAN_E_CONFIG);
    EXPECT_THAT(hub.message(),
                HasSubstr("the column \"photo\", which line 14 of the mapping names, holds bytes"));
    // What the mapping does not name does not matter.
    ASSERT_EQ(hub.open(world(name), mapping_of(sql, "no")), MIZAN_OK);
    EXPECT_EQ(hub.read(), MIZAN_OK) << hub.message();
  }
}

TEST(Values, WhatIsNoTextIsQuarantinedAndReadingGoesOn) {
  SqlHub hub;
  auto& sqlite = world("sqlite");
  sqlite.run(
      "DROP TABLE IF EXISTS odd; CREATE TABLE odd (no INTEGER, a TEXT);"
      "INSERT INTO odd VALUES (1, 'fine'), (2, CAST(x'FF' AS TEXT)), (3, x'00'), (4, CAST(x'610062' AS "
      "TEXT)), (5, 2.5), (6, 0.1);");
  ASSERT_EQ(hub.open(sqlite, mapping_of("SELECT * FROM odd", "a")), MIZAN_OK);
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
  EXPECT_EQ(hub.keys(), (std::vector<std::string>{"1", "5", "6"}));
  EXPECT_EQ(hub.records[1].text(MIZAN_F_COURT), "2.5");
  EXPECT_EQ(hub.records[2].text(MIZAN_F_COURT), "0.1");
  std::vector<std::string> where;
  for (const auto& reject : hub.rejects) where.push_back(reject.where + " " + reject.detail);
  EXPECT_EQ(where, (std::vector<std::string>{"q: key 2 column \"a\": a value is no text in UTF-8",
                                             "q: key 3 column \"a\": a value is bytes, not text",
                                             "q: key 4 column \"a\": a value holds a NUL character"}));
  EXPECT_EQ(hub.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE}));
  EXPECT_EQ(hub.items, (std::vector<std::string>{"q: key 1", "q: key 5", "q: key 6"}));
  hub.forget();
  hub.passed_over = {"q: key 5"};
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
  EXPECT_EQ(hub.keys(), (std::vector<std::string>{"1", "6"}));
}

TEST(Values, ARowThatIsTooLargeIsQuarantined) {
  SqlHub hub;
  auto& sqlite = world("sqlite");
  sqlite.run(
      "DROP TABLE IF EXISTS large; CREATE TABLE large (no INTEGER, a TEXT);"
      "INSERT INTO large VALUES (1, 'fine'), (2, printf('%.*c', 16777217, 'x')), (3, 'fine');");
  ASSERT_EQ(hub.open(sqlite, mapping_of("SELECT * FROM large", "a")), MIZAN_OK);
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
  EXPECT_EQ(hub.keys(), (std::vector<std::string>{"1", "3"}));
  ASSERT_EQ(hub.rejects.size(), 1U);
  EXPECT_EQ(hub.rejects[0].reason, "too_large");
}

// More than a page may hold in memory: pages end early, and nothing is lost by that.
TEST(Values, LargeRowsMakeSmallPages) {
  SqlHub hub;
  auto& sqlite = world("sqlite");
  std::string sql = "DROP TABLE IF EXISTS wide; CREATE TABLE wide (no INTEGER PRIMARY KEY, a TEXT);";
  for (int i = 0; i < 30; ++i)
    sql += fmt::format("INSERT INTO wide VALUES ({}, printf('%.*c', 4000000, 'x'));", i);
  sqlite.run(sql);
  ASSERT_EQ(hub.open(sqlite, mapping_of("SELECT * FROM wide", "a")), MIZAN_OK);
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
  EXPECT_EQ(hub.records.size(), 30U);
  EXPECT_EQ(hub.rejects.size(), 0U);
}

// MariaDB's day that is none, and PostgreSQL's beyond all days: kept as the texts they are.
TEST(Values, DaysThatAreNoneArePassedOnAsText) {
  SqlHub hub;
  ASSERT_EQ(hub.open(world("mariadb"), mapping_of("SELECT 1 AS no, CAST('0000-00-00' AS DATE) AS d UNION ALL "
                                                  "SELECT 2, CAST('0000-00-00' AS DATETIME)",
                                                  "d")),
            MIZAN_OK);
  world("mariadb").run(
      "DROP TABLE IF EXISTS zero; SET sql_mode = ''; CREATE TABLE zero (no INT PRIMARY KEY, d DATE, t "
      "DATETIME); INSERT INTO zero VALUES (1, '0000-00-00', '0000-00-00 00:00:00'), (2, '0000-01-01', "
      "'0000-01-01 10:00:00');");
  for (const auto* by : {"mariadb", "odbc-mariadb"}) {
    SCOPED_TRACE(by);
    hub.forget();
    auto mapping = mapping_of("SELECT * FROM zero", "t");
    mapping += "instituted_on = \"d\"\n";
    ASSERT_EQ(hub.open(world(by), mapping), MIZAN_OK);
    ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
    ASSERT_EQ(hub.records.size(), 2U);
    EXPECT_EQ(hub.records[0].text(MIZAN_F_INSTITUTED_ON), "0000-00-00");
    EXPECT_EQ(hub.records[0].text(MIZAN_F_COURT), "0000-00-00 00:00:00");
    EXPECT_EQ(hub.records[1].text(MIZAN_F_INSTITUTED_ON), "0000-01-01");
  }
  hub.forget();
  ASSERT_EQ(hub.open(world("postgresql"), mapping_of("SELECT 1 AS no, CAST('infinity' AS date) AS d UNION "
                                                     "ALL SELECT 2, CAST('0044-03-15 BC' AS date)",
                                                     "d")),
            MIZAN_OK);
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
  EXPECT_EQ(hub.records[0].text(MIZAN_F_COURT), "infinity");
  EXPECT_EQ(hub.records[1].text(MIZAN_F_COURT), "0044-03-15 BC");
}

// An instant is given in the zone of the settings: Karachi, unless they say otherwise.
TEST(Values, InstantsAreGivenInTheSettingsZone) {
  for (const auto* by : {"postgresql", "odbc-postgresql"}) {
    SCOPED_TRACE(by);
    SqlHub hub;
    const auto mapping =
        mapping_of("SELECT 1 AS no, CAST('2024-02-14 20:30:00+00' AS timestamptz) AS t", "t");
    ASSERT_EQ(hub.open(world(by), mapping), MIZAN_OK);
    ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
    EXPECT_EQ(hub.records.at(0).text(MIZAN_F_COURT), "2024-02-15 01:30:00");
    auto settings = world(by).settings();
    settings["time_zone"] = "UTC";
    ASSERT_EQ(hub.open(settings, mapping), MIZAN_OK);
    ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
    EXPECT_EQ(hub.records.at(1).text(MIZAN_F_COURT), "2024-02-14 20:30:00");
  }
}

}  // namespace
}  // namespace mizan::test
