// One case across sources: which records come together, why, and what happens when that changes.
#include "store/linking.hpp"

#include <gtest/gtest.h>

#include "store/past.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

using What = ReviewedLink::What;

// Here a number is its text.
std::vector<CaseNumber> numbers_of(const model::Record& record) {
  std::vector<CaseNumber> numbers;
  if (const auto text = record.text(model::field::court_case_no_id))
    numbers.push_back({NumberKind::kCourt, std::string(*text)});
  if (const auto text = record.text(model::field::prosecution_no_id))
    numbers.push_back({NumberKind::kProsecution, std::string(*text)});
  return numbers;
}

class LinkingTest : public StoreTest {
 protected:
  LinkingTest() : store_(open()) {
    for (const auto* name : {"police", "prosecution", "court"}) {
      sources_[name] = *store_.register_source(name, "{}");
      runs_[name] = *store_.begin_run({sources_[name], 1, "csv", "1.0.0", "m"});
    }
  }

  void put(const std::string& source, const std::string& key, std::optional<std::string> fir,
           const std::string& number = "", const std::string& prosecution = "") {
    model::Record record(model::Kind::kCase, key);
    if (!number.empty()) record.set_text(model::field::court_case_no_id, number);
    if (!prosecution.empty()) record.set_text(model::field::prosecution_no_id, prosecution);
    ASSERT_TRUE(store_.apply({sources_[source],
                              runs_[source],
                              ++clock_,
                              {Upsert{std::move(record), std::move(fir), {}, ""}},
                              {},
                              1}));
  }
  void remove(const std::string& source, const std::string& key) {
    ASSERT_TRUE(
        store_.apply({sources_[source], runs_[source], ++clock_, {Delete{model::Kind::kCase, key}}, {}, 1}));
  }
  LinkCount settle(const std::vector<ReviewedLink>& reviewed = {}) {
    const auto count = Linking(store_, numbers_of).settle(reviewed, ++clock_);
    EXPECT_TRUE(count) << count.error().message;
    return count ? *count : LinkCount{};
  }
  // The keys of the records that count together with this one.
  std::string together(const std::string& source, const std::string& key) {
    std::string keys;
    for (const auto& row : *links_of_case(store_, store_.find_case(source, key)->value()))
      keys += row.key + " ";
    return keys;
  }
  std::string reason(const std::string& source, const std::string& key) {
    for (const auto& row : *links_of_case(store_, store_.find_case(source, key)->value())) {
      if (row.source == source && row.key == key) return row.reason;
    }
    return "";
  }
  static ReviewedLink join(const char* source, const char* key, const char* with, const char* with_key) {
    return {What::kJoin, source, key, with, with_key, "DPP", "2026-03-01", "seen"};
  }

  Store store_;
  std::map<std::string, model::SourceId> sources_;
  std::map<std::string, RunId> runs_;
};

TEST_F(LinkingTest, ARecordWithoutAFirFollowsItsCourtsNumber) {
  put("court", "C", std::nullopt, "45/2024");
  settle();
  EXPECT_EQ(reason("court", "C"), "alone");
  put("prosecution", "P", "F9", "45/2024");
  put("police", "L", "F9");
  EXPECT_EQ(settle().moved, 1);
  EXPECT_EQ(together("court", "C"), "C L P ");
  EXPECT_EQ(reason("court", "C"), "court_number");
  EXPECT_EQ(reason("police", "L"), "fir");
  EXPECT_EQ(settle().moved, 0);
  put("court", "C", std::nullopt, "45/2024");
  EXPECT_EQ(together("court", "C"), "C L P ") << "what comes again is where it was";
}

TEST_F(LinkingTest, ItMovesAsAChangeThatIsRelinked) {
  put("court", "C", std::nullopt, "45/2024");
  put("prosecution", "P", "F9", "45/2024");
  const auto head = *store_.head();
  settle();
  const auto changes = *store_.changes_after(head);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].cause, model::ChangeReason::kRelinked);
  EXPECT_NE(changes[0].case_before, changes[0].case_after);
  auto reader = *store_.open_reader();
  auto past = *Past::at(reader, clock_ - 1);
  int cases = 0;
  ASSERT_TRUE(past.for_each_case(nullptr, [&](const model::LinkedCase&) -> base::Result<> {
    ++cases;
    return {};
  }));
  EXPECT_EQ(cases, 2) << "as known before, they were two";
}

