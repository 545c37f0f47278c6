// [access] and [listen.tls] of mizan.toml: what is read, and each mistake with its place.
#include "app/access_config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/config.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class AccessConfigTest : public ::testing::Test {
 protected:
  ~AccessConfigTest() override { fs::remove(file_); }

  base::Result<HubConfig> read(const std::string& toml) const {
    std::ofstream(file_) << "format = 1\n" << toml;
    return read_hub_config(file_);
  }
  std::string mistake(const std::string& toml) const {
    const auto config = read(toml);
    return config ? "none" : config.error().message;
  }

  const fs::path file_ =
      fs::path(::testing::TempDir()) /
      ("mizan_access_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) +
       ".toml");
};

TEST_F(AccessConfigTest, WithoutATableNobodyIsLetInWhoShowsNothing) {
  const auto config = read("");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_FALSE(config->access->loopback_operator);
  EXPECT_FALSE(config->access->anonymous_public);
  EXPECT_EQ(config->access->limits.of(access::Role::kMonitor).per_minute, 600);
}

TEST_F(AccessConfigTest, ReadsWhoMayAskAndHowMuch) {
  const auto config = read(R"(
[access]
anonymous = "public"
sharing = "sharing.toml"
origins = ["https://dashboard.example.pk", "http://localhost:3000"]
[[access.organisation]]
name = "federal"
role = "hub"
dns = "hub.federal.example.pk"
endpoints = ["cells"]
[[access.organisation]]
name = "lahore"
role = "coordinator"
sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
provinces = ["PB"]
districts = ["PB-LAHORE"]
[access.jwt]
issuer = "https://login.example.pk"
audience = "mizan"
jwks = "login.jwks"
[access.limits]
each = { per_minute = 10, burst = 5 }
auditor = { per_day = 7 }
strangers = { per_minute = 1 }
)");
  ASSERT_TRUE(config) << config.error().message;
  const auto& access = *config->access;
  EXPECT_EQ(access.sharing, fs::path(::testing::TempDir()) / "sharing.toml");
  EXPECT_EQ(access.origins,
            (std::vector<std::string>{"https://dashboard.example.pk", "http://localhost:3000"}));
  ASSERT_EQ(access.organisations.size(), 2U);
  EXPECT_EQ(access.organisations[0].scope.endpoints, std::vector<std::string>{"cells"});
  EXPECT_EQ(access.organisations[1].role, access::Role::kCoordinator);
  EXPECT_EQ(access.login->jwks, fs::path(::testing::TempDir()) / "login.jwks");
  const auto& auditor = access.limits.of(access::Role::kAuditor);
  EXPECT_EQ(auditor.per_minute, 10) << "as each, where it says nothing else";
  EXPECT_EQ(auditor.per_day, 7);
  EXPECT_EQ(access.limits.strangers.per_minute, 1);
}

TEST_F(AccessConfigTest, MistakesHaveTheirPlace) {
  const std::string organisation = "[[access.organisation]]\nname = \"a\"\n";
  struct Case {
    std::string toml;
    const char* says;
  };
  for (const auto& each :
       {Case{"access = 1\n", "access: expected a table"},
        Case{"[access]\nmode = \"open\"\n", ":3: access.mode: expected"},
        Case{"[access]\nmood = \"tokens\"\n", "access.mood: is not a setting"},
        Case{"[access]\nanonymous = \"everybody\"\n", "access.anonymous: expected"},
        Case{"[access]\norigins = [\"*\"]\n", ":3: access.origins: expected \"https://host\""},
        Case{"[access]\norigins = [\"https://a.example/\"]\n", "access.origins: expected"},
        Case{"[access]\norigins = []\n", "access.origins: expected a list"},
        Case{"[listen]\naddress = \"10.0.0.1\"\nallow_remote = true\n",
             ":3: listen.address: whoever is on the way"},
        Case{"[listen]\naddress = \"10.0.0.1\"\nallow_remote = true\nplain_http = true\n[access]\nmode = "
             "\"loopback-operator\"\n",
             "access.mode: \"loopback-operator\" is for"},
        Case{organisation + "role = \"hub\"\n", "by dns or by sha256"},
        Case{organisation + "role = \"hub\"\ndns = \"a\"\nsha256 = \"b\"\n", "by dns or by sha256"},
        Case{organisation + "role = \"hub\"\nsha256 = \"b\"\n", "64 hexadecimal"},
        Case{organisation + "role = \"public\"\ndns = \"a\"\n", "access.organisation.role: expected"},
        Case{organisation + "role = \"coordinator\"\ndns = \"a\"\n", "needs its province and its districts"},
        Case{organisation + "role = \"monitor\"\ndns = \"a\"\nprovinces = []\n",
             "provinces: expected a list"},
        Case{organisation + "role = \"monitor\"\ndns = \"a\"\nprovinces = \"PB\"\n",
             "provinces: expected a list"},
        Case{organisation + "role = \"monitor\"\ndns = \"a\"\ngrains = [\"village\"]\n",
             "no grain \"village\""},
        Case{organisation + "role = \"monitor\"\ndns = \"a\"\nendpoints = [\"x\"]\n", "no endpoint \"x\""},
        Case{"[access.jwt]\naudience = \"a\"\njwks = \"b\"\n", "access.jwt.issuer: is missing"},
        Case{"[access.jwt]\nissuer = \"i\"\naudience = \"a\"\n", "name the issuer's keys"},
        Case{"[access.jwt]\nissuer = \"i\"\naudience = \"a\"\njwks_url = \"http://x/\"\n", "https address"},
        Case{"[access.limits]\nmayor = { per_minute = 1 }\n", "\"mayor\" is neither"},
        Case{"[access.limits]\neach = { per_minute = -1 }\n", "access.limits.each.per_minute: expected"},
        Case{"[access.limits]\neach = { per_minute = 1e72 }\n", "access.limits.each.per_minute: expected"},
        Case{"[access.limits]\neach = 5\n", "expected a table"},
        Case{"[listen.tls]\nkey = \"k\"\n", "listen.tls.certificate: is missing"},
        Case{"[listen.tls]\ncertificate = \"c\"\nkey = \"k\"\nclients = \"some\"\n",
             "listen.tls.clients: expected"}})
    EXPECT_THAT(mistake(each.toml), HasSubstr(each.says)) << each.toml;
}

}  // namespace
}  // namespace mizan::app
