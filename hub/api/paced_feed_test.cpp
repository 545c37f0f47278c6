// Subscribers who are told less often, and not of little: what they were told last is the truth within what
// they asked for, whatever comes, and wherever they are cut off.
#include "api/paced_feed.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <random>

#include "base/json.hpp"
#include "publish/cloud_event.hpp"
#include "store/announcements.hpp"

namespace mizan::api {
namespace {
namespace fs = std::filesystem;
using nlohmann::json;

constexpr base::Micros kMinute = 60'000'000;
constexpr base::Micros kHour = 60 * kMinute;
// Midnight of Karachi, which is 19:00 UTC.
const base::Micros kMidnight = base::start_of_karachi_day(*base::parse_iso_day("2026-03-10"));

Pace pace(const std::string& query) {
  const auto read = pace_of(*parse_target("/v1/feed?" + query));
  EXPECT_TRUE(read) << read.error().message;
  return read ? *read : Pace();
}

TEST(Pace, QuietIsByTheClockOfKarachi) {
  const auto quarter = pace("quiet=PT15M");
  EXPECT_EQ(quarter.told_at(kMidnight), kMidnight + 15 * kMinute);
  EXPECT_EQ(quarter.told_at(kMidnight + 15 * kMinute - 1), kMidnight + 15 * kMinute);
  EXPECT_EQ(quarter.told_at(kMidnight + 15 * kMinute), kMidnight + 30 * kMinute);
  const auto night = pace("quiet=22:00-07:00");
  EXPECT_EQ(night.told_at(kMidnight + 22 * kHour - 1), kMidnight + 22 * kHour - 1);
  EXPECT_EQ(night.told_at(kMidnight + 22 * kHour), kMidnight + 31 * kHour);
  EXPECT_EQ(night.told_at(kMidnight), kMidnight + 7 * kHour);
  EXPECT_EQ(night.told_at(kMidnight + 7 * kHour), kMidnight + 7 * kHour);
  const auto noon = pace("quiet=12:00-13:30");
  EXPECT_EQ(noon.told_at(kMidnight + 12 * kHour), kMidnight + 13 * kHour + 30 * kMinute);
  EXPECT_EQ(noon.told_at(kMidnight + 23 * kHour), kMidnight + 23 * kHour);
  const auto both = pace("quiet=PT1H,22:00-07:00");
  EXPECT_EQ(both.told_at(kMidnight + 21 * kHour + 1), kMidnight + 31 * kHour) << "the hour ends in the night";
  EXPECT_EQ(both.told_at(kMidnight + 20 * kHour + 1), kMidnight + 21 * kHour);
}

TEST(Pace, MistakesAreSaid) {
  for (const auto* wrong : {"quiet=15", "quiet=PT7M", "quiet=PT0M", "quiet=PT25H", "quiet=22:00",
                            "quiet=22:00-22:00", "quiet=24:00-07:00", "quiet=PT1H,PT2H", "quiet=7:00-8:00",
                            "quiet=PT1H,", "min_change=0", "min_change=-1", "min_change=x", "min_change=1,2",
                            "min_change=5%25,6%25", "min_change=nan", "min_change=1e999"})
    EXPECT_FALSE(pace_of(*parse_target(std::string("/v1/feed?") + wrong))) << wrong;
}

struct Told {
  std::string subject;
  json previous;
  json value;
  json reasons;
  std::string cursor;  // of the frame; empty: none
};

class PacedFeedTest : public ::testing::Test {
 protected:
  PacedFeedTest() {
    folder_ = fs::path(::testing::TempDir()) /
              ("mizan_paced_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    store_.emplace(*store::Store::open(path(), store::OpenMode::kWrite));
    feed_.emplace(*store::Store::open(path(), store::OpenMode::kRead));
  }
  ~PacedFeedTest() override {
    feed_.reset();
    store_.reset();
    fs::remove_all(folder_);
  }
  std::string path() const { return (folder_ / "store.db").string(); }

  /// The value of a court's pending cases becomes another, for one late record.
  void change(const std::string& court, std::int64_t to, base::Micros at) { put({event_of(court, to, at)}); }
  store::Event event_of(const std::string& court, std::int64_t to, base::Micros at) {
    model::KpiChange change;
    change.now.key = {"pending", 1, "value", "PB", "court", court};
    change.now.period = *model::parse_period("2025-03");
    change.now.known_at = at;
    change.now.value = model::Fraction{to, 1};
    const auto before = truth_.find(court);
    change.first = before == truth_.end();
    if (!change.first) change.previous = model::Fraction{before->second, 1};
    change.records[static_cast<int>(model::ChangeReason::kLate)] = 1;
    truth_[court] = to;
    return {0, at, std::string(publish::event_type(change)), publish::event_subject(change.now),
            publish::event_body(change)};
  }
  void put(const std::vector<store::Event>& events) {
    ASSERT_TRUE(*store::tell(*store_, "test", *store::told_until(*store_, "test"), "x", events));
  }

  static std::vector<Told> read(const std::string& bytes) {
    std::vector<Told> all;
    std::string cursor;
    for (std::size_t at = 0; at < bytes.size();) {
      const auto end = bytes.find('\n', at);
      const auto line = bytes.substr(at, end - at);
      at = end + 1;
      if (line.starts_with("id: ")) cursor = line.substr(4);
      if (!line.starts_with("data: ")) continue;
      const auto event = base::parse_json(line.substr(6));
      const auto data = event.value("data", json::object());
      all.push_back({event.value("subject", ""), data.value("previous", json()), data.value("value", json()),
                     data.value("reasons", json::object()), cursor});
      cursor.clear();
    }
    return all;
  }
  /// All that is due.
  std::vector<Told> told(PacedFeed& paced, base::Micros now) {
    EXPECT_TRUE(feed_->refresh());
    std::vector<Told> all;
    while (true) {
      const auto chunk = paced.next(*feed_, now);
      EXPECT_TRUE(chunk) << chunk.error().message;
      if (!chunk) return all;
      for (auto& each : read(chunk->bytes)) all.push_back(std::move(each));
      if (!chunk->more) return all;
    }
  }
  static PacedFeed follow(const std::string& query, const std::string& cursor = "") {
    if (cursor.empty()) return {pace(query), {}, 0, 0};
    const auto read = publish::decode_cursor(cursor);
    EXPECT_TRUE(read);
    return {pace(query), {}, read->position, read->settled};
  }

  static std::string court_of(const std::string& subject) {
    return subject.substr(subject.find("court/") + 6, subject.rfind('/') - subject.find("court/") - 6);
  }

  fs::path folder_;
  std::optional<store::Store> store_;
  std::optional<Feed> feed_;
  std::map<std::string, std::int64_t> truth_;
};

TEST_F(PacedFeedTest, OfAQuietPeriodTheNetChangeIsToldOnceAtItsEnd) {
  auto paced = follow("quiet=PT15M");
  change("A", 10, kMidnight + 1);
  ASSERT_EQ(told(paced, kMidnight + 15 * kMinute).size(), 1U);
  const auto quarter = kMidnight + 15 * kMinute;
  change("A", 12, quarter + kMinute);
  change("B", 5, quarter + 2 * kMinute);
  change("A", 11, quarter + 3 * kMinute);
  EXPECT_TRUE(told(paced, quarter + 15 * kMinute - 1).empty());
  const auto end = told(paced, quarter + 15 * kMinute);
  ASSERT_EQ(end.size(), 2U);
  EXPECT_EQ(court_of(end[0].subject), "B") << "in the order of the latest changes";
  EXPECT_EQ(end[1].previous, 10);
  EXPECT_EQ(end[1].value, 11);
  EXPECT_EQ(end[1].reasons, (json{{"late", 2}}));
  EXPECT_EQ(end[0].cursor, "") << "half of it is not to be gone on from";
  EXPECT_EQ(end[1].cursor.size(), 28U) << "nothing is withheld: a cursor as any other";
  EXPECT_TRUE(told(paced, quarter + kHour).empty());
}

TEST_F(PacedFeedTest, WhatIsHeldIsToldToWhoComesBack) {
  change("A", 10, kMidnight + 1);
  auto paced = follow("quiet=22:00-07:00");
  const auto before = told(paced, kMidnight + 7 * kHour);
  ASSERT_EQ(before.size(), 1U);
  change("A", 12, kMidnight + 23 * kHour);
  EXPECT_TRUE(told(paced, kMidnight + 24 * kHour).empty());
  auto again = follow("quiet=22:00-07:00", before[0].cursor);
  EXPECT_TRUE(told(again, kMidnight + 25 * kHour).empty());
  const auto morning = told(again, kMidnight + 31 * kHour);
  ASSERT_EQ(morning.size(), 1U);
  EXPECT_EQ(morning[0].previous, 10);
  EXPECT_EQ(morning[0].value, 12);
}

TEST_F(PacedFeedTest, DriftDoesNotHideAlsoOverACursor) {
  auto paced = follow("min_change=3");
  change("A", 10, kMidnight);
  change("B", 50, kMidnight);
  const auto first = told(paced, kMidnight);
  ASSERT_EQ(first.size(), 2U);
  change("A", 12, kMidnight + 1);
  change("B", 60, kMidnight + 2);
  const auto second = told(paced, kMidnight + 2);
  ASSERT_EQ(second.size(), 1U) << "two are too few";
  EXPECT_EQ(second[0].cursor.size(), 36U) << "it says since when something is withheld";
  auto again = follow("min_change=3", second[0].cursor);
  change("A", 13, kMidnight + 3);
  const auto third = told(again, kMidnight + 3);
  ASSERT_EQ(third.size(), 1U) << "one more is enough, held against what was told";
  EXPECT_EQ(court_of(third[0].subject), "A");
  EXPECT_EQ(third[0].previous, 10);
  EXPECT_EQ(third[0].value, 13);
  EXPECT_EQ(third[0].reasons, (json{{"late", 2}}));
  EXPECT_EQ(third[0].cursor.size(), 28U);
}

TEST_F(PacedFeedTest, OfTooMuchThatIsWithheldAllIsTold) {
  PacedFeed::Limits limits;
  limits.most_withheld = 4;
  PacedFeed paced(pace("min_change=100"), {}, 0, 0, limits);
  for (int i = 0; i < 5; ++i) change(std::string(1, static_cast<char>('A' + i)), 1, kMidnight);
  EXPECT_EQ(told(paced, kMidnight).size(), 5U) << "first values are always told";
  for (int i = 0; i < 4; ++i) change(std::string(1, static_cast<char>('A' + i)), 2, kMidnight + 1);
  EXPECT_TRUE(told(paced, kMidnight + 1).empty());
  change("E", 2, kMidnight + 2);
  const auto all = told(paced, kMidnight + 2);
  ASSERT_EQ(all.size(), 5U);
  for (const auto& each : all) {
    EXPECT_EQ(each.previous, 1);
    EXPECT_EQ(each.value, 2);
  }
  EXPECT_EQ(all.back().cursor.size(), 28U);
}

TEST_F(PacedFeedTest, ALargeBatchIsToldInParts) {
  PacedFeed::Limits limits;
  limits.largest_batch = 3;
  PacedFeed paced(pace("quiet=PT1H"), {}, 0, 0, limits);
  for (int i = 0; i < 8; ++i) change(std::to_string(i), i, kMidnight + i);
  const auto all = told(paced, kMidnight + kHour);
  EXPECT_EQ(all.size(), 8U);
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const Told& each) { return !each.cursor.empty(); }), 3);
}