TEST_F(LinkingTest, EveryRecordWithTheProsecutionsNumberFollowsItToTheFir) {
  put("court", "J", std::nullopt, "", "CFMS-214");
  put("court", "A", std::nullopt, "", "CFMS-214");
  settle();
  EXPECT_EQ(together("court", "J"), "J ") << "two of a source and no FIR: nobody knows";
  EXPECT_EQ(unclear_numbers(store_, 10)->size(), 2U);
  put("prosecution", "P", "F9", "", "CFMS-214");
  EXPECT_EQ(settle().moved, 2);
  EXPECT_EQ(together("court", "J"), "A J P ") << "the trial of the juvenile and that of the others";
  EXPECT_EQ(reason("court", "J"), "prosecution_number");
  EXPECT_TRUE(unclear_numbers(store_, 10)->empty());
  put("police", "L", "F8", "", "CFMS-214");
  settle();
  EXPECT_EQ(together("court", "J"), "J ") << "the number is of two FIRs";
}

TEST_F(LinkingTest, ANumberThatLeadsToAFirSaysMoreThanOneThatDoesNot) {
  put("court", "C", std::nullopt, "45/2024", "CFMS-214");
  put("police", "L", std::nullopt, "45/2024");
  settle();
  EXPECT_EQ(together("court", "C"), "C L ");
  put("prosecution", "P", "F9", "", "CFMS-214");
  settle();
  EXPECT_EQ(together("court", "C"), "C P ");
  EXPECT_EQ(together("police", "L"), "L ") << "in one step";
  remove("prosecution", "P");
  settle();
  EXPECT_EQ(together("court", "C"), "C L ");
}

TEST_F(LinkingTest, TheSameTextIsAnotherNumberOfAnotherOffice) {
  put("court", "C", std::nullopt, "45/2024");
  put("prosecution", "P", "F9", "", "45/2024");
  settle();
  EXPECT_EQ(together("court", "C"), "C ");
}

// A number that means nothing, as a register fills one in, may stand anywhere.
TEST_F(LinkingTest, ANumberOfThousandsOfRecordsIsLookedAtOnce) {
  for (int i = 0; i < 3000; ++i) put("court", "C" + std::to_string(i), std::nullopt, "", "NIL-1");
  EXPECT_EQ(settle().moved, 0);
  put("prosecution", "P", "F9", "", "NIL-1");
  EXPECT_EQ(settle().moved, 3000);
}

TEST_F(LinkingTest, TheCourtsNumberIsAskedFirst) {
  put("court", "C", std::nullopt, "45/2024", "CFMS-214");
  put("prosecution", "P", "F9", "", "CFMS-214");
  put("police", "L", "F8", "45/2024");
  settle();
  EXPECT_EQ(reason("court", "C"), "court_number");
  EXPECT_EQ(together("court", "C"), "C L ");
  remove("police", "L");
  settle();
  EXPECT_EQ(together("court", "C"), "C P ");
  EXPECT_EQ(reason("court", "C"), "prosecution_number");
}

TEST_F(LinkingTest, ANumberOfSeveralFirsOrTwiceInASourceLinksNothing) {
  put("court", "C", std::nullopt, "45/2024");
  put("prosecution", "P", "F9", "45/2024");
  put("police", "L", "F8", "45/2024");
  settle();
  EXPECT_EQ(together("court", "C"), "C ");
  ASSERT_EQ(unclear_numbers(store_, 10)->size(), 1U);
  EXPECT_EQ(unclear_numbers(store_, 10)->front().firs, 2);
  remove("police", "L");
  settle();
  EXPECT_EQ(together("court", "C"), "C P ");
  put("court", "C2", std::nullopt, "45/2024");
  settle();
  EXPECT_EQ(together("court", "C"), "C ") << "one of two, nobody knows which";
  EXPECT_EQ(unclear_numbers(store_, 10)->size(), 2U);
}

