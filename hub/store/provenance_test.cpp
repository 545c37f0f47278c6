// Where records came from, now and as they were.
#include "store/provenance.hpp"

#include <gtest/gtest.h>

#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
using model::Kind;

TEST_F(StoreTest, ProvenanceLeadsToTheRawRecordTheRunAndTheFindings) {
  auto store = open();
  start(store);
  auto item = court_case("1");
  item.findings = {{"unmapped_code", model::field::disposal_id, "ZZ"}};
  apply(store, {item, hearing("h1", "1", 3)});
  const auto all = *provenance_of(store, **store.find_case("court", "1"), *store.head());
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].raw, R"({"k":"1"})");
  EXPECT_EQ(all[0].findings, item.findings);
  EXPECT_EQ(all[1].raw, "raw h1");
  EXPECT_EQ(all[1].run.adapter, "csv");
}

TEST_F(StoreTest, ProvenanceOfThePastLeadsToTheRawTextThatMadeTheRecordWhatItWas) {
  auto store = open();
  start(store);
  auto hearing_then = hearing("h1", "1", 3);
  hearing_then.raw = "as first received";
  apply(store, {court_case("1"), hearing_then, hearing("h2", "1", 4)});
  const auto then = *store.head();
  run_ = *store.begin_run({source_, 5, "csv", "2.0.0", "m2"});
  auto hearing_now = hearing("h1", "1", 9);
  hearing_now.raw = "as corrected";
  apply(store, {hearing_now, Delete{Kind::kHearing, "h2"}});
  const auto id = **store.find_case("court", "1");

  const auto past = *provenance_of(store, id, then);
  ASSERT_EQ(past.size(), 3U);
  EXPECT_EQ(past[0].kind, Kind::kCase);
  EXPECT_EQ(past[1].key, "h1");
  EXPECT_EQ(past[1].raw, "as first received");
  EXPECT_EQ(past[1].run.adapter_version, "1.0.0");
  EXPECT_EQ(past[2].key, "h2");
  EXPECT_EQ(past[2].raw, "raw h2");

  const auto now = *provenance_of(store, id, *store.head());
  ASSERT_EQ(now.size(), 2U);
  EXPECT_EQ(now[1].raw, "as corrected");
  EXPECT_EQ(now[1].run.mapping, "m2");
  EXPECT_TRUE(provenance_of(store, id, 0)->empty());
}

// The case record left the FIR; its hearings went with it.
TEST_F(StoreTest, ProvenanceFollowsTheLinkOfThatTime) {
  auto store = open();
  start(store);
  apply(store, {court_case("1", "P|D|S|1|2025"), hearing("h", "1", 3), court_case("2", "P|D|S|1|2025")});
  const auto first = **store.find_case("court", "1");
  const auto then = *store.head();
  apply(store, {court_case("1", "P|D|S|9|2025")});
  EXPECT_EQ(provenance_of(store, first, then)->size(), 3U);
  EXPECT_EQ(provenance_of(store, first, *store.head())->size(), 1U);
  EXPECT_EQ(provenance_of(store, **store.find_case("court", "1"), *store.head())->size(), 2U);
}

}  // namespace
}  // namespace mizan::store
