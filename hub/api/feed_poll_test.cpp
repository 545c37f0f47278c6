// The feed page by page: the same events, for who asks again and again.
#include <thread>

#include "api/api_test_support.hpp"
#include "publish/cloud_event.hpp"
#include "publish/cursor.hpp"

namespace mizan::api {
namespace {

class FeedPollTest : public ApiTest {
 protected:
  json page(const std::string& query) {
    const auto answer = get("/v1/feed/events?" + query);
    EXPECT_EQ(answer.status, 200) << query << ": " << answer.body;
    return answer.parsed();
  }
  static std::string link_of(const Answer& answer) {
    const auto at = answer.head.find("Link: <");
    if (at == std::string::npos) return "";
    return answer.head.substr(at + 7, answer.head.find('>', at) - at - 7);
  }
  static std::vector<std::string> subjects(const json& page) {
    std::vector<std::string> out;
    for (const auto& event : page["events"]) out.push_back(event.value("subject", event.value("type", "")));
    return out;
  }
};

TEST_F(FeedPollTest, PagesFollowOneAnotherByCursorAndByLink) {
  for (int i = 0; i < 7; ++i) publish("pending/2025/PB/court/" + std::to_string(i) + "/value");
  std::string target = "/v1/feed/events?after=start&limit=3&kpi=pending,of%26";
  std::vector<std::string> seen;
  for (int pages = 0; pages < 4; ++pages) {
    const auto answer = get(target);
    const auto parsed = answer.parsed();
    for (const auto& one : subjects(parsed)) seen.push_back(one);
    target = link_of(answer);
    EXPECT_NE(target.find("after=" + parsed["next"].get<std::string>()), std::string::npos) << target;
    EXPECT_NE(target.find("limit=3"), std::string::npos) << target;
    EXPECT_NE(target.find("kpi=pending,of%26"), std::string::npos) << target;
    EXPECT_EQ(parsed["end"], pages >= 2);
  }
  ASSERT_EQ(seen.size(), 7U);
  for (std::size_t i = 0; i < 7; ++i)
    EXPECT_EQ(seen[i], "pending/2025/PB/court/" + std::to_string(i) + "/value");
}

TEST_F(FeedPollTest, WhatIsNotWantedIsPassedAndTheCursorGoesOn) {
  publish("pending/2025/PB/total/_T/value");
  const auto last = publish("pending/2025/SD/total/_T/value");
  const auto parsed = page("after=start&province=KP");
  EXPECT_TRUE(parsed["events"].empty());
  EXPECT_EQ(publish::decode_cursor(parsed["next"].get<std::string>())->position, last);
  EXPECT_EQ(parsed["end"], true);
  EXPECT_TRUE(page("limit=5")["events"].empty()) << "from now on, as everywhere";
}

// What stood there was of a case that is sealed.
TEST_F(FeedPollTest, AnEventThatIsWithdrawnIsToldToNobodyAndTheCursorPassesIt) {
  publish({0, kNow, "withdrawn", "", R"({"v":1})"});
  const auto last = publish("pending/2025/PB/total/_T/value");
  const auto parsed = page("after=start&due=true");
  EXPECT_EQ(subjects(parsed), std::vector<std::string>{"pending/2025/PB/total/_T/value"});
  EXPECT_EQ(publish::decode_cursor(parsed["next"].get<std::string>())->position, last);
  const auto wire = follow("/v1/feed?from=start&due=true&min_change=1");
  const auto first = wire->until("\n\n");
  EXPECT_EQ(first.find("withdrawn"), std::string::npos) << first;
}

TEST_F(FeedPollTest, ABatchIsTheEventsAloneAndTheLinkGoesOn) {
  publish("pending/2025/PB/total/_T/value");
  Wire wire(server_->port());
  wire.say(
      "GET /v1/feed/events?after=start HTTP/1.1\r\nHost: localhost\r\nAccept: "
      "application/cloudevents-batch+json\r\n\r\n");
  const auto answer = wire.hear();
  EXPECT_NE(answer.head.find("Content-Type: application/cloudevents-batch+json"), std::string::npos)
      << answer.head;
  ASSERT_TRUE(answer.parsed().is_array());
  EXPECT_EQ(answer.parsed()[0]["subject"], "pending/2025/PB/total/_T/value");
  EXPECT_EQ(get(link_of(answer)).parsed()["events"], json::array());
  EXPECT_EQ(get("/v1/feed/events?format=batch").body, "[]");
}

TEST_F(FeedPollTest, WhoWaitsIsAnsweredWhenSomethingComes) {
  Wire waiting(server_->port());
  waiting.say("GET /v1/feed/events?wait=60&province=SD HTTP/1.1\r\nHost: localhost\r\n\r\n");
  // Answered behind it, on the thread that has it: so it waits by now.
  for (int i = 0; i < 20; ++i) get("/v1/feed/events");
  publish("pending/2025/PB/total/_T/value");
  server_->wake();
  publish("pending/2025/SD/total/_T/value");
  server_->wake();
  EXPECT_EQ(subjects(waiting.hear().parsed()), std::vector<std::string>{"pending/2025/SD/total/_T/value"});
  waiting.say("GET /v1/feed/events?wait=1 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const auto nothing = waiting.hear();
  EXPECT_EQ(nothing.status, 200) << "on the same connection, after a second";
  EXPECT_TRUE(nothing.parsed()["events"].empty());
}

TEST_F(FeedPollTest, ACursorOfAnotherStoreBringsASnapshotByPages) {
  publish("pending/2025/PB/total/_T/value");
  std::vector<std::string> types;
  std::set<std::string> ids;
  std::string next = publish::encode_cursor({"00000000deadbeef", 1});
  for (int pages = 0; pages < 10; ++pages) {
    const auto parsed = page("after=" + next);
    for (const auto& event : parsed["events"]) {
      types.push_back(event["type"]);
      EXPECT_TRUE(ids.insert(event["id"].get<std::string>()).second) << event << " twice";
    }
    if (pages == 0) {
      EXPECT_EQ(parsed["events"][0]["data"]["reason"], "unknown_cursor");
    }
    next = parsed["next"];
    if (parsed["end"] == true) break;
  }
  ASSERT_GT(types.size(), 5U);
  EXPECT_EQ(types.front(), publish::kSnapshotBeginType);
  EXPECT_EQ(types.back(), publish::kSnapshotEndType);
  EXPECT_EQ(std::count(types.begin(), types.end(), publish::kSnapshotType),
            static_cast<std::ptrdiff_t>(types.size() - 2));
  publish("pending/2025/GB/total/_T/value");
  EXPECT_EQ(subjects(page("after=" + next)), std::vector<std::string>{"pending/2025/GB/total/_T/value"});
}

TEST_F(FeedPollTest, AFirstLoadIsFollowedByASnapshot) {
  publish("pending/2025/PB/total/_T/value");
  publish({0, kNow, std::string(publish::kLoadedType), "loaded", publish::loaded_body(kNow)});
  publish("pending/2025/SD/total/_T/value");
  const auto first = page("after=start");
  EXPECT_EQ(subjects(first),
            (std::vector<std::string>{"pending/2025/PB/total/_T/value", std::string(publish::kLoadedType),
                                      std::string(publish::kSnapshotBeginType)}));
  EXPECT_EQ(first["events"][2]["data"]["reason"], "loaded");
  EXPECT_EQ(first["end"], false);
  auto next = first["next"].get<std::string>();
  std::string last;
  for (int pages = 0; pages < 10 && last != "pending/2025/SD/total/_T/value"; ++pages) {
    const auto parsed = page("after=" + next);
    next = parsed["next"];
    for (const auto& one : subjects(parsed)) last = one;
  }
  EXPECT_EQ(last, "pending/2025/SD/total/_T/value") << "and then the feed, from behind the load";
}

TEST_F(FeedPollTest, MistakesAreNamed) {
  struct Case {
    const char* query;
    const char* says;
  };
  for (const auto& wrong :
       {Case{"limit=0", "limit"}, Case{"limit=1001", "1000"}, Case{"wait=61", "wait"},
        Case{"format=csv", "batch"}, Case{"quiet=PT15M", "quiet"}, Case{"after=start&from=now", "from"},
        Case{"after=x", "cursor"}, Case{"type=kpi.value.restatd.v1", "restatd"}, Case{"x=1", "x"}}) {
    const auto answer = get(std::string("/v1/feed/events?") + wrong.query);
    EXPECT_EQ(answer.status, 400) << wrong.query;
    EXPECT_NE(answer.body.find(wrong.says), std::string::npos) << answer.body;
  }
  EXPECT_NE(get("/v1/feed?type=kpi.value.restated.v1&min_change=5").body.find("min_change"),
            std::string::npos);
  EXPECT_EQ(get("/v1/feed/nothing").status, 404);
  EXPECT_EQ(get("/v1/feed?wait=5").status, 400) << "a stream does not wait";
}

}  // namespace
}  // namespace mizan::api
