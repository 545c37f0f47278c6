// Sealed cases: what is gone, what is still known, and what does not come back.
#include "store/audit_trail.hpp"
#include "store/provenance.hpp"
#include "store/record_feed.hpp"
#include "store/sealing_test_support.hpp"

namespace mizan::store {
namespace {

using model::Kind;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(SealingTest, NothingOfTheCaseIsLeftAndAllOfTheOthers) {
  auto store = open_guarded();
  fill(store);
  const auto before = cases_at(store, 1);
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(seal(store).records, 2);
  EXPECT_FALSE(store.find_case("court", "SECRET-1")->has_value()) << "gone for every reader at once";
  EXPECT_TRUE(*Sealing(store).is_pending());
  count_away(store);
  EXPECT_FALSE(*Sealing(store).is_pending());
  for (const base::Micros moment : {1, 2, 2000})
    EXPECT_THAT(cases_at(store, moment), ElementsAre("OPEN-1 A H-OPEN-1 in 1")) << moment;
  const auto open = store.find_case("court", "OPEN-1")->value();
  const auto records = *provenance_of(store, open, *store.head());
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].raw, R"({"k":"OPEN-1"})") << "the texts beside the blanked ones are what they were";
  EXPECT_EQ(records[1].raw, "raw H-OPEN-1");
  const auto quarantine = *store.quarantine("", "", 10);
  ASSERT_EQ(quarantine.size(), 1U);
  EXPECT_EQ(quarantine[0].rejection.detail, "about another");
  EXPECT_EQ(*store.database().query_integer("SELECT count(*) FROM finding"), 0);
  EXPECT_TRUE(verify_audit(store, {}));
  const auto rows = *seals(store);
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].sealed.order, "LHC 1/2026");
  EXPECT_EQ(evidence_of(store, rows[0].id)->at(0), "digest");
}

TEST_F(SealingTest, WhateverSourceSendsItAgainItStaysOut) {
  {
    auto store = open_guarded();
    fill(store);
    seal(store);
    count_away(store);
    ASSERT_TRUE(Sealing(store).wipe());
  }
  auto store = open_guarded();
  auto again = court_case("SECRET-1", kFir, "COURT-OF-SECRET");
  again.raw = "RAW-OF-SECRET";
  const auto books =
      apply(store, {std::move(again), hearing("H-SECRET-3", "SECRET-1", 9), court_case("OPEN-2"),
                    Delete{Kind::kHearing, "H-SECRET-1"},
                    Quarantined{{"bad_date", 0, "a.csv:9", "about SECRET-1"}, R"({"case":"SECRET-1"})"}});
  EXPECT_EQ(books.unchanged, 3);
  EXPECT_EQ(books.accepted, 1);
  EXPECT_EQ(books.quarantined, 1) << "the books have what came";
  EXPECT_FALSE(*Sealing(store).is_pending());
  EXPECT_THAT(found_in_files({"SECRET-1", "OF-SECRET", "H-SECRET-3"}), ElementsAre());

  // Another holder's record of the FIR, whose report came first.
  source_ = *store.register_source("police", "{}");
  run_ = *store.begin_run({source_, 1, "csv", "1.0.0", "m"});
  apply(store, {hearing("P-H-1", "POLICE-9", 3)});
  EXPECT_EQ(apply(store, {court_case("POLICE-9", kFir)}).unchanged, 1);
  EXPECT_TRUE(*Sealing(store).is_pending());
  EXPECT_EQ(*Sealing(store).remove_again(3000), 1);
  count_away(store);
  EXPECT_EQ(apply(store, {hearing("P-H-2", "POLICE-9", 3)}).unchanged, 1);
  EXPECT_EQ(*store.count_records(Kind::kHearing), 1) << "that of the open case";
}

TEST_F(SealingTest, OneHoldersRecordLeavesTheOthers) {
  auto store = open_guarded();
  fill(store);
  const auto police = *store.register_source("police", "{}");
  const auto run = *store.begin_run({police, 1, "csv", "1.0.0", "m"});
  ASSERT_TRUE(store.apply({police, run, 50, {court_case("POLICE-9", kFir)}, {}, 1}));
  seal(store, SealedPart{"court", "SECRET-1"}, "juvenile");
  count_away(store);
  EXPECT_TRUE(store.find_case("police", "POLICE-9")->has_value());
  EXPECT_FALSE(store.find_case("court", "SECRET-1")->has_value());
  EXPECT_EQ(*store.database().query_integer("SELECT count(*) FROM linked_case WHERE fir_key = '" +
                                            std::string(kFir) + "'"),
            1);
}

TEST_F(SealingTest, WithoutTheirKeyNothingIsTakenIn) {
  {
    auto store = open_guarded();
    fill(store);
    seal(store);
    count_away(store);
  }
  auto store = open();
  const auto unguarded = store.apply({source_, run_, 99, {court_case("X")}, {}, 1});
  ASSERT_FALSE(unguarded);
  EXPECT_EQ(unguarded.error().code, base::Code::kConfig);
  const auto other = Sealing(store).guard(under("another"));
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().message, HasSubstr("put that key back"));
}

