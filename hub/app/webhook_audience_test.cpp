// A receiver that stands for an audience: it is told what the sharing matrix gives that role, and nothing
// else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/webhook_config.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class WebhookAudienceTest : public ::testing::Test {
 protected:
  WebhookAudienceTest() : folder_(fs::path(::testing::TempDir()) / "mizan_webhook_audience") {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    std::ifstream shipped(MIZAN_SOURCE_DIR "/config/access/sharing.toml");
    policy_.sharing =
        *access::Sharing::parse(std::string(std::istreambuf_iterator<char>(shipped), {}), "sharing.toml");
    policy_.district_of = [](std::string_view) { return std::string(); };
  }
  ~WebhookAudienceTest() override { fs::remove_all(folder_); }

  base::Result<WebhookConfig> receiver(const std::string& more) const {
    std::ofstream(folder_ / "office.toml")
        << "format = 1\nname = \"office\"\nurl = \"https://office.example.pk/\"\nsigning = [\"key\"]\n"
        << more << "\n[secrets]\nkey = { file = \"key\" }\n";
    MIZAN_ASSIGN(auto all, read_webhook_configs(folder_));
    return all.at(0);
  }

  fs::path folder_;
  access::Policy policy_;
};

constexpr const char* kOfLahore = "pending/2025/PB/district/PB-LAHORE/value";
constexpr const char* kOfKasur = "pending/2025/PB/district/PB-KASUR/value";
constexpr const char* kOfTheNation = "pending/2025/_T/total/_T/value";

TEST_F(WebhookAudienceTest, ACoordinatorIsToldOfItsDistricts) {
  auto office = receiver("audience = \"coordinator\"\ndistricts = [\"PB-LAHORE\"]");
  ASSERT_TRUE(office) << office.error().message;
  ASSERT_TRUE(hold_to_audience(*office, policy_));
  EXPECT_TRUE(office->filter.wants(kOfLahore));
  EXPECT_FALSE(office->filter.wants(kOfKasur));
}

TEST_F(WebhookAudienceTest, AMonitorIsToldOfAllNumbers) {
  auto office = receiver("audience = \"monitor\"");
  ASSERT_TRUE(office) << office.error().message;
  ASSERT_TRUE(hold_to_audience(*office, policy_));
  EXPECT_TRUE(office->filter.wants(kOfTheNation));
  EXPECT_TRUE(office->filter.wants(kOfKasur));
  auto coordinator = receiver("audience = \"coordinator\"");
  ASSERT_TRUE(hold_to_audience(*coordinator, policy_));
  EXPECT_FALSE(coordinator->filter.wants(kOfTheNation)) << "which it is not given";
}

TEST_F(WebhookAudienceTest, WhatIsDueIsToldToWhoAsksForItAndMaySeeTheCase) {
  constexpr const char* kPassed = "due/passed/PB/PB-LAHORE/case-1/report";
  auto silent = receiver("audience = \"coordinator\"\ndistricts = [\"PB-LAHORE\"]");
  ASSERT_TRUE(silent) << silent.error().message;
  EXPECT_FALSE(silent->filter.wants(kPassed)) << "it did not ask";
  auto office =
      receiver("audience = \"coordinator\"\ndistricts = [\"PB-LAHORE\"]\ndue = [\"passed\", \"missing\"]");
  ASSERT_TRUE(office) << office.error().message;
  ASSERT_TRUE(hold_to_audience(*office, policy_));
  EXPECT_TRUE(office->filter.wants(kPassed));
  EXPECT_FALSE(office->filter.wants("due/approaching/PB/PB-LAHORE/case-1/report"));
  EXPECT_FALSE(office->filter.wants("due/passed/PB/PB-KASUR/case-2/report"));
  auto monitor = receiver("audience = \"monitor\"\ndue = [\"passed\"]");
  ASSERT_TRUE(monitor) << monitor.error().message;
  ASSERT_TRUE(hold_to_audience(*monitor, policy_));
  EXPECT_FALSE(monitor->filter.wants(kPassed)) << "who is not shown cases";
  const auto misspelt = receiver("due = [\"overdue\"]");
  ASSERT_FALSE(misspelt);
  EXPECT_THAT(misspelt.error().message, HasSubstr("office.toml:5: due: expected some of"));
}

TEST_F(WebhookAudienceTest, WhoIsGivenNoFeedIsNoAudience) {
  auto office = receiver("audience = \"public\"");
  ASSERT_TRUE(office) << office.error().message;
  const auto held = hold_to_audience(*office, policy_);
  ASSERT_FALSE(held);
  EXPECT_THAT(held.error().message, HasSubstr("office.toml"));
  EXPECT_THAT(held.error().message, HasSubstr("public is not given \"feed\" here"));
  const auto unknown = receiver("audience = \"minister\"");
  ASSERT_FALSE(unknown);
  EXPECT_THAT(unknown.error().message, HasSubstr("office.toml:5: audience: expected a role"));
}

}  // namespace
}  // namespace mizan::app
