#include "store/record_feed.hpp"

#include <random>

#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

using model::Kind;
namespace fs = std::filesystem;

/// What a reader of the log holds: the value of each record by kind and key.
using Mirror = std::map<std::string, std::string>;

std::string name_of(Kind kind, const std::string& key) {
  return std::string(model::kind_name(kind)) + " " + key;
}

class LogTest : public StoreTest {
 protected:
  // One page of at most so many records, taken into the mirror.
  static base::Result<LogPage> take(const Store& store, const LogPlace& after, std::size_t most,
                                    Mirror& mirror, std::optional<model::SourceId> source = {}) {
    std::size_t count = 0;
    model::Sequence last = after.sequence;
    return read_log(store, after, source, [&](const LogRecord& found) {
      EXPECT_GT(found.sequence, last) << "in the order of the log";
      last = found.sequence;
      const auto name = name_of(found.record.kind, found.record.key);
      if (found.gone) {
        mirror.erase(name);
      } else {
        mirror[name] = value_of(found.record);
      }
      return ++count < most;
    });
  }

  static std::string value_of(const model::Record& record) {
    if (record.kind == Kind::kCase) return std::string(*record.text(model::field::court_id));
    return std::string(*record.text(model::field::case_id)) + "/" +
           std::to_string(record.date(model::field::held_on_id)->value);
  }

  // From there to the end.
  static LogPlace follow(const Store& store, LogPlace place, std::size_t most, Mirror& mirror) {
    for (bool end = false; !end;) {
      const auto page = take(store, place, most, mirror);
      EXPECT_TRUE(page) << page.error().message;
      if (!page) return place;
      place = page->place;
      end = page->end;
    }
    return place;
  }
};

// A model of the records is kept beside the store; the log is read in small pages while they change.
TEST_F(LogTest, WhoFollowsTheLogHoldsWhatTheStoreHoldsWhateverChangesMeanwhile) {
  std::mt19937_64 random(7);
  for (const bool ordered : {false, true}) {
    auto store = *Store::open(path(ordered ? "ordered.db" : "plain.db"), OpenMode::kWrite);
    start(store);
    ASSERT_TRUE(keep_log_order(store, ordered));
    Mirror truth;
    Mirror mirror;
    LogPlace place;
    for (int round = 0; round < 150; ++round) {
      const auto key = std::to_string(random() % 12);
      const auto value = std::to_string(random() % 5);
      std::vector<Item> items;
      switch (random() % 4) {
        case 0:
          items.emplace_back(court_case("c" + key, {}, value));
          truth[name_of(Kind::kCase, "c" + key)] = value;
          break;
        case 1: {  // under one of several cases: the record moves
          const auto of = "c" + std::to_string(random() % 3);
          items.emplace_back(hearing("h" + key, of, std::stoi(value)));
          truth[name_of(Kind::kHearing, "h" + key)] = of + "/" + value;
          break;
        }
        case 2:
          items.emplace_back(Delete{Kind::kCase, "c" + key});
          truth.erase(name_of(Kind::kCase, "c" + key));
          break;
        default:
          items.emplace_back(Delete{Kind::kHearing, "h" + key});
          truth.erase(name_of(Kind::kHearing, "h" + key));
      }
      apply(store, std::move(items));
      const auto page = take(store, place, 1 + random() % 3, mirror);
      ASSERT_TRUE(page) << page.error().message;
      if (random() % 10 != 0) place = page->place;  // else the page is asked for again
    }
    follow(store, place, 2, mirror);
    EXPECT_EQ(mirror, truth);
    Mirror anew;
    follow(store, {}, 5, anew);
    EXPECT_EQ(anew, truth) << "who begins later holds the same";
  }
}

