// What the feed says of a release.
#include "release/news.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "release/document.hpp"

namespace mizan::release {
namespace {
using nlohmann::json;

model::KpiResult value(const std::string& member, std::int64_t number) {
  model::KpiResult result;
  result.key = {"pending", 1, "value", "PB", "court", member};
  result.unit = "cases";
  result.period = *model::parse_period("2025-Q4");
  result.value = model::Fraction{number, 1};
  return result;
}

Draft draft(const std::string& id, const std::string& revises, int count, std::int64_t first) {
  Draft draft;
  draft.id = id;
  draft.period = "2025-Q4";
  draft.revises = revises;
  draft.definitions.push_back({"pending", 1, "id = \"pending\""});
  for (int i = 0; i < count; ++i) draft.values.push_back(value("C" + std::to_string(i), first + i));
  return draft;
}

const Archive::Entry kEntry = {"2025-Q4.1", leaf_hash("x"), "2026-02-01T00:00:00.000Z"};

TEST(News, AFirstReleaseIsOneEvent) {
  const auto news = news_of(*document_text(draft("2025-Q4.1", "", 2, 10), {}), kEntry, 3);
  ASSERT_TRUE(news) << news.error().message;
  ASSERT_EQ(news->size(), 1U);
  EXPECT_EQ(news->front().type, "org.mizan.release.published.v1");
  EXPECT_EQ(news->front().subject, "release/2025-Q4.1");
  const auto body = base::parse_json(news->front().body);
  EXPECT_EQ(body["time"], "2026-02-01T00:00:00.000Z");
  EXPECT_EQ(body["data"]["place"], 4) << "people count from 1";
  EXPECT_EQ(body["data"]["values"], 2);
  EXPECT_EQ(body["data"]["kpis"], json::array({"pending"}));
  EXPECT_TRUE(body["data"]["revises"].is_null());
}

TEST(News, ARevisionTellsOfTheReleaseThatItRevises) {
  const auto before = *document_text(draft("2025-Q4.1", "", 2, 10), {});
  auto later = draft("2025-Q4.2", "2025-Q4.1", 2, 10);
  later.values[1].value = model::Fraction{12, 1};
  const auto news = news_of(*document_text(later, before), kEntry, 1);
  ASSERT_TRUE(news && news->size() == 2);
  EXPECT_EQ(news->at(0).subject, "release/2025-Q4.2");
  EXPECT_EQ(news->at(1).type, "org.mizan.release.revised.v1");
  EXPECT_EQ(news->at(1).subject, "release/2025-Q4.1");
  const auto data = base::parse_json(news->at(1).body)["data"];
  EXPECT_EQ(data["by"], "2025-Q4.2");
  EXPECT_EQ(data["revisions"], 1);
  EXPECT_EQ(data["of_kpis"], (json{{"pending", 1}}));
  EXPECT_EQ(data["whole"], true);
  ASSERT_EQ(data["changed"].size(), 1U);
  EXPECT_EQ(data["changed"][0]["member"], "C1");
  EXPECT_EQ(data["changed"][0]["was"], 11);
  EXPECT_EQ(data["changed"][0]["now"], 12);
}

TEST(News, OfVeryManyChangesTheFirstStandInTheEvent) {
  const auto before = *document_text(draft("2025-Q4.1", "", 1'001, 10), {});
  const auto after = *document_text(draft("2025-Q4.2", "2025-Q4.1", 1'001, 11), before);
  const auto data = base::parse_json(news_of(after, kEntry, 1)->at(1).body)["data"];
  EXPECT_EQ(data["revisions"], 1'001);
  EXPECT_EQ(data["of_kpis"], (json{{"pending", 1'001}}));
  EXPECT_EQ(data["changed"].size(), 1'000U);
  EXPECT_EQ(data["whole"], false);
}

TEST(News, OfWhatIsNoReleaseThereIsNone) {
  EXPECT_FALSE(news_of("{}", kEntry, 0));
}

}  // namespace
}  // namespace mizan::release
