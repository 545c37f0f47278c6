// The parts that need no database.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <mizan/sdk/error.hpp>

#include "connect.hpp"
#include "dialect.hpp"
#include "failure.hpp"
#include "progress.hpp"
#include "settings.hpp"
#include "utf16.hpp"
#include "value.hpp"
#include "watermark.hpp"

namespace mizan::sql {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

Value text(std::string what) {
  return Value{std::move(what), false, false, Flaw::kNone};
}
Value number(std::string what) {
  return Value{std::move(what), false, true, Flaw::kNone};
}

// ---- statements

Page a_page() {
  return {
      {"changed", "no", "note"}, {"changed", "no"}, {ColumnKind::kTime, ColumnKind::kInteger}, {}, {}, 11};
}

TEST(Dialects, APageIsADerivedTableInOrderWithALimit) {
  const auto page = a_page();
  EXPECT_EQ(
      page_of(Dialect::kPostgreSql, "SELECT * FROM t", page).text,
      "SELECT \"changed\", \"no\", \"note\" FROM (SELECT * FROM t) q ORDER BY \"changed\", \"no\" LIMIT 11");
  EXPECT_EQ(page_of(Dialect::kMariaDb, "SELECT * FROM t", page).text,
            "SELECT `changed`, `no`, `note` FROM (SELECT * FROM t) q ORDER BY `changed`, `no` LIMIT 11");
  EXPECT_EQ(
      page_of(Dialect::kSqlServer, "SELECT * FROM t", page).text,
      "SELECT TOP (11) \"changed\", \"no\", \"note\" FROM (SELECT * FROM t) q ORDER BY \"changed\", \"no\"");
  EXPECT_EQ(page_of(Dialect::kOracle, "SELECT * FROM t", page).text,
            "SELECT \"changed\", \"no\", \"note\" FROM (SELECT * FROM t) q ORDER BY \"changed\", \"no\" "
            "FETCH FIRST 11 ROWS ONLY");
}

TEST(Dialects, APageBeginsAndEndsByBoundValuesAlone) {
  auto page = a_page();
  page.from = {text("2024-01-01 10:00:00'; DROP TABLE t"), number("7")};
  page.until = text("2024-02-01");
  const auto statement = page_of(Dialect::kSqlite, "SELECT * FROM t", page);
  EXPECT_EQ(statement.text,
            "SELECT \"changed\", \"no\", \"note\" FROM (SELECT * FROM t) q WHERE \"changed\" >= :p1 AND "
            "(\"changed\" > :p2 OR "
            "(\"no\" >= :p3)) AND \"changed\" <= :p4 ORDER BY \"changed\", \"no\" LIMIT 11");
  EXPECT_EQ(statement.bound, (std::vector<Value>{page.from[0], page.from[0], page.from[1], page.until}));
  EXPECT_THAT(page_of(Dialect::kSqlServer, "SELECT * FROM t", page).text,
              HasSubstr("\"changed\" <= CAST(:p4 AS datetime2(7))"));
}

TEST(Dialects, ANameThatCouldEndItsQuotesIsRefused) {
  for (const auto* name : {"", "a\"b", "a`b", "a:b", "it's", "a?"})
    EXPECT_THROW(quoted(Dialect::kPostgreSql, name), sdk::Error) << name;
  EXPECT_EQ(quoted(Dialect::kPostgreSql, "case no"), "\"case no\"");
}

// ---- watermarks

TEST(Watermarks, LieBeforeByTheOverlapInTheWritingOfTheirColumn) {
  EXPECT_EQ(before(number("1000"), 600).text, "400");
  EXPECT_EQ(before(number("-9223372036854775807"), 600).text, "-9223372036854775808");
  // One second more, so that it compares as a text too.
  EXPECT_EQ(before(text("2024-03-01 00:05:00.25"), 600).text, "2024-02-29 23:54:59");
  EXPECT_EQ(before(text("2024-03-01T00:05:00.250Z"), 600).text, "2024-02-29T23:54:59Z");
  EXPECT_EQ(before(text("2024-03-01T00:05:00+05:00"), 0).text, "2024-03-01T00:04:59+05:00");
  EXPECT_EQ(before(text("1970-01-01 00:00:00"), 0).text, "1969-12-31 23:59:59");
  EXPECT_EQ(before(text("2024-03-01"), 600).text, "2024-02-29");
  EXPECT_EQ(before(text("2024-03-01"), 0).text, "2024-03-01");
  EXPECT_TRUE(before(text("0001-01-01 00:00:00"), 600).null);
}

TEST(Watermarks, WhatIsNeitherANumberNorATimeHasNoMeasure) {
  for (const auto* odd : {"", "yesterday", "2024-02-30", "0000-00-00", "2024-13-01 00:00:00",
                          "2024-01-01 25:00:00", "24-01-01", "2024-01-01 10:00"})
    EXPECT_EQ(measure(text(odd)), std::nullopt) << odd;
  EXPECT_EQ(measure(Value{}), std::nullopt);
  EXPECT_EQ(measure(text("1970-01-02 00:00:01")), 86'401);
  EXPECT_EQ(measure(number("-5")), -5);
}

// ---- values

Value uniform(Value value, ColumnKind kind) {
  make_uniform(value, kind);
  return value;
}

TEST(Values, HaveOneFormWhateverTheServer) {
  EXPECT_EQ(uniform(text("t"), ColumnKind::kBool).text, "1");
  EXPECT_EQ(uniform(text(std::string(1, '\0')), ColumnKind::kBool).text, "0");
  EXPECT_EQ(uniform(text("2024-01-01 10:00:00.250000"), ColumnKind::kTime).text, "2024-01-01 10:00:00.25");
  EXPECT_EQ(uniform(text("2024-01-01 10:00:00.000+05"), ColumnKind::kTime).text, "2024-01-01 10:00:00");
  EXPECT_EQ(uniform(text("0044-03-15 10:00:00 BC"), ColumnKind::kTime).text, "0044-03-15 10:00:00 BC");
  EXPECT_EQ(uniform(text("2024-01-01 10:00:00.250"), ColumnKind::kText).text, "2024-01-01 10:00:00.250");
  EXPECT_TRUE(uniform(text("-12"), ColumnKind::kDecimal).integer);
  EXPECT_FALSE(uniform(text("12.0"), ColumnKind::kDecimal).integer);
  EXPECT_FALSE(uniform(text("12"), ColumnKind::kText).integer);
  EXPECT_EQ(uniform(text("\xC3("), ColumnKind::kText).flaw, Flaw::kNotUtf8);
  EXPECT_EQ(uniform(text(std::string("a\0b", 3)), ColumnKind::kText).flaw, Flaw::kNulCharacter);
  EXPECT_EQ(uniform(text("x"), ColumnKind::kBytes).flaw, Flaw::kBytes);
}

TEST(Utf16, BecomesUtf8) {
  std::string out;
  EXPECT_TRUE(append_utf16(u"a\u06C1\u20AC\U0001F3DB", out));
  EXPECT_EQ(out, "a\xDB\x81\xE2\x82\xAC\xF0\x9F\x8F\x9B");
  const char16_t half[] = {u'a', 0xD83C};
  EXPECT_FALSE(append_utf16({half, 2}, out));
  const char16_t other_half[] = {0xDFDB, u'a'};
  EXPECT_FALSE(append_utf16({other_half, 2}, out));
}

// ---- settings

Settings settings(const char* json) {
  return read_settings(sdk::Config(std::string_view(json)));
}

std::string refusal(const char* json) {
  try {
    settings(json);
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_CONFIG);
    return error.what();
  }
  return "";
}

TEST(Settings, AreCheckedWithoutRepeatingAValue) {
  const auto password = refusal(
      R"({"backend": "postgresql", "host": "h", "database": "d", "user": "u", "password": "canary"})");
  EXPECT_THAT(password,
              HasSubstr("setting \"password\": a password is not written here: password_secret names"));
  EXPECT_THAT(password, Not(HasSubstr("canary")));
  EXPECT_THAT(refusal(R"({"backend": "dbase"})"),
              HasSubstr("setting \"backend\": expected one of mariadb, mysql, odbc, postgresql, sqlite"));
  EXPECT_THAT(refusal(R"({"backend": "postgresql", "database": "d", "user": "u"})"),
              HasSubstr("name either host or socket"));
  EXPECT_THAT(refusal(R"({"backend": "postgresql", "host": "h", "user": "u"})"),
              HasSubstr("\"database\" is missing"));
  EXPECT_THAT(refusal(R"({"backend": "sqlite", "database": "a.db"})"),
              HasSubstr("expected an absolute path"));
  EXPECT_THAT(refusal(R"({"backend": "odbc", "dsn": "a;PWD=canary"})"),
              HasSubstr("ODBC gives a meaning of its own"));
  EXPECT_THAT(refusal(R"({"backend": "odbc", "driver": "D", "options": ["PWD=canary"]})"),
              HasSubstr("PWD is not given here"));
  EXPECT_THAT(refusal(R"({"backend": "odbc", "driver": "D", "options": ["A=b;PWD=canary"]})"),
              HasSubstr("holds one of ; { }"));
  EXPECT_THAT(refusal(R"({"backend": "odbc", "driver": "D", "options": ["A"]})"),
              HasSubstr("expected texts such as"));
  EXPECT_THAT(refusal(R"({"backend": "odbc", "dsn": "a", "user": "u;x"})"), HasSubstr("setting \"user\""));
  EXPECT_THAT(
      refusal(
          R"({"backend": "postgresql", "host": "h", "database": "d", "user": "u", "time_zone": "x'; DROP"})"),
      HasSubstr("time_zone"));
  EXPECT_THAT(refusal(R"({"backend": "mariadb", "host": "db.court.pk", "database": "d", "user": "u"})"),
              HasSubstr("SSLVERIFY=1"));
  EXPECT_THAT(refusal(R"({"backend": "sqlite", "database": "/a", "statement_seconds": 0})"),
              HasSubstr("expected 1 to 86400"));
}

TEST(Settings, TlsIsVerifiedUnlessTheServerIsThisMachine) {
  EXPECT_EQ(settings(R"({"backend": "postgresql", "host": "db.court.pk", "database": "d", "user": "u"})").tls,
            Tls::kVerified);
  EXPECT_EQ(settings(R"({"backend": "postgresql", "host": "127.0.0.1", "database": "d", "user": "u"})").tls,
            Tls::kOff);
  EXPECT_EQ(
      settings(R"({"backend": "postgresql", "socket": "/run/postgresql", "database": "d", "user": "u"})").tls,
      Tls::kOff);
}

TEST(ConnectionText, EscapesByTheRulesOfWhoReadsIt) {
  auto given =
      settings(R"({"backend": "postgresql", "host": "h", "port": 5433, "database": "d b", "user": "u&v"})");
  EXPECT_THAT(
      connection_text(given, "p' w&x=\"1\"%"),
      HasSubstr(
          "postgresql:///?host=h&port=5433&dbname=d%20b&user=u%26v&password=p%27%20w%26x%3D%221%22%25&"));
  EXPECT_THAT(connection_text(given, ""), HasSubstr("sslmode=verify%2Dfull"));
  given = settings(R"({"backend": "mariadb", "host": "127.0.0.1", "database": "d", "user": "u"})");
  EXPECT_THAT(connection_text(given, "a' b\\"), HasSubstr("password='a\\' b\\\\'"));
  given = settings(R"({"backend": "odbc", "driver": "D x", "user": "u", "options": ["Server=h"]})");
  EXPECT_EQ(connection_text(given, "a;}b"), "DRIVER={D x};Server=h;UID=u;PWD={a;}}b}");
}

// ---- failures

TEST(Failures, HaveAPolicyByTheirCode) {
  EXPECT_EQ(of_sqlstate("28P01").policy, MIZAN_E_AUTH);
  EXPECT_EQ(of_sqlstate("42P01").policy, MIZAN_E_CONFIG);
  EXPECT_EQ(of_sqlstate("42501").policy, MIZAN_E_AUTH);
  EXPECT_EQ(of_sqlstate("57P01").policy, MIZAN_E_TRANSIENT);
  EXPECT_EQ(of_sqlstate("XX000").policy, MIZAN_E_TRANSIENT);
  EXPECT_EQ(of_odbc("42000", 1142).policy, MIZAN_E_AUTH);
  EXPECT_EQ(of_odbc("42000", 1064).policy, MIZAN_E_CONFIG);
  EXPECT_EQ(of_mariadb(1045).policy, MIZAN_E_AUTH);
  EXPECT_EQ(of_mariadb(2013).policy, MIZAN_E_TRANSIENT);
  EXPECT_EQ(of_mariadb(0).policy, MIZAN_E_TRANSIENT);
  EXPECT_EQ(std::string(failed("query \"a\"", of_sqlstate("42P01")).what()),
            "query \"a\": there is no such table or view (SQLSTATE 42P01)");
}

// ---- checkpoints

TEST(Progress, IsReadBackFromItsToken) {
  Progress written("mapping");
  auto& cases = written.of("cases");
  cases.watermark = text("2024-01-01 10:00:00");
  cases.seen = {1, std::numeric_limits<std::uint64_t>::max()};
  cases.until = cases.reach = text("2024-01-02 10:00:00");
  cases.at = {text("2024-01-01 12:00:00"), number("-7"), text("\"\xDB\x81")};
  cases.next = {3};
  Progress read("mapping");
  read.resume(written.token());
  EXPECT_EQ(read.token(), written.token());
  EXPECT_EQ(read.of("cases").at, cases.at);
  EXPECT_EQ(read.of("cases").seen, cases.seen);
  Progress other("another mapping");
  other.resume(written.token());
  EXPECT_TRUE(other.of("cases").watermark.null);
}

TEST(Progress, ItsTokenStaysBelowWhatTheHubTakes) {
  Progress progress("mapping");
  auto& one = progress.of("cases");
  one.until = one.reach = one.watermark = text("2024-01-02 10:00:00.123456");
  one.seen.assign(Progress::kMostDigests / 2, 1);
  one.next.assign(Progress::kMostDigests / 2, 1);
  EXPECT_LT(progress.token().size(), std::size_t{60} << 10U);
}

}  // namespace
}  // namespace mizan::sql
