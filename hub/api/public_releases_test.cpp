// What anybody is shown of releases, by their routes, on a real folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "api/releases.hpp"
#include "base/json.hpp"

namespace mizan::api {
namespace {
namespace fs = std::filesystem;
using nlohmann::json;
using release::Archive;
using ::testing::ElementsAre;

class PublicReleasesTest : public ::testing::Test {
 protected:
  PublicReleasesTest() : key_(*registry::PrivateKey::make()) { fs::remove_all(folder_); }
  ~PublicReleasesTest() override { fs::remove_all(folder_); }

  static model::KpiResult value(const std::string& kpi, const std::string& by, const std::string& member,
                                std::int64_t count) {
    model::KpiResult result;
    result.key = {kpi, 1, "value", "PB", by, member};
    result.unit = "cases";
    result.period = *model::parse_period("2026-03");
    result.value = model::Fraction{count, 1};
    return result;
  }

  // Cases pending in districts A, B and C, their total, and that of the nation, which is the same.
  static std::vector<model::KpiResult> districts(std::int64_t a, std::int64_t b, std::int64_t c) {
    auto nation = value("pending", "total", "_T", a + b + c);
    nation.key.province = "_T";
    return {value("pending", "district", "A", a), value("pending", "district", "B", b),
            value("pending", "district", "C", c), value("pending", "total", "_T", a + b + c), nation};
  }

  void publish(const std::string& id, std::vector<model::KpiResult> values, const std::string& before = "") {
    release::Draft draft;
    draft.id = id;
    draft.period = id.substr(0, id.rfind('.'));
    draft.revises = before;
    draft.values = std::move(values);
    auto archive = *Archive::open(folder_);
    const auto earlier = before.empty() ? std::string() : *archive.document(before);
    ASSERT_TRUE(archive.prepare(id, *release::document_text(draft, earlier)));
    ASSERT_TRUE(archive.sign(id, key_));
    ASSERT_TRUE(archive.publish(id, key_, 1'775'000'000'000'000));
  }

  json page(const std::string& target) {
    const auto response = shelf_.answer(*parse_target(target));
    EXPECT_TRUE(response) << response.error().message;
    return response ? base::parse_json(response->body) : json();
  }

  // "A 3", "B -": hidden.
  std::vector<std::string> rows(const std::string& id) {
    std::vector<std::string> all;
    const auto shown = page("/v1/releases/" + id + "/values?by=district");
    for (const auto& row : shown["values"]) {
      EXPECT_EQ(row["value"].is_null(), row["status"] == "suppressed");
      all.push_back(row["member"].get<std::string>() + " " +
                    (row["value"].is_null() ? "-" : row["value"].dump()));
    }
    return all;
  }

  const fs::path folder_ =
      fs::path(::testing::TempDir()) /
      ("mizan_public_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
  const registry::PrivateKey key_;
  ReleaseShelf shelf_{folder_};
};

TEST_F(PublicReleasesTest, SmallCountsAreHiddenWithAPartner) {
  publish("2026-03.1", districts(3, 7, 70));
  EXPECT_THAT(rows("2026-03.1"), ElementsAre("A -", "B -", "C 70"));
  EXPECT_EQ(page("/v1/releases/2026-03.1/values?by=total")["values"][0]["value"], 80);
}

TEST_F(PublicReleasesTest, RowsSayNothingOfWhatWasLeftOutNorOfOtherKpis) {
  auto values = districts(30, 7, 70);
  values.push_back(value("outcome_mix", "district", "A", 30));
  values.push_back(value("pending", "court", "ASJ", 30));
  publish("2026-03.1", values);
  const auto shown = page("/v1/releases/2026-03.1/values");
  EXPECT_EQ(shown["values"].size(), 5U) << "of KPIs and breakdowns that are for the public";
  for (const auto* name : {"excluded", "coverage", "fresh_to"})
    EXPECT_FALSE(shown["values"][0].contains(name));
}

TEST_F(PublicReleasesTest, ARevisionShowsNoMoreThanBeforeAndIsHeldIfItWouldHideMore) {
  publish("2026-03.1", districts(3, 7, 70));
  publish("2026-03.2", districts(30, 7, 70), "2026-03.1");
  EXPECT_THAT(rows("2026-03.2"), ElementsAre("A -", "B -", "C 70"));
  publish("2026-03.3", districts(30, 7, 2), "2026-03.2");
  EXPECT_THAT(rows("2026-03.3"), ElementsAre());
  EXPECT_EQ(page("/v1/releases/2026-03.3/values")["held"], json({"stock"}));
  EXPECT_THAT(rows("2026-03.1"), ElementsAre("A -", "B -", "C 70"));
}

TEST_F(PublicReleasesTest, WhatIsNotThereIsSaid) {
  publish("2026-03.1", districts(3, 7, 70));
  const auto status = [&](const std::string& target) {
    const auto response = shelf_.answer(*parse_target(target));
    return response ? response->status : problem_of(response.error()).status;
  };
  EXPECT_EQ(status("/v1/releases/2026-03.2/values"), 404U);
  EXPECT_EQ(status("/v1/releases/2026-03.1/values?member=A"), 400U);
  EXPECT_EQ(status("/v1/releases/2026-03.1/values?format=xml"), 400U);
}

}  // namespace
}  // namespace mizan::api
