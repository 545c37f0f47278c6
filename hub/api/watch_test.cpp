// What whoever watches over a hub asks it.
#include <gmock/gmock.h>

#include <thread>

#include "api/api_test_support.hpp"
#include "api/watch_pages.hpp"
#include "api/websocket_test_support.hpp"
#include "publish/cursor.hpp"

namespace mizan::api {
namespace {

using ::testing::HasSubstr;

class WatchTest : public ApiTest {
 protected:
  std::string why_not_;
  std::shared_ptr<Traffic> traffic_ = std::make_shared<Traffic>();

  void start_watched() {
    watch_.not_ready = [this] { return why_not_; };
    watch_.traffic = traffic_;
    heartbeat_seconds_ = 1;
    start();
  }
};

TEST_F(WatchTest, HealthAndReadinessAreTwoThings) {
  start_watched();
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/readyz").body, "ready\n");
  why_not_ = "stopping";
  const auto answer = get("/readyz");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.body, "stopping\n");
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/healthz/x").status, 404);
}

TEST_F(WatchTest, BothAreAnsweredWhereNobodyElseIs) {
  policy_ = {};
  start_watched();
  EXPECT_EQ(get("/v1").status, 403);
  EXPECT_EQ(get("/metrics").status, 403);
  EXPECT_EQ(get("/healthz").status, 200);
  EXPECT_EQ(get("/readyz").status, 200);
}

TEST_F(WatchTest, AnswersAreCountedByEndpointAndStatus) {
  start_watched();
  get("/v1/kpis");
  get("/v1/kpis");
  get("/v1/cases/MZ-PB-0000099-00");
  get("/nothing");
  std::map<std::string, std::int64_t> counts;
  for (const auto& each : traffic_->answers()) {
    counts[each.endpoint + " " + std::to_string(each.status)] = each.count;
    EXPECT_GE(each.seconds, 0);
  }
  EXPECT_EQ(counts["kpis 2"], 2);
  EXPECT_EQ(counts["case 4"], 1);
  EXPECT_EQ(counts["none 4"], 1);
}

TEST_F(WatchTest, WhoFollowsIsGivenAllBeforeTheHubStops) {
  start_watched();
  const auto wire = follow("/v1/feed?from=start");
  publish("kpi/2025/PB/total/_T/value");
  // Told by nobody: the drain looks for itself.
  server_->drain(std::chrono::milliseconds(500));  // this side closes only when it has read
  EXPECT_THAT(wire->until("org.mizan.test"), HasSubstr("event:"));
  Wire late(server_->port());
  EXPECT_TRUE(!late.try_say("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") ||
              late.ended_within(std::chrono::seconds(2)))
      << "nobody new is let in";
}

// The cursor behind the last event is where it goes on.
TEST_F(WatchTest, AWebSocketIsGivenAllThenToldThatTheHubGoesAway) {
  start_watched();
  BeastClient client(server_->port(), "/v1/feed?from=start");
  const auto id = publish("pending/2025/PB/total/_T/value");
  std::thread draining([this] { server_->drain(std::chrono::seconds(5)); });
  const auto event = client.next();
  EXPECT_EQ(publish::decode_cursor(event["cursor"].get<std::string>())->position, id);
  EXPECT_EQ(client.closed_by(), 1001);
  draining.join();
}

TEST_F(WatchTest, AWaitingPageIsAnsweredAndItsConnectionEnds) {
  start_watched();
  Wire waiting(server_->port());
  waiting.say("GET /v1/feed/events?wait=60 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  // Answered behind it, on the thread that has it: so it waits by now.
  for (int i = 0; i < 20; ++i) get("/v1/feed/events");
  server_->drain(std::chrono::seconds(5));
  const auto page = waiting.hear();
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.head, HasSubstr("Connection: close"));
  EXPECT_EQ(publish::decode_cursor(page.parsed()["next"].get<std::string>())->position, 0);
  EXPECT_TRUE(page.parsed()["events"].empty());
}

}  // namespace
}  // namespace mizan::api
