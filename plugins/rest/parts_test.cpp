#include <gtest/gtest.h>

#include <mizan/sdk/adapter.hpp>

#include "address.hpp"
#include "page.hpp"
#include "progress.hpp"

namespace mizan::rest {
namespace {

TEST(BaseAddress, IsAnHttpAddressWithoutQuery) {
  EXPECT_EQ(BaseAddress("https://api.example/v1/").with("/cases"), "https://api.example/v1/cases");
  for (const auto* wrong : {"", "api.example", "ftp://x/", "https://", "https:///x", "https://x/?a=1",
                            "https://x/#a", "https://x /"})
    EXPECT_THROW(BaseAddress{wrong}, sdk::Error) << wrong;
}

TEST(BaseAddress, FollowsReferencesWithinItsHostAlone) {
  const BaseAddress base("https://api.example:8443/v1");
  const std::string from = "https://api.example:8443/v1/cases?page=1";
  const auto follow = [&](const char* reference) { return base.follow(from, reference).value_or("nowhere"); };
  EXPECT_EQ(follow("/v2/x?page=2"), "https://api.example:8443/v2/x?page=2");
  EXPECT_EQ(follow("?page=2#top"), "https://api.example:8443/v1/cases?page=2");
  EXPECT_EQ(follow("hearings?at=10:30"), "https://api.example:8443/v1/hearings?at=10:30");
  EXPECT_EQ(follow("https://API.example:8443/v1/cases?page=2"), "https://API.example:8443/v1/cases?page=2");
  for (const auto* elsewhere : {"https://api.example/v1/cases", "http://api.example:8443/v1/cases",
                                "//other/x", "https://api.example:84430/", "https://api.example:8443@other/",
                                "javascript:x", "https://api.example:8443.other/", "/a b", "\\\\other"})
    EXPECT_EQ(follow(elsewhere), "nowhere") << elsewhere;
}

TEST(NextLink, IsFoundAmongOthers) {
  EXPECT_EQ(next_link("</2>; rel=next"), "/2");
  EXPECT_EQ(next_link(R"(<https://x/1?a=1,2>; rel="prev"; title="a, <b>; c", </3>;REL = "last Next")"), "/3");
  EXPECT_EQ(next_link(R"(</1>; title="rel=next"; rel="prev")"), std::nullopt);
  for (const auto* none : {"", "</2>", "<", "</2; rel=next", "rel=next", "</2>; rel=nextish", "</2>; rel"})
    EXPECT_EQ(next_link(none), std::nullopt) << none;
}

TEST(Encoded, KeepsUnreservedLettersAlone) {
  EXPECT_EQ(encoded("aZ9-._~"), "aZ9-._~");
  EXPECT_EQ(encoded("1/2 ?&=#%ü"), "1%2F2%20%3F%26%3D%23%25%C3%BC");
}

class Tokens : public ::testing::Test {
 protected:
  Tokens() {
    requests[0].name = "cases";
    requests[0].paging.kind = mapping::Paging::Kind::kLink;
    requests[1].name = "hearings";
    requests[1].paging.kind = mapping::Paging::Kind::kCursor;
  }
  Progress resumed(const std::string& token) const {
    Progress progress(requests, base, "mapping");
    progress.resume(token);
    return progress;
  }
  std::vector<mapping::ApiRequest> requests = std::vector<mapping::ApiRequest>(2);
  BaseAddress base{"https://api.example/v1"};
};

TEST_F(Tokens, SayWhereReadingIs) {
  Progress progress(requests, base, "mapping");
  progress.round().begun = true;
  progress.round().position = {0, "", "https://api.example/v1/cases?page=3", 2};
  progress.round().started = 1000;
  progress.round().newest = 900;
  auto again = resumed(progress.token());
  EXPECT_EQ(again.round().position.address, "https://api.example/v1/cases?page=3");
  EXPECT_EQ(again.round().position.pages, 2);
  EXPECT_EQ(again.round().newest, 900);
  EXPECT_EQ(again.token(), progress.token());
  EXPECT_TRUE(again.finish(900));
  auto second = resumed(again.token());
  EXPECT_EQ(second.round().request, 1U);
  EXPECT_FALSE(second.round().begun);
  EXPECT_FALSE(second.watermark());
  EXPECT_FALSE(second.finish(std::nullopt));
  auto fresh = resumed(second.token());
  EXPECT_EQ(fresh.round().request, 0U);
  EXPECT_EQ(fresh.watermark(), 900);
}

TEST_F(Tokens, OfAnotherMappingOrAddressAreForgotten) {
  Progress progress(requests, base, "mapping");
  progress.finish(900);
  Progress other(requests, base, "another mapping");
  other.resume(progress.token());
  EXPECT_EQ(other.round().request, 0U);
  const BaseAddress moved("https://api.example/v2");
  Progress elsewhere(requests, moved, "mapping");
  elsewhere.resume(progress.token());
  EXPECT_EQ(elsewhere.round().request, 0U);
}

TEST_F(Tokens, ThatThisReadingCannotHaveWrittenAreRefused) {
  Progress progress(requests, base, "mapping");
  progress.round().begun = true;
  progress.round().position = {0, "", "https://api.example/v1/x", 2};
  const auto whole = progress.token();
  resumed(whole);
  const auto changed = [&](const std::string& from, const std::string& to) {
    auto token = whole;
    const auto at = token.find(from);
    if (at == std::string::npos) throw std::runtime_error("the token has no " + from);
    return token.replace(at, from.size(), to);
  };
  const std::vector<std::string> hostile = {
      "x",
      "[]",
      "{}",
      "null",
      "{\"v\":1}",
      whole.substr(0, whole.size() - 2),
      changed("\"v\":1", "\"v\":2"),
      changed("\"read\":{}", "\"read\":{\"x\":1}"),
      changed("\"read\":{}", "\"read\":{\"cases\":1e300}"),
      changed("\"read\":{}", "\"read\":{\"cases\":999999999999999}"),
      changed("\"pages\":2", "\"pages\":0"),
      changed("\"pages\":2", "\"pages\":100001"),
      changed("\"pages\":2", "\"pages\":18446744073709551615"),
      changed("\"number\":0", "\"number\":-1"),
      changed("\"started\":0", "\"started\":\"0\""),
      changed("https://api.example/v1/x", "https://evil.example/"),
      changed("https://api.example/v1/x", ""),
      changed("https://api.example/v1/x", "/etc/passwd"),
      changed("https://api.example/v1/x", "https://api.example/" + std::string(5000, 'x')),
      changed("\"request\":\"cases\"", "\"request\":\"bail\""),
      changed("\"request\":\"cases\"", "\"request\":7"),
      std::string(3000, '[')};
  for (const auto& token : hostile) {
    try {
      resumed(token);
      ADD_FAILURE() << token.substr(0, 200);
    } catch (const sdk::Error& error) {
      EXPECT_EQ(error.code(), MIZAN_E_CHECKPOINT) << token.substr(0, 200);
    }
  }
}

}  // namespace
}  // namespace mizan::rest
