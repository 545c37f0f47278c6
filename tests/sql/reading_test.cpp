// What a read gives, whatever is done to it: pages of any size, stops, resumptions, changes, deaths.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "servers/server.hpp"
#include "world.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

std::string mapping(const std::string& query, int page = 1000, int overlap = 600) {
  return fmt::format(
      "format = 1\n[source]\nmode = \"incremental\"\n[input]\nformat = \"sql\"\n[[input.query]]\nname = "
      "\"cases\"\n"
      "sql = '''{}'''\nkey = [\"court\", \"no\"]\nchanged = \"changed\"\noverlap = {}\npage = "
      "{}\n[[record]]\nkind = \"case\"\n"
      "key = {{ from = [\"court\", \"no\"], join = \"/\" }}\n[record.fields]\ncourt = \"court\"\nsections = "
      "\"note\"\n",
      query, overlap, page);
}

const std::string kAll = "SELECT court, no, note, changed FROM reading";

class Reading : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    world_.run(
        "DROP TABLE IF EXISTS reading;\nCREATE TABLE reading (court {KEY}, no INTEGER, note {TEXT}, changed "
        "{TIME}, PRIMARY KEY (court, no));\n");
  }

  // Many rows with one time, so that a page ends within them. Returns their keys.
  std::vector<std::string> fill(int rows, int of_one_time) {
    std::string sql = "INSERT INTO reading VALUES ";
    std::vector<std::string> keys;
    for (int i = 0; i < rows; ++i) {
      const auto court = fmt::format("C{}", i % 7);
      const auto second = i / of_one_time;
      sql += fmt::format("{}('{}', {}, 'note {}', '2024-03-01 {:02}:{:02}:{:02}')", i > 0 ? ", " : "", court,
                         i, i, 9 + second / 3600, second / 60 % 60, second % 60);
      keys.push_back(fmt::format("{}/{}", court, i));
    }
    world_.run(sql + ";");
    std::sort(keys.begin(), keys.end());
    return keys;
  }

  void put(int no, const std::string& note, const std::string& time) {
    world_.run(fmt::format("INSERT INTO reading VALUES ('C', {}, '{}', '2024-03-01 {}');", no, note, time));
  }

  // The keys of a read from the last token; no token and no keys where nothing is new.
  std::vector<std::string> news() {
    const auto token = hub_.tokens.empty() ? "" : hub_.tokens.back().first;
    hub_.forget();
    hub_.tokens.emplace_back(token, 0);
    EXPECT_EQ(hub_.read(token), MIZAN_OK) << hub_.message();
    return hub_.keys();
  }

  World& world_ = world(GetParam());
  SqlHub hub_;
};

TEST_P(Reading, PagesOfAnySizeGiveTheSameRows) {
  const auto keys = fill(100, 17);
  for (const int page : {1, 2, 3, 16, 17, 18, 99, 100, 101}) {
    SCOPED_TRACE(page);
    hub_.forget();
    ASSERT_EQ(hub_.open(world_, mapping(kAll, page)), MIZAN_OK) << hub_.message();
    ASSERT_EQ(hub_.read(), MIZAN_OK) << hub_.message();
    EXPECT_EQ(hub_.keys(), keys);
  }
}

TEST_P(Reading, GoesOnFromEveryCheckpointAndAfterEveryStop) {
  const auto keys = fill(2600, 300);
  ASSERT_EQ(hub_.open(world_, mapping(kAll, 1000, 1)), MIZAN_OK);
  ASSERT_EQ(hub_.read(), MIZAN_OK) << hub_.message();
  ASSERT_EQ(hub_.keys(), keys);
  const auto records = hub_.records;
  const auto tokens = hub_.tokens;
  ASSERT_GE(tokens.size(), 5U);
  for (const auto& [token, before] : tokens) {
    hub_.forget();
    ASSERT_EQ(hub_.open(world_, mapping(kAll, 1000, 1)), MIZAN_OK);
    ASSERT_EQ(hub_.read(token), MIZAN_OK) << hub_.message();
    ASSERT_EQ(hub_.records.size(), records.size() - before);
    EXPECT_TRUE(std::equal(hub_.records.begin(), hub_.records.end(),
                           records.begin() + static_cast<std::ptrdiff_t>(before)));
  }
  for (int stop = 0; stop < 5; ++stop) {
    hub_.forget();
    hub_.stop_at_emit = stop;
    EXPECT_EQ(hub_.read(), MIZAN_E_CANCELLED);
    hub_.stop_at_emit = -1;
    const auto token = hub_.tokens.empty() ? "" : hub_.tokens.back().first;
    EXPECT_EQ(hub_.records.size(), hub_.tokens.empty() ? 0 : hub_.tokens.back().second);
    ASSERT_EQ(hub_.read(token), MIZAN_OK) << hub_.message();
    EXPECT_EQ(hub_.keys(), keys);
  }
  hub_.cancelled = true;
  EXPECT_EQ(hub_.read(), MIZAN_E_CANCELLED);
}

