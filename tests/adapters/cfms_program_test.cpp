// The prosecution of Punjab through the program: asked by the hub over TLS, while the adapter sits in a
// worker without a socket, and held against what happened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/small_hub.hpp"
#include "province_hub.hpp"
#include "stand_ins.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

class CfmsProgram : public ::testing::Test {
 protected:
  static constexpr int kFirs = 300;

  CfmsProgram() : stand_ins_(name(), 1, kFirs), hub_(name()) {
    stand_ins_.serve();
    use_province(hub_, "punjab-cfms",
                 {{"localhost:8443", stand_ins_.host()}, {"[http]\n", "[http]\ntries = 2\n"}});
    put_secret(hub_, "ca.pem", stand_ins_.certificate());
    put_secret(hub_, "punjab-cfms", StandIns::kToken);
  }
  static std::string name() { return ::testing::UnitTest::GetInstance()->current_test_info()->name(); }

  void ingest(int exit_code = 0) {
    ran_ = hub_.run("ingest");
    EXPECT_EQ(ran_.exit_code, exit_code) << ran_.out << ran_.err;
    EXPECT_TRUE(hub_.books_balance());
  }
  std::int64_t count(const std::string& kind, const std::string& where = "1") const {
    return hub_.number("SELECT count(*) FROM " + kind + "_record WHERE " + where);
  }
  void expect_truth() const {
    const auto truth = stand_ins_.truth("punjab-cfms");
    for (const auto* kind : {"case", "report", "bail", "hearing", "appeal"})
      EXPECT_EQ(count(kind), truth[kind]) << kind;
    EXPECT_EQ(count("report", "report_type = 'interim'"), truth["interim"]);
    EXPECT_EQ(count("report", "decision = 'returned'"), truth["returned"]);
    EXPECT_EQ(count("bail", "decision = 'granted'"), truth["granted"]);
    EXPECT_EQ(count("bail", "opposed = 1"), truth["opposed"]);
    EXPECT_EQ(count("hearing", "prosecutor_present = 0"), truth["absent"]);
    for (const auto& [code, times] : truth["objections"].items())
      EXPECT_EQ(count("report", "';' || objections || ';' LIKE '%;" + code + ";%'"), times) << code;
    EXPECT_EQ(count("report", "objections LIKE '%other%'"), 0);
  }

  StandIns stand_ins_;
  SmallHub hub_;
  Ran ran_;
};

TEST_F(CfmsProgram, HoldsWhatHappenedAndNoSecretAndNoName) {
  EXPECT_EQ(hub_.run("validate").exit_code, 0);
  ingest();
  expect_truth();
  EXPECT_EQ(hub_.number("SELECT count(*) FROM finding WHERE code IN ('unmapped_code', 'unreadable')"), 0);
  EXPECT_EQ(hub_.number("SELECT count(*) FROM quarantine"), 0);
  EXPECT_THAT(ran_.out + ran_.err, Not(HasSubstr(StandIns::kToken)));
  for (const auto& one : stand_ins_.cfms()) {
    if (one["bail"].empty()) continue;
    EXPECT_THAT(hub_.records(), Not(HasSubstr(one["bail"][0]["accused"]["cnic"].get<std::string>())));
    break;
  }
  ingest();
  EXPECT_EQ(hub_.number("SELECT count(*) FROM run"), 1) << "nothing was new";
}

TEST_F(CfmsProgram, WhatADocumentListsNoMoreIsGone) {
  ingest();
  auto documents = stand_ins_.cfms();
  const auto found = std::find_if(documents.begin(), documents.end(), [](const nlohmann::json& one) {
    return one["bail"].size() == 2 && one["reports"].size() == 2 && !one["appearances"].empty();
  });
  ASSERT_NE(found, documents.end());
  const auto reports = count("report");
  const auto bails = count("bail");
  const auto hearings = count("hearing");
  const auto appearances = static_cast<std::int64_t>((*found)["appearances"].size());
  found->erase("bail");
  (*found)["appearances"].clear();
  (*found)["reports"].erase(1);
  (*found)["updated_at"] = "2026-01-02T09:00:00+05:00";
  stand_ins_.put_cfms(documents);
  ingest();
  EXPECT_EQ(count("report"), reports - 1);
  EXPECT_EQ(count("bail"), bails - 2);
  EXPECT_EQ(count("hearing"), hearings - appearances);
}

TEST_F(CfmsProgram, IsReadThroughFaultsAndAfterAWithdrawnToken) {
  stand_ins_.fault("503");
  ingest();
  expect_truth();
  stand_ins_.fault("");
  stand_ins_.accept_token(false);
  auto documents = stand_ins_.cfms();
  documents[0]["prosecutor"] = "PB-OTHER";
  documents[0]["updated_at"] = "2026-01-02T09:00:00+05:00";
  stand_ins_.put_cfms(documents);
  ran_ = hub_.run("ingest");
  EXPECT_NE(ran_.exit_code, 0);
  EXPECT_THAT(ran_.err, HasSubstr("401"));
  EXPECT_EQ(count("case", "prosecutor = 'PB-OTHER'"), 0);
  stand_ins_.accept_token(true);
  ingest();
  EXPECT_EQ(count("case", "prosecutor = 'PB-OTHER'"), 1);
}

// Exchanges recorded from the stand-in by [http] record: what a bug report would hold.
TEST_F(CfmsProgram, KeepsToTheKit) {
  const std::string folder = MIZAN_SOURCE_DIR "/plugins/punjab-cfms/fixtures/exchanges";
  use_province(hub_, "punjab-cfms",
               {{"ca_file = \"../secrets/ca.pem\"", "replay = \"" + folder + "\""},
                {"layout = \"layout.toml\"\n", "layout = \"layout.toml\"\npage = 5\n"}});
  expect_kit(hub_, "punjab-cfms");
  ingest();
  EXPECT_EQ(count("case"), 13);
}

}  // namespace
}  // namespace mizan::test