TEST_F(SealingTest, WhatIsLiftedComesAgainAndWhatIsExpungedDoesNot) {
  auto store = open_guarded();
  fill(store);
  const auto row = seal(store);
  count_away(store);
  const audit::Entry told{0, 1, "os:x", "seal lift", "", "done"};
  ASSERT_TRUE(Sealing(store).lift(row.id, "SC 2/2027", "os:y", 5000, told));
  EXPECT_EQ(apply(store, {court_case("SECRET-1", kFir)}).accepted, 1);
  EXPECT_NE(store.find_case("court", "SECRET-1")->value(), row.linked) << "no case is given another's number";
  EXPECT_FALSE(Sealing(store).lift(row.id, "", "", 1, told)) << "already";
  ASSERT_TRUE(store.database().execute("DELETE FROM pending_change"));
  const auto expunged = seal(store, {}, "expunged");
  count_away(store);
  const auto refused = Sealing(store).lift(expunged.id, "SC 3/2027", "os:y", 6000, told);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, HasSubstr("no way back"));
  EXPECT_EQ(apply(store, {court_case("SECRET-1", kFir)}).unchanged, 1);
}

TEST_F(SealingTest, AnEarlierStateLearnsOfIt) {
  auto store = open_guarded();
  fill(store);
  const auto copy = path("earlier");
  ASSERT_TRUE(store.database().execute("VACUUM INTO '" + copy + "'"));
  seal(store);
  count_away(store);
  auto earlier = *Store::open(copy, OpenMode::kWrite);
  EXPECT_EQ(*carry_seals(store, earlier), 1);
  ASSERT_TRUE(Sealing(earlier).guard(under("key")));
  EXPECT_TRUE(*Sealing(earlier).is_pending());
  EXPECT_EQ(*Sealing(earlier).remove_again(7000), 2);
  count_away(earlier);
  EXPECT_THAT(cases_at(earlier, 1), ElementsAre("OPEN-1 A H-OPEN-1 in 1"));
}

// Both went on from the same state, and each sealed a case as its first.
TEST_F(SealingTest, WhatEachOfTwoStatesHasSealedHoldsAndWhatOneLiftedIsLifted) {
  auto store = open_guarded();
  fill(store);
  const auto copy = path("other");
  ASSERT_TRUE(store.database().execute("VACUUM INTO '" + copy + "'"));
  auto other = *Store::open(copy, OpenMode::kWrite);
  ASSERT_TRUE(Sealing(other).guard(under("key")));
  seal(store);
  count_away(store);
  const auto open = other.find_case("court", "OPEN-1")->value();
  ASSERT_TRUE(Sealing(other).seal(open, {}, {"juvenile", "LHC 2/2026", "os:x", 1001}, {"other digest"},
                                  {0, 1001, "os:x", "seal add", "case", "done"}));
  count_away(other);
  EXPECT_EQ(*carry_seals(store, other), 1);
  EXPECT_EQ(*carry_seals(store, other), 0) << "it is there already";
  ASSERT_TRUE(Sealing(other).guard(under("key")));
  EXPECT_EQ(*Sealing(other).remove_again(7000), 2);
  count_away(other);
  EXPECT_THAT(cases_at(other, 1), ElementsAre());
  const auto both = *seals(other);
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].sealed.order, "LHC 1/2026") << "under the next number";
  EXPECT_EQ(evidence_of(other, both[0].id)->at(0), "digest");
  EXPECT_EQ(evidence_of(other, both[1].id)->at(0), "other digest");

  ASSERT_TRUE(Sealing(other).lift(1, "SC 2/2027", "os:y", 8000, {0, 1, "os:y", "seal lift", "", "done"}));
  const auto later = path("later");
  ASSERT_TRUE(other.database().execute("VACUUM INTO '" + later + "'"));
  auto with_lifted = *Store::open(later, OpenMode::kWrite);
  EXPECT_EQ(*carry_seals(store, with_lifted), 0);
  EXPECT_NE((*seals(with_lifted))[1].lifted_at, 0) << "an order that was lifted is not given again";
}

TEST_F(SealingTest, WhoReadsTheRecordsBeginsAnew) {
  auto store = open_guarded();
  fill(store);
  const auto all = [](const LogRecord&) { return true; };
  const auto place = read_log(store, {}, std::nullopt, all)->place;
  seal(store);
  count_away(store);
  const auto refused = read_log(store, place, std::nullopt, all);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::Code::kCheckpoint);
  std::vector<std::string> keys;
  const auto page = read_log(store, {}, std::nullopt, [&](const LogRecord& found) {
    keys.push_back(found.record.key);
    return true;
  });
  EXPECT_THAT(keys, ElementsAre("OPEN-1", "H-OPEN-1"));
  EXPECT_TRUE(read_log(store, page->place, std::nullopt, all)) << "once it has, it goes on";
}

}  // namespace
}  // namespace mizan::store