TEST_F(PacedFeedTest, ReleasesAreNotHeld) {
  auto paced = follow("quiet=PT1H&min_change=5");
  put({{0, kMidnight, "org.mizan.release.published.v1", "release/2025-03.1",
        R"({"subject":"release/2025-03.1","data":{}})"}});
  ASSERT_EQ(told(paced, kMidnight + 1).size(), 1U);
}

TEST_F(PacedFeedTest, ALoadIsASnapshotAndForgetsWhatWasWithheld) {
  auto paced = follow("min_change=5");
  change("A", 10, kMidnight);
  told(paced, kMidnight);
  change("A", 12, kMidnight);
  told(paced, kMidnight);
  put({{0, kMidnight, std::string(publish::kLoadedType), "", publish::loaded_body(kMidnight)}});
  ASSERT_TRUE(feed_->refresh());
  const auto chunk = paced.next(*feed_, kMidnight);
  ASSERT_TRUE(chunk);
  EXPECT_TRUE(chunk->loaded);
  EXPECT_EQ(paced.cursor(*feed_).size(), 28U);
}

TEST_F(PacedFeedTest, AfterASnapshotAllIsToldOfWhichItsValuesMayBeOlder) {
  change("A", 10, kMidnight);
  ASSERT_TRUE(feed_->refresh());
  auto paced = PacedFeed(pace("min_change=5"), {}, 1, 1);
  change("A", 14, kMidnight);  // while the snapshot is read: the subscriber was shown 10 or 14
  ASSERT_TRUE(feed_->refresh());
  const auto caught_up = read(*paced.settle_to(*feed_, feed_->head()));
  ASSERT_EQ(caught_up.size(), 1U);
  EXPECT_EQ(caught_up[0].value, 14);
  EXPECT_EQ(caught_up[0].cursor, "");
  change("A", 9, kMidnight);
  EXPECT_EQ(told(paced, kMidnight).size(), 1U) << "five from what was told last";
}

