// The prosecution of Khyber Pakhtunkhwa through the program, from a PostgreSQL, held against what happened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/small_hub.hpp"
#include "province_hub.hpp"
#include "servers/postgresql_server.hpp"
#include "stand_ins.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class CmmsProgram : public ::testing::Test {
 protected:
  CmmsProgram() : stand_ins_(name(), 1, 1000), hub_(name()) {
    server_.run(stand_ins_.cmms_sql());
    use_province(hub_, "kp-cmms",
                 {{"port = 5432", "port = " + std::to_string(server_.port())},
                  {"database = \"cmms\"", std::string("database = \"") + Server::kDatabase + "\""},
                  {"user = \"mizan\"", std::string("user = \"") + Server::kReader + "\""}});
    put_secret(hub_, "kp-cmms", Server::kPassword);
  }
  static std::string name() { return ::testing::UnitTest::GetInstance()->current_test_info()->name(); }

  void ingest() {
    ran_ = hub_.run("ingest");
    EXPECT_EQ(ran_.exit_code, 0) << ran_.out << ran_.err;
    EXPECT_TRUE(hub_.books_balance());
  }
  std::int64_t count(const std::string& kind, const std::string& where = "1") const {
    return hub_.number("SELECT count(*) FROM " + kind + "_record WHERE " + where);
  }

  PostgreSqlServer server_;
  StandIns stand_ins_;
  SmallHub hub_;
  Ran ran_;
};

TEST_F(CmmsProgram, HoldsWhatHappenedWithoutAName) {
  EXPECT_EQ(hub_.run("validate").exit_code, 0);
  ingest();
  const auto truth = stand_ins_.truth("kp-cmms");
  for (const auto* kind : {"case", "report", "accused", "hearing"})
    EXPECT_EQ(count(kind), truth[kind]) << kind;
  for (const auto& [district, cases] : truth["district"].items())
    EXPECT_EQ(count("case", "district = '" + district + "'"), cases) << district;
  for (const auto& [disposal, cases] : truth["disposal"].items())
    EXPECT_EQ(count("case", "disposal = '" + disposal + "'"), cases) << disposal;
  EXPECT_EQ(count("accused", "sex = 'female'"), truth["women"]);
  EXPECT_EQ(hub_.number("SELECT sum(sentence_months) FROM accused_record"), truth["months"]);
  EXPECT_EQ(count("hearing", "outcome = 'adjourned'"), truth["adjourned"]);
  EXPECT_EQ(count("hearing", "adjourn_side = 'defence'"), truth["defence"]);
  EXPECT_EQ(hub_.number("SELECT count(*) FROM finding WHERE code IN ('unmapped_code', 'unreadable')"), 0);
  EXPECT_EQ(hub_.number("SELECT count(*) FROM quarantine"), 0);
  EXPECT_THAT(hub_.records() + ran_.out + ran_.err, Not(HasSubstr("3000008687143")));
}

TEST_F(CmmsProgram, ACodeThatMeansNothingOnItsDayIsAnUnmatchedPlace) {
  server_.run(
      "UPDATE case_file SET district_code = 'KHA' WHERE entered_on >= '2025-01-01' AND district_code = "
      "'KHY';");
  ingest();
  const auto late = count("case", "district_native = 'KHA'");
  EXPECT_GT(late, 0);
  EXPECT_EQ(hub_.number("SELECT count(*) FROM finding WHERE code = 'unmatched_place' AND detail = 'KHA'"),
            late);
}

TEST_F(CmmsProgram, KeepsToTheKit) {
  expect_kit(hub_, "kp-cmms");
}

}  // namespace
}  // namespace mizan::test
