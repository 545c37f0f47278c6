// What the KPI engine keeps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "store/sqlite.hpp"
#include "store/store_test_support.hpp"

namespace mizan::store {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

TEST_F(StoreTest, ReceiptsAreCountedWithTheKpis) {
  auto store = open();
  start(store);
  apply(store, {court_case("1")}, "t");
  EXPECT_EQ(store.receipt_days()->front().counted_received, 0);
  auto writer = KpiWriter::begin(store);
  ASSERT_TRUE(writer->commit({1, "d", true, {}, {}, "f", {}}));
  EXPECT_EQ(store.receipt_days()->front().counted_received, 1);
}

TEST_F(StoreTest, FactsAreKeptWithTheirCommitOrNotAtAll) {
  auto store = open();
  const auto ids_of = [&] {
    std::map<std::int64_t, std::string> all;
    for (int part = 0; part < 2; ++part) {
      EXPECT_TRUE(store.for_each_facts(
          [&](const FactsView& row) -> base::Result<> {
            EXPECT_TRUE(all.emplace(row.id.value, row.data).second) << "in both parts";
            return {};
          },
          part, 2));
    }
    return all;
  };
  {
    auto writer = KpiWriter::begin(store);
    ASSERT_TRUE(writer->put_facts({{1}, base::kFarFuture, "one"}));
    ASSERT_TRUE(writer->put_facts({{2}, base::Day{100}, "two"}));
    ASSERT_TRUE(writer->put_facts({{3}, base::Day{200}, "three"}));
    ASSERT_TRUE(writer->commit({0, "d", false, {}, {}, "f", {{4, "Lahore"}}}));
  }
  EXPECT_EQ(store.kpi_state()->facts, "f");
  EXPECT_EQ(ids_of(), (std::map<std::int64_t, std::string>{{1, "one"}, {2, "two"}, {3, "three"}}));
  EXPECT_EQ(store.woken_by({99})->size(), 0U);
  EXPECT_EQ(store.woken_by({100})->at(0).value, 2);
  std::vector<std::string> names;
  EXPECT_TRUE(store.load_names([&](const NameRow& row) -> base::Result<> {
    names.push_back(std::to_string(row.id) + row.text);
    return {};
  }));
  EXPECT_EQ(names, std::vector<std::string>{"4Lahore"});
  {
    auto writer = KpiWriter::begin(store);  // not committed
    ASSERT_TRUE(writer->drop_facts());
  }
  EXPECT_EQ(ids_of().size(), 3U);
  {
    auto writer = KpiWriter::begin(store);
    ASSERT_TRUE(writer->put_facts({{2}, {}, ""}));
    ASSERT_TRUE(writer->put_facts({{3}, base::kFarFuture, "3"}));
    ASSERT_TRUE(writer->commit({0, "d", false, {}, {}, "f", {}}));
  }
  EXPECT_EQ(ids_of(), (std::map<std::int64_t, std::string>{{1, "one"}, {3, "3"}}));
  EXPECT_EQ(store.facts({2})->value_or("none"), "none");
  EXPECT_EQ(store.woken_by({999})->size(), 0U);
}

}  // namespace
}  // namespace mizan::store
