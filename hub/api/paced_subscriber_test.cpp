// Thresholds and quiet periods over a real connection, by a clock that the test turns.
#include "api/api_test_support.hpp"
#include "base/json.hpp"
#include "publish/cloud_event.hpp"
#include "publish/cursor.hpp"
#include "store/outbox_age.hpp"

namespace mizan::api {
namespace {

// 1 January 2026, 05:00 in Karachi: the beginning of an hour.
constexpr base::Micros kMinute = 60'000'000;

class PacedSubscriber : public ApiTest {
 protected:
  void change(std::int64_t from, std::int64_t to, base::Micros at) {
    model::KpiChange change;
    change.now.key = {"pending", 1, "value", "PB", "total", "_T"};
    change.now.period = *model::parse_period("2025");
    change.now.known_at = at;
    change.now.value = model::Fraction{to, 1};
    change.previous = model::Fraction{from, 1};
    change.records[static_cast<int>(model::ChangeReason::kLate)] = 1;
    publish({0, at, std::string(publish::event_type(change)), publish::event_subject(change.now),
             publish::event_body(change)});
  }
  static json data_of(const std::string& event) {
    return base::parse_json(event.substr(event.find("data: ") + 6))["data"];
  }
  static std::string id_of(const std::string& event) {
    const auto at = event.find("id: ");
    return at == std::string::npos ? "" : event.substr(at + 4, event.find('\n', at) - at - 4);
  }
};

TEST_F(PacedSubscriber, IsToldTheNetChangeWhenTheQuietPeriodHasEnded) {
  const auto wire = follow_from_now("/v1/feed?quiet=PT15M");
  change(1, 5, kNow + kMinute);
  change(5, 3, kNow + 2 * kMinute);
  clock_.set(kNow + 14 * kMinute);
  server_->wake();
  clock_.set(kNow + 15 * kMinute);
  server_->wake();
  const auto event = wire->until("\n\n");
  const auto data = data_of(event);
  EXPECT_EQ(data["previous"], 1) << event;
  EXPECT_EQ(data["value"], 3);
  EXPECT_EQ(data["changes"], 2);
  EXPECT_EQ(data["reasons"], (json{{"late", 2}}));
  // While the pipeline has the engine, what it commits may be of the period that has just ended.
  change(3, 9, kNow + 16 * kMinute);
  clock_.set(kNow + 31 * kMinute);
  {
    const std::unique_lock counting(lock_);
    server_->wake();
    EXPECT_EQ(get("/v1/sources").status, 200) << "answered behind the wake-up, and without the engine";
    change(9, 8, kNow + 29 * kMinute);
  }
  server_->wake();
  EXPECT_EQ(data_of(wire->until("\n\n"))["value"], 8);
}

TEST_F(PacedSubscriber, ComesBackWithWhatWasWithheldInItsCursor) {
  const auto first = follow_from_now("/v1/feed?min_change=3");
  change(1, 5, kNow);
  change(5, 7, kNow);
  change(7, 30, kNow);
  change(30, 32, kNow);
  server_->wake();
  EXPECT_EQ(data_of(first->until("\n\n"))["value"], 5);
  const auto second = first->until("\n\n");
  EXPECT_EQ(data_of(second)["previous"], 5) << "7 was too little";
  EXPECT_EQ(data_of(second)["value"], 30);
  const auto cursor = id_of(second);
  first->leave();
  const auto again = follow("/v1/feed?min_change=3", "Last-Event-ID: " + cursor + "\r\n");
  change(32, 33, kNow);
  server_->wake();
  const auto data = data_of(again->until("\n\n"));
  EXPECT_EQ(data["previous"], 30);
  EXPECT_EQ(data["value"], 33);
  EXPECT_EQ(data["reasons"], (json{{"late", 2}}));
}

TEST_F(PacedSubscriber, AfterASnapshotTheFeedGoesOnFromItsEnd) {
  const auto wire = follow("/v1/feed?from=snapshot&min_change=2");
  std::string event;
  while (event.find("snapshot.end") == std::string::npos) event = wire->until("\n\n");
  EXPECT_EQ(id_of(event).size(), 28U);
  change(1, 2, kNow);
  change(2, 4, kNow);
  server_->wake();
  EXPECT_EQ(data_of(wire->until("\n\n"))["previous"], 1);
}

TEST_F(PacedSubscriber, MistakesAreSaid) {
  EXPECT_EQ(get("/v1/feed?quiet=PT7M").status, 400);
  EXPECT_NE(get("/v1/feed?min_change=none").body.find("min_change is a number"), std::string::npos);
}

TEST_F(PacedSubscriber, WhoWasLastThereWhereEventsAreGoneIsSentASnapshot) {
  for (int i = 1; i <= 4; ++i) change(i, i + 1, kNow + i * kMinute);
  server_->wake();
  ASSERT_EQ(*store::drop_events_before(*store_, kNow + 4 * kMinute, 100), 3);
  // By its cursor, before any event.
  const auto back = follow("/v1/feed?from=" + publish::encode_cursor({store_->epoch(), 1}));
  EXPECT_NE(back->until("\n\n").find("too_old"), std::string::npos);
  std::string event;
  while (event.find("snapshot.end") == std::string::npos) event = back->until("\n\n");
  EXPECT_EQ(id_of(event), publish::encode_cursor({store_->epoch(), 4}));
  // Who is behind what is gone misses nothing.
  const auto newer = follow("/v1/feed?from=" + publish::encode_cursor({store_->epoch(), 3}));
  EXPECT_EQ(data_of(newer->until("\n\n"))["value"], 5);
  const auto start = follow("/v1/feed?from=start");
  EXPECT_EQ(data_of(start->until("\n\n"))["value"], 5);
}

}  // namespace
}  // namespace mizan::api