TEST_P(Reading, WhatIsWrittenAndChangedBetweenReadsComesOnce) {
  fill(900, 10);  // up to 09:01:29
  ASSERT_EQ(hub_.open(world_, mapping(kAll)), MIZAN_OK);
  ASSERT_EQ(news().size(), 900U);
  EXPECT_TRUE(news().empty());
  EXPECT_EQ(hub_.tokens.size(), 1U) << "a read that finds nothing leaves no checkpoint";
  put(1, "new", "09:05:00");
  put(2, "was written before, and seen later", "09:00:30");  // its transaction took long
  put(3, "at the very time of the last row", "09:01:29");
  EXPECT_EQ(news(), (std::vector<std::string>{"C/1", "C/2", "C/3"}));
  EXPECT_TRUE(news().empty());
  world_.run(
      "UPDATE reading SET note = 'changed', changed = '2024-03-01 09:06:00' WHERE court = 'C' AND no = 2;");
  EXPECT_EQ(news(), std::vector<std::string>{"C/2"});
  EXPECT_EQ(hub_.records.at(0).text(MIZAN_F_SECTIONS), "changed");
  // Changed again within the same second: the time does not tell, the row does.
  world_.run("UPDATE reading SET note = 'changed again' WHERE court = 'C' AND no = 2;");
  EXPECT_EQ(news(), std::vector<std::string>{"C/2"});
  EXPECT_TRUE(news().empty());
}

TEST_P(Reading, WhatComesDuringAReadIsNotLost) {
  fill(2000, 100);
  ASSERT_EQ(hub_.open(world_, mapping(kAll)), MIZAN_OK);
  std::set<std::string> seen;
  hub_.before_emit = [&](int emit) {
    if (emit != 1) return;
    put(1, "behind the reader", "09:00:01");
    put(2, "before the reader", "09:00:19");
    put(3, "after all", "10:00:00");
  };
  ASSERT_EQ(hub_.read(), MIZAN_OK) << hub_.message();
  hub_.before_emit = nullptr;
  for (const auto& key : hub_.keys()) seen.insert(key);
  for (const auto& key : news()) seen.insert(key);
  EXPECT_EQ(seen.size(), 2003U);
  EXPECT_TRUE(news().empty());
}

TEST_P(Reading, ARowOfTheFutureHidesNothing) {
  fill(10, 10);
  world_.run("INSERT INTO reading VALUES ('F', 1, 'a mistake', '2099-01-01 00:00:00');");
  ASSERT_EQ(hub_.open(world_, mapping(kAll)), MIZAN_OK);
  EXPECT_EQ(news().size(), 11U);
  EXPECT_TRUE(news().empty());
  world_.run("INSERT INTO reading VALUES ('C', 2, 'later than now', '2098-01-01 00:00:00');");
  EXPECT_EQ(news(), std::vector<std::string>{"C/2"});
}

TEST_P(Reading, AnotherMappingBeginsAnew) {
  fill(10, 5);
  ASSERT_EQ(hub_.open(world_, mapping(kAll)), MIZAN_OK);
  EXPECT_EQ(news().size(), 10U);
  ASSERT_EQ(hub_.open(world_, mapping(kAll, 7)), MIZAN_OK);
  EXPECT_EQ(news().size(), 10U);
}

TEST_P(Reading, AWholeNumberMaySayWhatHasChanged) {
  world_.run(
      "DROP TABLE IF EXISTS numbered; CREATE TABLE numbered (no INTEGER PRIMARY KEY, note {TEXT}, rev "
      "BIGINT);"
      "INSERT INTO numbered VALUES (1, 'a', 9007199254740993), (2, 'b', 9007199254740994), (10, 'c', "
      "9007199254740994);");
  const auto text = mapping("SELECT 'N' AS court, no, note, rev AS changed FROM numbered", 1, 2);
  ASSERT_EQ(hub_.open(world_, text), MIZAN_OK) << hub_.message();
  EXPECT_EQ(news(), (std::vector<std::string>{"N/1", "N/10", "N/2"}));
  EXPECT_TRUE(news().empty());
  world_.run("INSERT INTO numbered VALUES (4, 'd', 9007199254740995), (5, 'late', 9007199254740992);");
  EXPECT_EQ(news(), (std::vector<std::string>{"N/4", "N/5"}));
  world_.run("INSERT INTO numbered VALUES (6, 'beyond the overlap', 9007199254740990);");
  EXPECT_TRUE(news().empty());
}

