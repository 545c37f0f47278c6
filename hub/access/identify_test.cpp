// Who sends a request: each way in, and each way that is refused.
#include "access/identify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "access/authorization.hpp"
#include "access/scope_text.hpp"
#include "access/token.hpp"

namespace mizan::access {
namespace {

using ::testing::HasSubstr;

class IdentifyTest : public ::testing::Test {
 protected:
  IdentifyTest() : token_(*make_token()) {
    kept_ = {token_.id, "lahore", bytes_of(token_.digest), Role::kMonitor, {{"PB"}}, 1'000};
  }
  static std::string bytes_of(const base::Sha256& digest) {
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
  }
  std::string bearer() const { return "Bearer " + std::string(token_.text.reveal()); }

  base::Result<Principal> ask(const Presented& shown, base::Micros now = 10) const {
    const auto tokens = [this](std::string_view id) -> base::Result<std::optional<StoredToken>> {
      return id == kept_.id ? std::optional(kept_) : std::nullopt;
    };
    return identify(policy_, shown, tokens, now);
  }
  std::string refusal(const Presented& shown, base::Micros now = 10) const {
    const auto who = ask(shown, now);
    if (who) return "none";
    EXPECT_EQ(who.error().code, base::Code::kAuth);
    return who.error().message;
  }

  NewToken token_;
  StoredToken kept_;
  Policy policy_;
};

TEST_F(IdentifyTest, ATokenIsItsOwnersWhileItHolds) {
  const auto who = ask({bearer()});
  ASSERT_TRUE(who) << who.error().message;
  EXPECT_EQ(who->name, "token:lahore");
  EXPECT_EQ(who->role, Role::kMonitor);
  EXPECT_EQ(who->scope.provinces, std::vector<std::string>{"PB"});
  EXPECT_EQ(who->until, 1'000);
  EXPECT_THAT(refusal({bearer()}, 1'000), HasSubstr("expired"));
  kept_.revoked_at = 5;
  EXPECT_THAT(refusal({bearer()}), HasSubstr("revoked"));
}

TEST_F(IdentifyTest, OfATokenEveryLetterCounts) {
  const auto right = bearer();
  for (std::size_t i = 0; i < right.size(); ++i) {
    auto wrong = right;
    wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
    if (i < 7 && (wrong[i] | 0x20) == (right[i] | 0x20)) continue;  // the scheme's letters have no case
    EXPECT_NE(refusal({wrong}), "none") << wrong;
  }
  for (const auto& wrong :
       {right + "=", right + " ", " " + right, right.substr(0, right.size() - 1), std::string("Bearer "),
        std::string("Basic dTpw"), std::string("bearer"), right + "\n", std::string(10'000, 'a')})
    EXPECT_NE(refusal({wrong}), "none") << wrong;
  EXPECT_EQ(refusal({"bEARER " + std::string(token_.text.reveal())}), "none");
}

// Else a client whose token was revoked would go on as somebody else without noticing.
TEST_F(IdentifyTest, WhatIsShownAndWrongIsNotPassedOver) {
  policy_.loopback_operator = true;
  policy_.anonymous_public = true;
  Presented shown{"Bearer nonsense", true, false, "localhost"};
  EXPECT_NE(refusal(shown), "none");
  shown.authorization = {};
  EXPECT_EQ(ask(shown)->role, Role::kOperator);
}

TEST_F(IdentifyTest, WhoShowsNothingIsNobody) {
  EXPECT_THAT(refusal({}), HasSubstr("token"));
  EXPECT_THAT(refusal({"", true, false, "localhost"}), HasSubstr("token")) << "not from this machine either";
  policy_.anonymous_public = true;
  EXPECT_EQ(ask({})->role, Role::kPublic);
}

TEST_F(IdentifyTest, ThisMachineIsTheOperatorOnlyWhereTheConfigSaysSoAndNobodyStandsBetween) {
  policy_.loopback_operator = true;
  for (const auto* host : {"localhost", "localhost:8420", "127.0.0.1:8420", "[::1]:8420", "127.9.9.9"})
    EXPECT_EQ(refusal({"", true, false, host}), "none") << host;
  for (const auto* host : {"", "evil.example", "localhost.evil.example", "127.evil.example",
                           "[::1].evil.example", "127.0.0.1.evil.example", "[::2]"})
    EXPECT_NE(refusal({"", true, false, host}), "none") << host << ": a page of a browser may have led here";
  EXPECT_NE(refusal({"", true, true, "localhost"}), "none") << "a proxy";
  EXPECT_NE(refusal({"", false, false, "localhost"}), "none");
}

TEST_F(IdentifyTest, ACertificateIsItsOrganisations) {
  policy_.organisations = {{"federal", "hub.federal.example.pk", "", Role::kHub, {}},
                           {"court", "", std::string(64, 'a'), Role::kMonitor, {{"PB"}}}};
  Presented shown;
  shown.certificate = ClientCertificate{{"x.example", "hub.federal.example.pk"}, std::string(64, 'b'), 100};
  EXPECT_EQ(ask(shown)->name, "org:federal");
  EXPECT_EQ(ask(shown)->until, 100);
  EXPECT_THAT(refusal(shown, 100), HasSubstr("expired"));
  shown.certificate->dns = {"HUB.federal.example.pk.evil.example"};
  EXPECT_THAT(refusal(shown), HasSubstr("no organisation"));
  shown.certificate->sha256 = std::string(64, 'a');
  EXPECT_EQ(ask(shown)->name, "org:court");
  shown.authorization = bearer();
  EXPECT_EQ(ask(shown)->name, "token:lahore") << "the token says more than the machine that it comes from";
}

TEST(Token, IsLongAndKeptNowhere) {
  const auto one = *make_token();
  const auto other = *make_token();
  EXPECT_EQ(one.text.reveal().size(), 60U);
  EXPECT_NE(one.text.reveal(), other.text.reveal());
  const auto read = read_token(one.text.reveal());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->id, one.id);
  EXPECT_EQ(read->digest, base::sha256(one.text.reveal()));
}

TEST(ScopeText, SaysWhatItReads) {
  const Scope scope{{"PB"}, {"PB-LAHORE", "PB-KASUR"}, {"values"}, {Grain::kNation, Grain::kDistrict}};
  const auto text = scope_text(scope);
  EXPECT_EQ(
      text,
      R"({"provinces":["PB"],"districts":["PB-LAHORE","PB-KASUR"],"endpoints":["values"],"grains":["nation","district"]})");
  EXPECT_EQ(*read_scope(text), scope);
  EXPECT_EQ(scope_text({}), "{}");
  for (const auto* wrong : {"", "[]", "{\"provinces\":\"PB\"}", "{\"provinces\":[1]}",
                            "{\"grains\":[\"village\"]}", "{\"more\":[]}"})
    EXPECT_FALSE(read_scope(wrong)) << wrong << " must not be taken for no limit";
  EXPECT_FALSE(check_scope(Role::kCoordinator, {{"PB"}}));
  EXPECT_FALSE(check_scope(Role::kMonitor, {{}, {}, {"weather"}}));
  EXPECT_TRUE(check_scope(Role::kMonitor, {}));
}

}  // namespace
}  // namespace mizan::access
