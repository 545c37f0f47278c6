// Records read anew by other tables: what changes, what stays, and what is said of it.
#include "store/remaking.hpp"

#include <gtest/gtest.h>

#include "store/past.hpp"
#include "store/provenance.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {

// Court "A" becomes "B"; whoever has it gets another FIR.
void rename_court(Remade& remade) {
  if (remade.record.kind == model::Kind::kCase) remade.fir_key = "F2";
  if (remade.record.text(model::field::court_id) != "A") return;
  remade.record.set_text(model::field::court_id, "B");
  remade.record.set_native(model::field::court_id, "A");
  std::erase_if(remade.findings, [](const auto& finding) { return finding.code == "unmatched_place"; });
}

class RemakingTest : public StoreTest {
 protected:
  RemakingTest() : store_(open()) {
    start(store_);
    auto found = court_case("1", "F1");
    found.findings = {{"unmatched_place", model::field::court_id, "A"}, {"unreadable", 0, "x"}};
    auto listed = hearing("h", "1", 100);
    listed.record.set_text(model::field::court_id, "A");
    apply(store_, {found, court_case("2", "F2", "C"), std::move(listed)});
  }

  std::int64_t number(const std::string& sql) { return *store_.database().query_integer(sql); }

  Store store_;
};

TEST_F(RemakingTest, WhatComesOutOtherIsAChangeOfTheHubs) {
  const auto head = *store_.head();
  const auto count = Remaking(store_).remake(source_, "t2", 500, rename_court);
  ASSERT_TRUE(count) << count.error().message;
  EXPECT_EQ(count->looked_at, 3);
  EXPECT_EQ(count->changed, 2);
  const auto changes = store_.changes_after(head);
  ASSERT_EQ(changes->size(), 2U);
  for (const auto& change : *changes) EXPECT_EQ(change.cause, model::ChangeReason::kConfig);
  EXPECT_EQ(number("SELECT count(*) FROM rec_case WHERE court = 'B' AND court_native = 'A'"), 1);
  EXPECT_EQ(number("SELECT count(*) FROM rec_hearing WHERE court = 'B' AND court_native = 'A'"), 1);
  EXPECT_EQ(number("SELECT count(DISTINCT linked_case) FROM rec_case"), 1) << "both are of F2 now";
  EXPECT_EQ(number("SELECT count(*) FROM finding"), 1);
  EXPECT_EQ(*Remaking(store_).basis(source_), "t2");
}

TEST_F(RemakingTest, TheSourcesBooksAndFreshnessAreUntouched) {
  const auto newest = *store_.newest_change(source_);
  ASSERT_TRUE(Remaking(store_).remake(source_, "t2", 500, rename_court));
  EXPECT_EQ(*store_.newest_change(source_), newest);
  EXPECT_EQ(store_.runs(source_, 10)->size(), 1U);
  const auto records = provenance_of(store_, *store_.find_case("court", "1").value(), *store_.head());
  for (const auto& record : *records) {
    EXPECT_EQ(record.run.adapter, "csv") << record.key << ": it came in a run of its source";
    if (record.key == "1") EXPECT_EQ(record.raw, R"({"k":"1"})");
  }
}

TEST_F(RemakingTest, WhatWasKnownBeforeIsStillTold) {
  ASSERT_TRUE(Remaking(store_).remake(source_, "t2", 500, rename_court));
  auto reader = *store_.open_reader();
  auto past = *Past::at(reader, 499);
  int courts = 0;
  ASSERT_TRUE(past.for_each_case(nullptr, [&](const model::LinkedCase& linked) -> base::Result<> {
    for (const auto& each : linked.cases) courts += each.record.text(model::field::court_id) == "A" ? 1 : 0;
    return {};
  }));
  EXPECT_EQ(courts, 1);
}

TEST_F(RemakingTest, DoneAgainItChangesNothingAndAskedOnlyItWritesNothing) {
  EXPECT_EQ(Remaking(store_).would_change(source_, rename_court)->changed, 2);
  EXPECT_EQ(*store_.head(), 3);
  ASSERT_TRUE(Remaking(store_).remake(source_, "t2", 500, rename_court));
  const auto again = Remaking(store_).remake(source_, "t2", 501, [](Remade& remade) {
    if (remade.record.kind == model::Kind::kCase) remade.fir_key = "F2";
  });
  EXPECT_EQ(again->changed, 0);
  EXPECT_EQ(number("SELECT count(*) FROM run WHERE source = 0"), 1);
}

}  // namespace
}  // namespace mizan::store
