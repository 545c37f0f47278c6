// One outbox, read by server-sent events, by WebSocket and by pages in turn, changed at any cursor, with the
// server ended and started between: the same ids in the same order, none left out and none twice.
#include <random>

#include "api/api_test_support.hpp"
#include "api/websocket_test_support.hpp"
#include "base/json.hpp"
#include "publish/cloud_event.hpp"
#include "publish/cursor.hpp"

namespace mizan::api {
namespace {

enum class By { kStream, kSocket, kPages };

/// Somebody who follows the feed, keeping what it is told and the cursor behind it.
class Follower {
 public:
  Follower(std::string query, std::string cursor) : query_(std::move(query)), cursor_(std::move(cursor)) {}

  /// The next events, until there are so many, or a snapshot has ended.
  void read(std::uint16_t port, By by, std::size_t count) {
    const auto target = "?from=" + cursor_ + query_;
    if (by == By::kStream) return read_stream(port, target, count);
    if (by == By::kSocket) return read_socket(port, target, count);
    read_page(port, target, count);
  }

  const std::vector<json>& told() const { return told_; }
  const std::string& cursor() const { return cursor_; }

 private:
  static std::string request(const std::string& path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  }

  void keep(const json& event) {
    if (event["type"] != publish::kPositionType) told_.push_back(event);
    if (event.contains("cursor")) cursor_ = event["cursor"];
  }

  void read_stream(std::uint16_t port, const std::string& target, std::size_t count) {
    Wire wire(port);
    wire.say(request("/v1/feed" + target));
    wire.until("\r\n\r\n");
    for (std::size_t i = 0; i < count; ++i) {
      const auto text = wire.until("\n\n");
      keep(base::parse_json(text.substr(text.find("data: ") + 6)));
      // What the stream calls it is what the event says of itself.
      EXPECT_EQ(text.starts_with("id: " + cursor_ + "\n"), told_.back().contains("cursor")) << text;
    }
  }

  void read_socket(std::uint16_t port, const std::string& target, std::size_t count) {
    BeastClient client(port, "/v1/feed" + target);
    for (std::size_t i = 0; i < count; ++i) keep(client.next());
  }

  void read_page(std::uint16_t port, const std::string& target, std::size_t count) {
    Wire wire(port);
    wire.say(request("/v1/feed/events" + target + "&wait=1&limit=" + std::to_string(count)));
    const auto page = wire.hear().parsed();
    for (const auto& event : page["events"]) keep(event);
    cursor_ = page["next"];
  }

  std::string query_;
  std::string cursor_;
  std::vector<json> told_;
};

class FeedTransportsTest : public ApiTest {
 protected:
  struct Put {
    std::int64_t id;
    std::string kpi, province, district, type;
  };

  template <class List>
  std::string any_of(const List& list) {
    return list[random_() % std::size(list)];
  }

  void put_some() {
    static const char* const kKpis[] = {"pending", "outcome_mix"};
    static const char* const kProvinces[] = {"PB", "SD", "KP"};
    static const char* const kDistricts[] = {"", "LAHORE", "KASUR"};
    static const char* const kTypes[] = {"org.mizan.kpi.value.restated.v1", "org.mizan.kpi.value.updated.v1"};
    for (auto n = 1 + random_() % 12; n > 0; --n) {
      Put put{0, any_of(kKpis), any_of(kProvinces), any_of(kDistricts), any_of(kTypes)};
      const auto subject = put.kpi + "/2025/" + put.province +
                           (put.district.empty() ? "/total/_T" : "/district/" + put.district) + "/value";
      put.id = publish({0, kNow, put.type, subject,
                        json{{"subject", subject}, {"type", put.type}, {"specversion", "1.0"}}.dump()});
      put_.push_back(put);
    }
    server_->wake();
  }

