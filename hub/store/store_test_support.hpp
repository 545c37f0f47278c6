#pragma once
// For the tests of this folder: a store in a folder of its own, and records to put into it.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/past.hpp"
#include "store/store.hpp"

namespace mizan::store {

class StoreTest : public ::testing::Test {
 protected:
  StoreTest() {
    folder_ = std::filesystem::path(::testing::TempDir()) /
              ("mizan_store_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  ~StoreTest() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name = "store.db") const { return (folder_ / name).string(); }

  Store open() {
    auto store = Store::open(path(), OpenMode::kWrite);
    EXPECT_TRUE(store) << store.error().message;
    return std::move(*store);
  }

  void start(Store& store) {
    source_ = *store.register_source("court", "{}");
    run_ = *store.begin_run({source_, 1, "csv", "1.0.0", "m"});
  }

  Books apply(Store& store, std::vector<Item> items, std::optional<std::string> token = {}) {
    auto books = store.apply({source_, run_, ++clock_, std::move(items), std::move(token), 1});
    EXPECT_TRUE(books) << books.error().message;
    return books ? *books : Books{};
  }

  // Every case of a sweep in so many parts, by number, as bytes.
  static std::map<std::int64_t, std::string> swept(Store& store, int parts,
                                                   const FieldChoice* fields = nullptr) {
    std::map<std::int64_t, std::string> cases;
    for (int part = 0; part < parts; ++part) {
      EXPECT_TRUE(store.for_each_case(
          [&](const model::LinkedCase& linked) -> base::Result<> {
            std::string bytes;
            for (const auto& each : linked.cases) {
              bytes += std::to_string(each.source.value) + each.record.encode();
              for (const auto& child : each.children) bytes += child.encode();
            }
            EXPECT_TRUE(cases.emplace(linked.id.value, std::move(bytes)).second) << "visited twice";
            return {};
          },
          {fields, part, parts}));
    }
    return cases;
  }

  // What a moment showed, as "key court: hearing, hearing" in order of the keys.
  static std::vector<std::string> cases_at(Store& store, base::Micros moment) {
    auto past = Past::at(store, moment);
    EXPECT_TRUE(past) << past.error().message;
    std::vector<std::string> texts;
    const auto done = past->for_each_case(nullptr, [&](const model::LinkedCase& linked) -> base::Result<> {
      for (const auto& each : linked.cases) {
        auto text =
            each.record.key + " " + std::string(each.record.text(model::field::court_id).value_or(""));
        for (const auto& child : each.children) text += " " + child.key;
        texts.push_back(text + " in " + std::to_string(linked.cases.size()));
      }
      return {};
    });
    EXPECT_TRUE(done);
    std::sort(texts.begin(), texts.end());
    return texts;
  }

  std::filesystem::path folder_;
  model::SourceId source_;
  RunId run_;
  base::Micros clock_ = 0;
};

inline Upsert court_case(const std::string& key, std::optional<std::string> fir = {},
                         const std::string& court = "A") {
  model::Record record(model::Kind::kCase, key);
  record.set_text(model::field::court_id, court);
  return {std::move(record), std::move(fir), {}, R"({"k":")" + key + "\"}"};
}

inline Upsert hearing(const std::string& key, const std::string& of, int day) {
  model::Record record(model::Kind::kHearing, key);
  record.set_text(model::field::case_id, of);
  record.set_date(model::field::held_on_id, base::Day{day});
  return {std::move(record), {}, {}, "raw " + key};
}

}  // namespace mizan::store