TEST_F(LinkingTest, AnOwnFirIsBelievedBeforeANumber) {
  put("court", "C", std::nullopt, "45/2024");
  put("prosecution", "P", "F9", "45/2024");
  settle();
  put("court", "C", "F7", "45/2024");
  settle();
  EXPECT_EQ(together("court", "C"), "C ");
  EXPECT_EQ(reason("court", "C"), "fir");
  put("court", "C", std::nullopt, "46/2024");
  settle();
  EXPECT_EQ(reason("court", "C"), "alone");
}

TEST_F(LinkingTest, RecordsOfSeveralSourcesWithoutAnyFirComeTogether) {
  put("court", "C", std::nullopt, "45/2024");
  put("prosecution", "P", std::nullopt, "45/2024");
  settle();
  EXPECT_EQ(together("court", "C"), "C P ");
  put("police", "L", "F9", "45/2024");
  settle();
  EXPECT_EQ(together("court", "C"), "C L P ");
  remove("police", "L");
  settle();
  EXPECT_EQ(together("court", "C"), "C P ");
}

TEST_F(LinkingTest, AReviewedLinkHoldsWhateverTheRecordsSayUntilItIsTakenBack) {
  put("court", "C", "F1", "45/2024");
  put("police", "L", "F9");
  EXPECT_EQ(settle({join("court", "C", "police", "L")}).moved, 1);
  EXPECT_EQ(together("police", "L"), "C L ");
  EXPECT_EQ(reason("court", "C"), "manual");
  put("court", "C", "F2", "45/2024");
  EXPECT_EQ(together("police", "L"), "C L ");
  put("police", "L", "F10");
  settle({join("court", "C", "police", "L")});
  EXPECT_EQ(together("police", "L"), "C L ") << "it follows the record that it is joined with";
  EXPECT_EQ(settle().moved, 1);
  EXPECT_EQ(reason("court", "C"), "fir");
  EXPECT_EQ(store_.database()
                .query_integer("SELECT count(*) FROM linked_case AS l JOIN rec_case AS c ON "
                               "c.linked_case = l.id WHERE l.fir_key = 'F2'")
                .value(),
            1);
}

TEST_F(LinkingTest, ARecordSetApartIsACaseOfItsOwn) {
  put("court", "C", "F9");
  put("police", "L", "F9");
  settle();
  EXPECT_EQ(together("court", "C"), "C L ");
  const ReviewedLink apart{What::kApart, "court", "C", "", "", "DPP", "2026-03-01", "typing error"};
  EXPECT_EQ(settle({apart}).moved, 1);
  EXPECT_EQ(together("court", "C"), "C ");
  put("court", "C", "F9", "7/2024");
  EXPECT_EQ(together("court", "C"), "C ");
}

TEST_F(LinkingTest, WhoIsJoinedFollowsOverSeveralStepsAndWaitsForRecordsToCome) {
  put("court", "C", std::nullopt);
  put("prosecution", "P", std::nullopt, "45/2024");
  const std::vector<ReviewedLink> reviewed = {join("court", "C", "prosecution", "P"),
                                              join("prosecution", "P", "police", "L")};
  EXPECT_EQ(settle(reviewed).waiting, 1);
  EXPECT_EQ(together("court", "C"), "C P ");
  put("police", "L", "F9");
  EXPECT_EQ(settle(reviewed).waiting, 0);
  EXPECT_EQ(together("court", "C"), "C L P ");
}

TEST_F(LinkingTest, AfterAFirstLoadAllIsLookedAt) {
  auto fresh = *Store::open(path("fresh.db"), OpenMode::kWrite);
  store_ = std::move(fresh);
  for (const auto* name : {"police", "prosecution", "court"}) {
    sources_[name] = *store_.register_source(name, "{}");
    runs_[name] = *store_.begin_run({sources_[name], 1, "csv", "1.0.0", "m"});
  }
  ASSERT_TRUE(store_.begin_backfill());
  put("court", "C", std::nullopt, "45/2024");
  put("prosecution", "P", "F9", "45/2024");
  EXPECT_EQ(settle().moved, 0) << "not during the load";
  ASSERT_TRUE(store_.end_backfill());
  EXPECT_EQ(settle().moved, 1);
  EXPECT_EQ(together("court", "C"), "C P ");
}

}  // namespace
}  // namespace mizan::store