  struct Wish {
    std::string query;
    bool (*wants)(const Put&);
  };
  static std::vector<Wish> wishes() {
    return {{"", [](const Put&) { return true; }},
            {"&kpi=pending", [](const Put& put) { return put.kpi == "pending"; }},
            {"&province=SD,KP", [](const Put& put) { return put.province != "PB"; }},
            {"&district=LAHORE", [](const Put& put) { return put.district == "LAHORE"; }},
            {"&type=kpi.value.restated.v1&kpi=outcome_mix", [](const Put& put) {
               return put.kpi == "outcome_mix" && put.type == "org.mizan.kpi.value.restated.v1";
             }}};
  }

  std::vector<std::int64_t> expected(const Wish& wish) const {
    std::vector<std::int64_t> ids;
    for (const auto& put : put_) {
      if (wish.wants(put)) ids.push_back(put.id);
    }
    return ids;
  }
  static std::vector<std::int64_t> places(const std::vector<json>& events) {
    std::vector<std::int64_t> ids;
    for (const auto& event : events) {
      const auto cursor = publish::decode_cursor(event.value("id", ""));
      ids.push_back(cursor ? cursor->position : -1);
    }
    return ids;
  }

  By any_transport() { return static_cast<By>(random_() % 3); }

  std::mt19937_64 random_;
  std::vector<Put> put_;
};

TEST_F(FeedTransportsTest, ChangedAtAnyCursorTheyTellTheSame) {
  for (unsigned seed = 1; seed <= 12; ++seed) {
    random_.seed(seed);
    std::vector<Follower> followers;
    for (const auto& wish : wishes()) followers.emplace_back(wish.query, "start");
    for (int round = 0; round < 6; ++round) {
      put_some();
      if (random_() % 3 == 0) {
        server_.reset();
        start();
      }
      for (std::size_t i = 0; i < followers.size(); ++i) {
        const auto left = expected(wishes()[i]).size() - followers[i].told().size();
        if (left == 0) continue;
        followers[i].read(server_->port(), any_transport(), round == 5 ? left : 1 + random_() % left);
      }
    }
    for (std::size_t i = 0; i < followers.size(); ++i) {
      while (followers[i].told().size() < expected(wishes()[i]).size())
        followers[i].read(server_->port(), any_transport(), 1);
      ASSERT_EQ(places(followers[i].told()), expected(wishes()[i])) << wishes()[i].query << " seed " << seed;
    }
  }
}

TEST_F(FeedTransportsTest, FromNowOnEachSaysWhereThatIs) {
  put_some();
  for (const auto by : {By::kSocket, By::kPages}) {
    Follower follower("", "now");
    follower.read(server_->port(), by, 1);
    EXPECT_TRUE(follower.told().empty());
    put_some();
    follower.read(server_->port(), By::kStream, 1);
    EXPECT_EQ(follower.told().size(), 1U);
  }
}

// Begun by pages, ended by another: each value once, and then each event once.
TEST_F(FeedTransportsTest, ASnapshotBegunByPagesIsEndedByAnyOther) {
  for (const auto by : {By::kStream, By::kSocket, By::kPages}) {
    Follower whole("", "snapshot");
    std::size_t read = 0;
    const auto has_ended = [](const Follower& one) {
      return !one.told().empty() && one.told().back()["type"] == publish::kSnapshotEndType;
    };
    while (!has_ended(whole)) whole.read(server_->port(), By::kPages, 1), ++read;
    EXPECT_EQ(read, 3U) << "a page a definition";

    Follower changing("", "snapshot");
    changing.read(server_->port(), By::kPages, 1);
    EXPECT_FALSE(has_ended(changing));
    put_some();
    const auto rest = whole.told().size() - changing.told().size();
    if (by == By::kPages) {
      while (!has_ended(changing)) changing.read(server_->port(), by, 1);
    } else {
      changing.read(server_->port(), by, rest);
    }
    ASSERT_TRUE(has_ended(changing));
    ASSERT_EQ(changing.told().size(), whole.told().size());
    for (std::size_t i = 0; i < whole.told().size(); ++i)
      EXPECT_EQ(changing.told()[i].value("subject", ""), whole.told()[i].value("subject", ""));
    const auto values = changing.told().size();
    changing.read(server_->port(), any_transport(), 1);
    EXPECT_GT(changing.told().size(), values) << "what came meanwhile is told behind it";
  }
}

}  // namespace
}  // namespace mizan::api