TEST_F(LogTest, PagesAreMergedByTheirIndexesAndNotSorted) {
  auto store = open();
  ASSERT_TRUE(keep_log_order(store, true));
  std::string text;
  {
    auto plan = *store.database().prepare("EXPLAIN QUERY PLAN " + log_query());
    plan.bind(1, std::int64_t{1});
    while (*plan.step()) text += std::string(plan.text(3)) + "\n";
  }
  EXPECT_EQ(text.find("TEMP B-TREE"), std::string::npos) << text;
  for (const auto* index :
       {"rec_case_by_seq", "rec_hearing_by_seq", "rec_charge_by_seq", "superseded_by_seq"})
    EXPECT_NE(text.find(index), std::string::npos) << text;
  ASSERT_TRUE(keep_log_order(store, false));
  EXPECT_EQ(*store.database().query_integer("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%_by_seq'"),
            0);
}

TEST_F(LogTest, OneSourceAloneIsGivenAndTheKeysOfOthersAreNotItsOwn) {
  auto store = open();
  start(store);
  apply(store, {court_case("a"), court_case("b")});
  const auto first = source_;
  source_ = *store.register_source("police", "{}");
  run_ = *store.begin_run({source_, 1, "csv", "1.0.0", "m"});
  apply(store, {court_case("a", {}, "B")});
  apply(store, {Delete{Kind::kCase, "a"}});
  Mirror of_first;
  Mirror of_second = {{"case a", "B"}};
  ASSERT_TRUE(take(store, {}, 9, of_first, first));
  ASSERT_TRUE(take(store, {}, 9, of_second, source_));
  EXPECT_EQ(of_first, (Mirror{{"case a", "A"}, {"case b", "A"}}));
  EXPECT_EQ(of_second, Mirror{}) << "its own is gone, though another source has that key";
}

TEST_F(LogTest, AFirstLoadIsServedWhenItIsDone) {
  auto store = open();
  ASSERT_TRUE(keep_log_order(store, true));
  ASSERT_TRUE(store.begin_backfill());
  start(store);
  apply(store, {hearing("h", "a", 1), court_case("a"), hearing("h", "b", 2)});
  Mirror mirror;
  const auto early = take(store, {}, 9, mirror);
  ASSERT_FALSE(early);
  EXPECT_EQ(early.error().code, base::Code::kTransient);
  EXPECT_EQ(*store.database().query_integer("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%_by_seq'"),
            0)
      << "a load does not pay for the order";
  ASSERT_TRUE(store.end_backfill());
  EXPECT_EQ(*store.database().query_integer("SELECT count(*) FROM sqlite_schema WHERE name LIKE '%_by_seq'"),
            8);
  follow(store, {}, 1, mirror);
  EXPECT_EQ(mirror, (Mirror{{"case a", "A"}, {"hearing h", "b/2"}})) << "the newest of a key stays";
}

TEST_F(LogTest, APlaceOfAnotherStoreOrOfALostFutureIsRefused) {
  LogPlace place;
  Mirror mirror;
  {
    auto store = open();
    start(store);
    apply(store, {court_case("a"), court_case("b")});
    place = follow(store, {}, 9, mirror);
    EXPECT_EQ(place.sequence, 2);
    EXPECT_TRUE(take(store, place, 9, mirror));
  }
  fs::copy_file(path(), path("backup.db"));
  const auto refused = [&](const Store& store, const LogPlace& at) {
    const auto page = take(store, at, 9, mirror);
    return !page && page.error().code == base::Code::kCheckpoint;
  };
  {
    auto store = open();
    start(store);
    apply(store, {court_case("c"), court_case("d")});
    place = follow(store, place, 9, mirror);
    ASSERT_EQ(place.sequence, 4);
  }
  auto restored = *Store::open(path("backup.db"), OpenMode::kWrite);
  EXPECT_TRUE(refused(restored, place)) << "beyond what there is";
  start(restored);
  clock_ += 10;
  apply(restored, {court_case("x"), court_case("y"), court_case("z")});
  EXPECT_TRUE(refused(restored, place)) << "there is such a number, but another change bears it";
  place = follow(restored, {}, 9, mirror);
  ASSERT_TRUE(restored.begin_epoch());
  EXPECT_TRUE(refused(restored, place));
  EXPECT_TRUE(refused(restored, {"", 3, 0}));
  EXPECT_TRUE(refused(restored, {"00c0ffee0badcafe", 0, 0}));
}

}  // namespace
}  // namespace mizan::store
