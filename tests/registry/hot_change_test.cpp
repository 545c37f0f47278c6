// A later build of an adapter beside the one that serves: it takes over, or the old one goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <fstream>

#include "registry_hub.hpp"
#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
using ::testing::AllOf;
using ::testing::HasSubstr;

class HotChange : public ::testing::Test {
 protected:
  HotChange() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) { hub_.trust("cell"); }

  RegistryHub hub_;
};

TEST_F(HotChange, ALaterBuildTakesOverAtTheCheckpointOfTheOldOne) {
  hub_.sign_and_install("1.0.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.0.0");
  hub_.sign_and_install("1.1.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.1.0");
  EXPECT_EQ(hub_.checkpoint(), "2\n");
  EXPECT_EQ(hub_.listed("message"), "");
}

TEST_F(HotChange, ABuildThatFailsItsCheckLeavesTheOldOneServing) {
  hub_.sign_and_install("1.1.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.1.0");
  hub_.sign_and_install("1.2.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.1.0");
  EXPECT_EQ(hub_.version_read(), "1.1.0") << "and it is not tried each time";
  EXPECT_EQ(hub_.checkpoint(), "3\n");
  const auto sentence = AllOf(HasSubstr("counted 1.2.0 is not taken, counted 1.1.0 goes on serving"),
                              HasSubstr("this build is broken"));
  EXPECT_THAT(hub_.listed("message"), sentence);
  EXPECT_THAT(hub_.good("status"), sentence);
}

TEST_F(HotChange, APinnedSourceGetsItsBuildAndNoOther) {
  hub_.sign_and_install("1.1.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.1.0");
  hub_.sign_and_install("1.2.0", "cell");
  hub_.source("version = \"1.2.0\"\n");
  EXPECT_EQ(hub_.version_read(), "1.2.0") << "the operator asked for it; its read goes well";
}

TEST_F(HotChange, AServingHubTakesAnInstalledBuildAtItsNextRead) {
  hub_.source("poll_seconds = 1\n");
  std::ofstream(hub_.hub().path() / "mizan.toml", std::ios::app) << "[listen]\nport = 0\n";
  hub_.sign_and_install("1.0.0", "cell");
  const auto config = (hub_.hub().path() / "mizan.toml").string();
  Program serving({mizan_program().string(), "--config", config, "--log", "info", "run"});
  EXPECT_NE(serving.err_line_with("zhob: 1 received"), "") << "the old build serves";
  hub_.sign_and_install("1.1.0", "cell");
  EXPECT_NE(serving.err_line_with("counted 1.1.0 serves now, in the place of counted 1.0.0"), "");
  hub_.sign_and_install("1.2.0", "cell");
  EXPECT_NE(serving.err_line_with("counted 1.2.0 is not taken, counted 1.1.0 goes on serving"), "");
  EXPECT_NE(serving.err_line_with("zhob: 1 received"), "") << "it goes on";
  serving.signal(SIGTERM);
  EXPECT_TRUE(serving.wait().ok());
}

}  // namespace
}  // namespace mizan::test
