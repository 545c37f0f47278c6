// A period's values from the records to a file that others check, by the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

class Releases : public ::testing::Test {
 protected:
  Releases() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.change_mapping("fir_year = \"fir_year\"", "fir_year = \"fir_year\"\ndisposed_on = \"disposed\"");
    hub_.put(
        "data/a.csv",
        "no,district,instituted,fir_year,disposed\n1,Lahore,2024-01-02,2023,\n2,Lahore,2024-01-20,2023,\n");
    EXPECT_EQ(hub_.run("ingest").exit_code, 0);
    EXPECT_EQ(hub_.run("adapter key " + path("office")).exit_code, 0);
  }

  std::string path(const std::string& name) const { return (hub_.path() / name).string(); }
  std::string key() const { return " --key " + path("office.key"); }
  std::string trusted() const { return " --key " + path("office.pub"); }

  Ran run(const std::string& words, int exit_code = 0) const {
    auto ran = hub_.run(words);
    EXPECT_EQ(ran.exit_code, exit_code) << words << ": " << ran.err << ran.out;
    return ran;
  }

  void publish(const std::string& id) const {
    run("release sign " + id + key());
    run("release publish " + id + key());
  }

  const SmallHub hub_;
};

TEST_F(Releases, ArePublishedAndCheckedByWhoHasTheFiles) {
  EXPECT_THAT(run("release prepare 2024-01").err, HasSubstr("2024-01.1 is prepared"));
  publish("2024-01.1");
  hub_.put("head.jws", run("release head").out);
  hub_.put("1.proof", run("release proof 2024-01.1 --since 1").out);
  const auto file = path("releases/2024-01.1.jws");
  EXPECT_THAT(
      run("release verify " + file + trusted() + " --proof " + path("1.proof") + " --head " +
          path("head.jws"))
          .out,
      HasSubstr("the signature is right, and it is in the log, which begins with that of the earlier head"));
  EXPECT_THAT(run("release verify" + trusted()).out, HasSubstr("1 releases are published"));
  EXPECT_THAT(run("release verify " + file + trusted() + " --recompute").out,
              HasSubstr("the records give the same"));
}

TEST_F(Releases, WhatChangedAfterwardsIsARevision) {
  run("release prepare 2024-01 --kpi pending");
  publish("2024-01.1");
  const auto before = run("release list --format json").out;
  hub_.put("data/b.csv", "no,district,instituted,fir_year,disposed\n3,Lahore,2024-01-25,2023,\n");
  run("ingest");
  const auto second = run("--format json release prepare 2024-01 --kpi pending");
  EXPECT_THAT(second.err, HasSubstr("it revises 2024-01.1"));
  bool found = false;
  for (const auto& row : base::parse_json(second.out)) {
    if (row["province"] == "_T" && row["by"] == "total") {
      found = true;
      EXPECT_EQ(row["was"], 2) << "two cases were pending";
      EXPECT_EQ(row["now"], 3) << "and one more by the end of January";
    }
  }
  EXPECT_TRUE(found) << second.out;
  publish("2024-01.2");
  EXPECT_THAT(run("release verify" + trusted()).out, HasSubstr("2 releases are published"));
  // The first is still what was known then.
  EXPECT_THAT(run("release verify " + path("releases/2024-01.1.jws") + trusted() + " --recompute").out,
              HasSubstr("the records give the same"));
}

TEST_F(Releases, AChangedFileIsRefused) {
  run("release prepare 2024-01");
  publish("2024-01.1");
  const auto file = hub_.path() / "releases" / "2024-01.1.jws";
  std::ifstream in(file);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  text[text.find("payload") + 40] ^= 1;
  const auto copy = hub_.put("copy.jws", text);
  EXPECT_THAT(run("release verify " + copy.string() + trusted(), 3).err,
              HasSubstr("is signed by none of the keys given"));
}

TEST_F(Releases, WhatCannotBeReleasedIsASentence) {
  EXPECT_THAT(run("release prepare 2999-01", 2).err, HasSubstr("2999-01 has not ended"));
  EXPECT_THAT(run("release prepare January", 2).err, HasSubstr("the period is a month 2026-03"));
  EXPECT_THAT(run("release prepare 2024-01 --kpi nothing", 2).err, HasSubstr("there is no KPI \"nothing\""));
  EXPECT_THAT(run("release sign 2024-01.1" + key(), 2).err, HasSubstr("2024-01.1.json: No such file"));
  EXPECT_THAT(run("release verify", 2).err, HasSubstr("--key FILE.pub"));
  EXPECT_THAT(run("release proof 2024-01.1", 2).err, HasSubstr("2024-01.1: is not published"));
  EXPECT_THAT(run("release head", 2).err, HasSubstr("nothing is published yet"));
}

}  // namespace
}  // namespace mizan::test
