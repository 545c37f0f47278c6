// A program as a source of the real hub, in its sandbox.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ProgramSource : public ::testing::Test {
 protected:
  ProgramSource() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.remove("sources/court.toml");
    fs::copy(fs::path(MIZAN_SOURCE_DIR) / "plugin-sdk/examples/exec", hub_.path() / "feed",
             fs::copy_options::recursive);
  }
  void put_source(const std::string& program, const std::string& more) const {
    hub_.put("sources/quetta.toml",
             "format = 1\nname = \"quetta\"\nadapter = \"exec\"\n[settings]\nfolder = "
             "\"../feed\"\ncommand = [\"" +
                 program + "\"]\nsettings = { file = \"register.txt\" }\n" + more +
                 "[source]\nprovince = \"BA\"\npopulations = [\"cases\"]\nobserves = "
                 "[\"case.district\", \"case.fir_no\"]\n");
  }

  SmallHub hub_;
};

TEST_F(ProgramSource, IsReadInItsSandboxAndGoneOnWith) {
  put_source("./feed.sh", "[worker]\nprograms = true\n");
  const auto ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 4);
  // The next run begins behind the checkpoint, with another program that has the same ones.
  put_source("./feed.py", "[worker]\nprograms = true\n");
  const auto again = hub_.run("ingest");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(hub_.number("SELECT sum(received) FROM run"), 4);
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(ProgramSource, IsRefusedWhereItsFileDoesNotGrantIt) {
  put_source("./feed.sh", "");
  const auto ran = hub_.run("ingest");
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(
      ran.err,
      HasSubstr("quetta.toml: exec: it starts programs, which its source file must grant: programs = true "
                "under [worker]"));
}

}  // namespace
}  // namespace mizan::test
