// The feed by WebSocket, to a client that is not ours: the handshake, who is let in, what may be said.
#include <thread>

#include "api/api_test_support.hpp"
#include "api/websocket_test_support.hpp"
#include "publish/cloud_event.hpp"
#include "publish/cursor.hpp"

namespace mizan::api {
namespace {

constexpr const char* kKey = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
constexpr const char* kUpgrade = "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n";
constexpr const char* kVersion = "Sec-WebSocket-Version: 13\r\n";

class WebSocketTest : public ApiTest {
 protected:
  std::string shake(const std::string& headers, const std::string& target = "/v1/feed") {
    Wire wire(server_->port());
    wire.say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n");
    return wire.until("\r\n\r\n");
  }
};

TEST_F(WebSocketTest, BringsEventsAsCloudEventsWithTheirCursor) {
  BeastClient client(server_->port(), "/v1/feed");
  EXPECT_EQ(client.protocol(), "cloudevents.json");
  const auto place = client.next();
  EXPECT_EQ(place["type"], publish::kPositionType);
  EXPECT_EQ(publish::decode_cursor(place["cursor"].get<std::string>())->position, 0);
  const auto id = publish("pending/2025/PB/total/_T/value");
  publish("pending/2025/SD/court/" + std::string(70'000, 'x') + "/value");
  server_->wake();
  const auto event = client.next();
  EXPECT_EQ(event["subject"], "pending/2025/PB/total/_T/value");
  EXPECT_EQ(publish::decode_cursor(event["cursor"].get<std::string>())->position, id);
  EXPECT_EQ(client.next()["subject"].get<std::string>().size(), 70'000U + 28U);
}

TEST_F(WebSocketTest, AHandshakeThatIsNoneIsRefused) {
  const auto accepted = shake(std::string(kUpgrade) + kVersion + kKey);
  EXPECT_TRUE(accepted.starts_with("HTTP/1.1 101 Switching Protocols\r\n")) << accepted;
  EXPECT_NE(accepted.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), std::string::npos);
  EXPECT_EQ(accepted.find("Sec-WebSocket-Protocol"), std::string::npos) << "none was offered";
  EXPECT_TRUE(shake(std::string(kUpgrade) + kVersion).starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(shake(std::string("Upgrade: websocket\r\n") + kVersion + kKey).starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(shake(std::string(kUpgrade) + kVersion + kKey + kKey).starts_with("HTTP/1.1 400"));
  const auto old = shake(std::string(kUpgrade) + "Sec-WebSocket-Version: 8\r\n" + kKey);
  EXPECT_TRUE(old.starts_with("HTTP/1.1 426")) << old;
  EXPECT_NE(old.find("Sec-WebSocket-Version: 13\r\n"), std::string::npos) << old;
  EXPECT_TRUE(
      shake(std::string(kUpgrade) + kVersion + kKey, "/v1/feed?from=nonsense").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(shake(std::string(kUpgrade) + kVersion + kKey, "/v1/kpis").starts_with("HTTP/1.1 200"))
      << "what is no feed stays HTTP";
}

TEST_F(WebSocketTest, APageOfAnotherOriginIsRefusedUnlessItIsNamed) {
  origins_ = {"https://dashboard.example.pk"};
  start();
  const auto from = [&](const std::string& origin) {
    return shake(std::string(kUpgrade) + kVersion + kKey + "Origin: " + origin + "\r\n").substr(9, 3);
  };
  EXPECT_EQ(from("http://localhost"), "101") << "its own";
  EXPECT_EQ(from("https://dashboard.example.pk"), "101");
  for (const auto* other : {"https://elsewhere.example", "http://dashboard.example.pk", "null",
                            "https://dashboard.example.pk.elsewhere.example", "http://localhost:81"})
    EXPECT_EQ(from(other), "403") << other;
}

TEST_F(WebSocketTest, WhoMayNotFollowTheFeedIsRefusedBeforeTheSocketOpens) {
  policy_ = {};
  start();
  EXPECT_TRUE(shake(std::string(kUpgrade) + kVersion + kKey).starts_with("HTTP/1.1 403"));
}

TEST_F(WebSocketTest, PingsAreAnsweredAndAnythingElseThatIsSaidEndsIt) {
  BeastClient polite(server_->port(), "/v1/feed");
  polite.next();
  polite.ping("are you there");
  publish("pending/2025/PB/total/_T/value");
  server_->wake();
  polite.next();
  publish("pending/2025/PB/total/_T/value");
  server_->wake();
  polite.next();
  EXPECT_EQ(polite.pong(), "are you there");
  polite.write("hello");
  EXPECT_EQ(polite.closed_by(), 1003);
  BeastClient leaving(server_->port(), "/v1/feed");
  leaving.next();
  EXPECT_EQ(leaving.leave(), 1000);
}

TEST_F(WebSocketTest, ASilentOneIsAskedAndWhoDoesNotAnswerIsClosed) {
  heartbeat_seconds_ = 1;
  start();
  Wire dead(server_->port());
  dead.say("GET /v1/feed HTTP/1.1\r\nHost: localhost\r\n" + std::string(kUpgrade) + kVersion + kKey + "\r\n");
  dead.until("\r\n\r\n");
  BeastClient alive(server_->port(), "/v1/feed");
  alive.next();
  // Who reads answers by itself.
  std::string subject;
  std::thread reading([&] { subject = alive.next()["subject"]; });
  const auto heard = dead.until("never");
  EXPECT_NE(heard.find(std::string("\x89\x00\x89\x00", 4)), std::string::npos)
      << "asked twice, and then closed";
  publish("pending/2025/PB/total/_T/value");
  server_->wake();
  reading.join();
  EXPECT_EQ(subject, "pending/2025/PB/total/_T/value");
  EXPECT_GT(alive.pings(), 1);
}

TEST_F(WebSocketTest, OneThatNeverReadsDelaysNobody) {
  std::vector<std::unique_ptr<BeastClient>> deaf;
  for (int i = 0; i < 20; ++i) deaf.push_back(std::make_unique<BeastClient>(server_->port(), "/v1/feed"));
  BeastClient quick(server_->port(), "/v1/feed");
  quick.next();
  for (int i = 0; i < 300; ++i)
    publish("pending/2025/PB/court/" + std::to_string(i) + std::string(20'000, 'x') + "/value");
  server_->wake();
  for (int i = 0; i < 300; ++i) {
    const auto subject = quick.next()["subject"].get<std::string>();
    ASSERT_TRUE(subject.starts_with("pending/2025/PB/court/" + std::to_string(i) + "x")) << i;
  }
  // What they have not taken is in the store: late is as good.
  deaf[0]->next();
  for (int i = 0; i < 300; ++i)
    ASSERT_NE(deaf[0]->next()["subject"].get<std::string>().find("/" + std::to_string(i) + "x"),
              std::string::npos);
}

}  // namespace
}  // namespace mizan::api