TEST_P(Reading, RowsWithoutAKeyOrATimeAreSaidToBeMissing) {
  fill(10, 5);
  world_.run("INSERT INTO reading VALUES ('C', 1, 'no time', NULL);");
  ASSERT_EQ(hub_.open(world_, mapping(kAll)), MIZAN_OK);
  EXPECT_EQ(hub_.read(), MIZAN_E_DATA);
  EXPECT_THAT(hub_.message(), HasSubstr("query \"cases\": rows without a value"));
  EXPECT_EQ(hub_.records.size(), 10U);
}

TEST_P(Reading, TwoRowsOfOneKeyAreRefused) {
  fill(10, 5);
  ASSERT_EQ(
      hub_.open(world_,
                mapping("SELECT a.court, a.no, b.note, a.changed FROM reading a CROSS JOIN reading b", 3)),
      MIZAN_OK);
  EXPECT_EQ(hub_.read(), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.message(), HasSubstr("two rows have the same key"));
}

INSTANTIATE_TEST_SUITE_P(Databases, Reading, ::testing::ValuesIn(all_worlds()), [](const auto& about) {
  auto name = about.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// ---- a server that dies

class Dying : public Reading {};

TEST_P(Dying, AServerThatDiesCostsNothingButTime) {
  const auto keys = fill(2600, 300);
  ASSERT_EQ(hub_.open(world_, mapping(kAll, 1000, 1)), MIZAN_OK);
  hub_.before_emit = [&](int emit) {
    if (emit == 2) world_.server()->kill();
  };
  EXPECT_EQ(hub_.read(), MIZAN_E_TRANSIENT);
  EXPECT_THAT(hub_.message(), HasSubstr("query \"cases\": "));
  hub_.before_emit = nullptr;
  const auto token = hub_.tokens.back().first;
  EXPECT_EQ(hub_.read(token), MIZAN_E_TRANSIENT);  // it is still down
  EXPECT_THAT(hub_.message(), HasSubstr("connecting to the database: "));
  world_.server()->start();
  ASSERT_EQ(hub_.read(token), MIZAN_OK) << hub_.message();
  EXPECT_EQ(hub_.keys(), keys);
}

TEST_P(Dying, ASnapshotThatIsCutOffIsNotComplete) {
  const auto keys = fill(2600, 300);
  auto text = mapping(kAll, 1000, 1);
  text.replace(text.find("incremental"), 11, "snapshot");
  text.replace(text.find("changed = \"changed\"\noverlap = 1\n"), 32, "");
  ASSERT_EQ(hub_.open(world_, text), MIZAN_OK) << hub_.message();
  hub_.before_emit = [&](int emit) {
    if (emit == 2) world_.server()->kill();
  };
  EXPECT_EQ(hub_.read(), MIZAN_E_TRANSIENT);
  EXPECT_EQ(hub_.phases, std::vector<int>{MIZAN_SNAPSHOT_BEGIN});
  hub_.before_emit = nullptr;
  world_.server()->start();
  hub_.forget();
  // Pages of one moment: what is written meanwhile is not seen, what is deleted meanwhile is.
  hub_.before_emit = [&](int emit) {
    if (emit != 1) return;
    put(1, "new", "09:00:00");
    world_.run("DELETE FROM reading WHERE no = 2599;");
  };
  ASSERT_EQ(hub_.read(), MIZAN_OK) << hub_.message();
  EXPECT_EQ(hub_.phases, (std::vector<int>{MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE}));
  EXPECT_EQ(hub_.keys(), keys);
}

INSTANTIATE_TEST_SUITE_P(Servers, Dying, ::testing::ValuesIn(worlds_of_servers()), [](const auto& about) {
  auto name = about.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

// ---- what the database takes for equal

TEST(Equal, KeysThatACollationTakesForEqualAreNotLostBetweenPages) {
  SqlHub hub;
  auto& mariadb = world("mariadb");
  mariadb.run(
      "DROP TABLE IF EXISTS folded; CREATE TABLE folded (court VARCHAR(20) COLLATE utf8mb4_general_ci, no "
      "INT, note TEXT, changed DATETIME);"
      "INSERT INTO folded VALUES ('a', 1, 'x', '2024-01-01'), ('A', 1, 'x', '2024-01-01'), ('\xC3\xA1', 1, "
      "'x', '2024-01-01'), ('b', 1, 'x', '2024-01-01');");
  const auto sql = "SELECT * FROM folded";
  ASSERT_EQ(hub.open(mariadb, mapping(sql, 3)), MIZAN_OK);
  ASSERT_EQ(hub.read(), MIZAN_OK) << hub.message();
  EXPECT_EQ(hub.records.size(), 4U);
  // Too many for a page: said, not lost.
  hub.forget();
  ASSERT_EQ(hub.open(mariadb, mapping(sql, 1)), MIZAN_OK);
  EXPECT_EQ(hub.read(), MIZAN_E_CONFIG);
  EXPECT_THAT(hub.message(), HasSubstr("more rows are equal in the order of its key"));
}

}  // namespace
}  // namespace mizan::test
