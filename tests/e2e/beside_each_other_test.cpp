// Sources are read beside each other: one whose system does not answer keeps nobody waiting, and does not
// keep the hub from ending.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <fstream>

#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;

class BesideEachOther : public ::testing::Test {
 protected:
  BesideEachOther() {
    for (const auto* other : {"punjab.toml", "kp.toml"}) fs::remove(hub_.path() / "sources" / other);
    hub_.configure("[listen]\nport = " + port_of_a_hub() + "\n");
  }
  void put(const std::string& name, const std::string& text) const {
    fs::create_directories((hub_.path() / name).parent_path());
    std::ofstream(hub_.path() / name) << text;
  }
  // It is due first.
  void put_silent_source() const {
    put("silent/feed.sh", R"(#!/bin/sh
echo '{"log": {"level": "info", "message": "asked, and says nothing more"}}'
exec tail -f /dev/null
)");
    fs::permissions(hub_.path() / "silent/feed.sh", fs::perms::owner_all);
    put("sources/a-silent.toml",
        "format = 1\nname = \"silent\"\nadapter = \"exec\"\n[settings]\nfolder = \"../silent\"\n"
        "command = [\"./feed.sh\"]\n[worker]\nprograms = true\n[source]\nprovince = \"PB\"\npopulations = "
        "[\"cases\"]\nobserves = [\"case.fir_no\"]\n");
  }
  void put_lively_source() const {
    put("sources/quetta.toml",
        "format = 1\nname = \"quetta\"\nadapter = \"hello\"\npoll_seconds = 3600\n[settings]\ncases = 3\n"
        "[source]\nprovince = \"BA\"\npopulations = [\"cases\"]\nplaces = \"pakistan\"\nobserves = "
        "[\"case.district\", "
        "\"hearing.outcome\"]\n[codes]\noutcome = \"outcome.csv\"\n");
    put("sources/outcome.csv", "native,common\nADJ,adjourned\n");
  }

  const HubFolder hub_{"beside"};
};

TEST_F(BesideEachOther, ASilentSourceKeepsNobodyWaiting) {
  put_silent_source();
  put_lively_source();
  Program service(hub_.command({"--log", "info", "run"}));
  ASSERT_NE(service.err_line_with("silent: asked, and says nothing more"), "");
  // The other may have been read before this line came, so its own line is not waited for.
  const auto listed = [&] { return hub_.mizan({"--format", "csv", "source", "list"}); };
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  std::string sources;
  while (sources.find("quetta,ok") == std::string::npos && std::chrono::steady_clock::now() < until)
    sources = listed();
  EXPECT_NE(sources.find("quetta,ok"), std::string::npos) << sources;
  EXPECT_EQ(sources.find("silent,ok"), std::string::npos) << sources;
  service.signal(SIGTERM);
  const auto ended = service.wait_or_kill(std::chrono::seconds(60));
  EXPECT_TRUE(ended.ok()) << ended.story();
}

// The hub that serves makes the attempts itself, and reads on once the item is set aside.
TEST_F(BesideEachOther, AServedSourceIsReadPastAnItemThatEndsItsAdapter) {
  hub_.configure("[adapters]\nunsigned = \"allow\"\n");
  put("sources/list.toml", "format = 1\nname = \"list\"\nadapter = \"" MIZAN_BINARY_DIR
                           "/plugins/worker/mizan_poisoned.so\"\npoll_seconds = 0\n[settings]\nitems = "
                           "20\nbad = [\"7\"]\n[source]\n"
                           "province = \"BA\"\npopulations = [\"cases\"]\nobserves = [\"case.district\"]\n");
  Program service(hub_.command({"--log", "info", "run"}));
  EXPECT_NE(service.err_line_with("within list:7, which is passed over from now on); read on at once"), "");
  EXPECT_NE(service.err_line_with("list: 1 quarantined, the first list:7"), "");
  service.signal(SIGTERM);
  const auto ended = service.wait_or_kill(std::chrono::seconds(60));
  EXPECT_TRUE(ended.ok()) << ended.story();
  EXPECT_NE(hub_.mizan({"quarantine", "list"}).find("ended_adapter"), std::string::npos);
}

}  // namespace
}  // namespace mizan::test
