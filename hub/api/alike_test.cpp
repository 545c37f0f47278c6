// Who is told the same as whom, and that it is the same.
#include "api/alike.hpp"
#include "api/api_test_support.hpp"
#include "store/announcements.hpp"

namespace mizan::api {
namespace {

class AlikeTest : public ApiTest {
 protected:
  AlikeTest() { policy_ = std::make_shared<access::Policy>(); }

  std::uint64_t number(const std::string& target, access::Role role = access::Role::kMonitor,
                       const access::Scope& scope = {}) {
    Admission admission{policy_, {}, {}};
    admission.who.role = role;
    admission.who.scope = scope;
    return likeness_.number_of(*parse_target(target), admission);
  }

  void tell(const std::string& subject) {
    ASSERT_TRUE(store::put_events(store_->database(), {{0, kNow, "org.mizan.kpi.value.updated.v1", subject,
                                                        R"({"subject":")" + subject + R"("})"}}));
  }

  std::shared_ptr<const access::Policy> policy_;
  Likeness likeness_;
};

TEST_F(AlikeTest, WhoWantsTheSameAndIsShownTheSameHasOneNumber) {
  const auto one = number("/v1/feed?kpi=pending&from=start");
  EXPECT_NE(one, 0U);
  EXPECT_EQ(number("/v1/feed?from=now&kpi=pending"), one) << "from another place";
  EXPECT_NE(number("/v1/feed?kpi=pending,disposed"), one);
  EXPECT_NE(number("/v1/feed?kpi=pending&province=PB"), one);
  EXPECT_NE(number("/v1/feed?kpi=pending", access::Role::kOperator), one);
  EXPECT_NE(number("/v1/feed?kpi=pending", access::Role::kMonitor, {{"PB"}}), one);
  EXPECT_EQ(number("/v1/feed?kpi=pending&audience=monitor"), 0U);
  policy_ = std::make_shared<access::Policy>();
  EXPECT_NE(number("/v1/feed?kpi=pending"), one) << "under another policy";
}

// A parameter's value may hold what stands between parameters.
TEST_F(AlikeTest, NoValueLooksLikeAnotherParameter) {
  EXPECT_NE(number("/v1/feed?kpi=a%0Aprovince%202:PB"), number("/v1/feed?kpi=a&province=PB"));
}

TEST_F(AlikeTest, APieceIsMadeOnceUntilTheFeedGetsOn) {
  Feed feed(*store::Store::open(path(), store::OpenMode::kRead));
  SharedPieces pieces(feed);
  const auto from = feed.head();
  tell("pending/2025/PB/total/_T/value");
  ASSERT_TRUE(feed.refresh());
  const FeedFilter all;
  const FeedFilter of_kp{{}, {"KP"}};
  const auto after = [&](std::uint64_t likeness, const FeedFilter& filter,
                         const Framing& framing = as_server_sent_events()) {
    return pieces.after(from, likeness, filter, framing, {1 << 16})->bytes;
  };
  const auto first = after(1, all);
  EXPECT_NE(first->find("pending/2025/PB"), std::string::npos);
  EXPECT_EQ(after(1, all), first) << "the same bytes, not equal ones";
  EXPECT_NE(after(0, all), first);
  EXPECT_EQ(*after(0, all), *first);
  EXPECT_EQ(*after(2, of_kp), "") << "another number, another wish";
  EXPECT_NE(*after(1, all, as_websocket_messages()), *first);
  tell("pending/2025/KP/total/_T/value");
  ASSERT_TRUE(feed.refresh());
  EXPECT_NE(after(1, all)->find("pending/2025/KP"), std::string::npos);
}

}  // namespace
}  // namespace mizan::api