// The truth of an event is due when its quiet period has ended; what was told last of a value differs from it
// by less than the least change, whoever was cut off how often.
TEST_F(PacedFeedTest, WhatWasToldLastIsTheTruthWithinTheLeastChange) {
  for (const std::string query :
       {"min_change=4", "quiet=PT15M", "quiet=22:00-07:00", "min_change=4&quiet=PT15M", "min_change=20%25",
        "min_change=3,10%25&quiet=PT1H,22:00-07:00"}) {
    for (std::uint32_t seed = 1; seed <= 4; ++seed) {
      SCOPED_TRACE(query + " seed " + std::to_string(seed));
      std::mt19937 random(seed * 7'919 + static_cast<std::uint32_t>(query.size()));
      const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
      ASSERT_TRUE(feed_->refresh());
      const auto begin = feed_->head();
      const auto rules = pace(query);
      PacedFeed::Limits limits;
      limits.most_withheld = seed % 3 == 0 ? 3 : 10'000;
      limits.farthest = seed % 4 == 0 ? 15 : 50'000;
      auto cursor = feed_->cursor_at(begin);
      std::optional<PacedFeed> paced(std::in_place, rules, FeedFilter(), begin, begin, limits);
      struct Change {
        std::string court;
        std::int64_t value;
        base::Micros at;
      };
      std::vector<Change> changes;
      std::map<std::string, double> known;  // by the subscriber; as of its cursor when it is cut off
      for (const auto& [court, value] : truth_) known[court] = static_cast<double>(value);
      auto at_cursor = known;
      auto now = kMidnight + seed * 30 * 24 * kHour + pick(24 * 60) * kMinute;
      for (int step = 0; step < 100; ++step) {
        now += pick(9) * kMinute;
        std::vector<store::Event> events;
        for (int i = pick(4); i > 0; --i) {
          const auto court = std::string(1, static_cast<char>('A' + pick(6)));
          const auto value = (truth_.contains(court) ? truth_[court] : 30) + pick(7) - 3;
          events.push_back(event_of(court, value, now));
          changes.push_back({court, value, now});
        }
        if (!events.empty()) put(events);
        if (pick(3) == 0) continue;  // nobody is looking
        for (const auto& each : told(*paced, now)) {
          const auto court = court_of(each.subject);
          if (known.contains(court)) EXPECT_NEAR(each.previous.get<double>(), known[court], 1e-9) << court;
          known[court] = each.value.get<double>();
          if (each.cursor.empty()) continue;
          cursor = each.cursor;
          at_cursor = known;
        }
        std::map<std::string, std::int64_t> due;
        for (const auto& each : changes)
          if (rules.told_at(each.at) <= now) due[each.court] = each.value;
        for (const auto& [court, value] : due) {
          ASSERT_TRUE(known.contains(court)) << court;
          publish::NetChange net;
          net.previous = json(known[court]).dump();
          net.now = std::to_string(value);
          if (rules.least.any()) {
            EXPECT_FALSE(rules.least.reached_by(net))
                << court << ": told " << net.previous << ", is " << value;
          } else {
            EXPECT_EQ(known[court], static_cast<double>(value)) << court;
          }
        }
        if (pick(5) != 0) continue;
        // Cut off, and back with the newest cursor.
        const auto read = *publish::decode_cursor(cursor);
        paced.emplace(rules, FeedFilter(), read.position, read.settled, limits);
        known = at_cursor;
      }
    }
  }
}

}  // namespace
}  // namespace mizan::api
