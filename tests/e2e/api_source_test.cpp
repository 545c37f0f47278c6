// An API as a source of the real hub: asked by the hub over TLS, with a token that the hub fetches, while the
// connector sits in a sandbox without a socket.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "small_hub.hpp"
#include "support/http_server.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kCanary = "Zq7-client-secret-canary";

constexpr const char* kMapping = R"(format = 1
[source]
holder = "prosecution"
province = "PB"
populations = ["cases"]
mode = "incremental"
[input]
format = "rest"
[[input.request]]
name = "cases"
path = "/cases"
items = "/data"
paging = { kind = "page", parameter = "page", more = "/more" }
[[record]]
kind = "case"
request = "cases"
each = "/data"
key = "/no"
[record.fields]
district = "/district"
)";

class ApiSource : public ::testing::Test {
 protected:
  ApiSource() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.remove("sources/court.toml");
    hub_.put("ca.pem", certificate_.pem);
    fs::permissions(hub_.put("secret", kCanary), fs::perms::owner_read);
    hub_.put("mappings/api.toml", kMapping);
    hub_.put("sources/api.toml",
             "format = 1\nname = \"api\"\nadapter = \"rest\"\nmapping = \"../mappings/api.toml\"\n"
             "[settings]\nurl = \"" +
                 server_.url("/v1") +
                 "\"\ncredential = \"api\"\n"
                 "[secrets]\nclient = { file = \"../secret\" }\n"
                 "[credentials.api]\nkind = \"oauth2\"\ntoken_url = \"" +
                 server_.url("/token") +
                 "\"\nclient_id = \"mizan\"\nsecret = \"client\"\n"
                 "[http]\nca_file = \"../ca.pem\"\ntries = 2\nhosts = [\"" +
                 server_.host() + "\"]\n");
  }

  ServerReply answer(const ServerRequest& request) {
    if (request.path() == "/token") return {200, R"({"access_token": "t-1", "token_type": "Bearer"})"};
    if (request.header("authorization") != "Bearer t-1") return {401};
    if (throttled_) return {429, "", {{"Retry-After", "7200"}}};
    const auto page = request.parameter("page");
    return {200, R"({"data": [{"no": "C-)" + page + R"(", "district": "Lahore"}], "more": )" +
                     (page == "3" ? "false}" : "true}")};
  }

  const Certificate certificate_ = make_certificate("localhost");
  bool throttled_ = false;
  HttpServer server_{[this](const ServerRequest& request) { return answer(request); }, &certificate_};
  SmallHub hub_;
};

TEST_F(ApiSource, IsReadThroughTheHubAndItsSecretShowsNowhere) {
  const auto checked = hub_.run("validate");
  EXPECT_EQ(checked.exit_code, 0) << checked.out;
  const auto ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(hub_.number("SELECT count(*) FROM case_record WHERE district = 'Lahore'"), 3);
  EXPECT_TRUE(hub_.books_balance());
  EXPECT_THAT(ran.err + ran.out + hub_.run("status").out, Not(HasSubstr(kCanary)));
  for (const auto& entry : fs::recursive_directory_iterator(hub_.path())) {
    if (!entry.is_regular_file() || entry.path().filename() == "secret") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(in)), {});
    EXPECT_EQ(bytes.find(kCanary), std::string::npos) << entry.path();
  }
}

TEST_F(ApiSource, ThatAsksForPatienceEndsTheRunWithThat) {
  meet_servers();
  throttled_ = true;
  meet_servers();
  const auto ran = hub_.run("ingest");
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("429"));
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(ApiSource, OfAHostThatIsNotNamedIsNotAsked) {
  hub_.put("sources/api.toml",
           "format = 1\nname = \"api\"\nadapter = \"rest\"\nmapping = "
           "\"../mappings/api.toml\"\n[settings]\nurl = \"" +
               server_.url("/v1") + "\"\n[http]\nhosts = [\"elsewhere.example\"]\n");
  const auto ran = hub_.run("ingest");
  EXPECT_NE(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("hosts"));
  EXPECT_TRUE(server_.requests().empty());
}

}  // namespace
}  // namespace mizan::test
