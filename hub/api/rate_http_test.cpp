// Limits over HTTP: who asks too much is told when to come again, and nobody else is.
#include "api/api_test_support.hpp"

namespace mizan::api {
namespace {

class RateHttpTest : public ApiTest {
 protected:
  RateHttpTest() {
    auto policy = std::make_shared<access::Policy>();
    policy->sharing = shipped_sharing();
    policy->anonymous_public = true;
    policy->limits.of_role[static_cast<std::size_t>(access::Role::kPublic)] = access::RateRule{2, 2};
    policy->limits.strangers = {1, 1};
    policy_ = [policy] { return policy; };
    start();
  }
  Answer ask(const std::string& header) {
    Wire wire(server_->port());
    wire.say("GET /v1 HTTP/1.1\r\nHost: x\r\n" + header + "Connection: close\r\n\r\n");
    return wire.hear();
  }
};

TEST_F(RateHttpTest, WhoAsksTooMuchIsToldWhenToComeAgain) {
  EXPECT_EQ(ask("").status, 200);
  EXPECT_EQ(ask("").status, 200);
  const auto refused = ask("");
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.head.find("Retry-After: 30\r\n"), std::string::npos) << refused.head;
  clock_.set(kNow + 30'000'000);
  EXPECT_EQ(ask("").status, 200);
}

TEST_F(RateHttpTest, WhoGuessesTokensIsSlowedDownAndWhoHasNoneToGuessIsNot) {
  EXPECT_EQ(ask("Authorization: Bearer guess\r\n").status, 401);
  const auto refused = ask("Authorization: Bearer guess\r\n");
  EXPECT_EQ(refused.status, 429);
  EXPECT_NE(refused.head.find("Retry-After: 60\r\n"), std::string::npos) << refused.head;
  EXPECT_EQ(ask("").status, 200);
}

}  // namespace
}  // namespace mizan::api
