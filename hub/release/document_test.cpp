// What a document says, and what one has otherwise than another.
#include "release/document.hpp"
#include "base/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mizan::release {
namespace {

model::KpiResult value(const std::string& kpi, const std::string& province, std::int64_t numerator,
                       std::int64_t denominator) {
  model::KpiResult result;
  result.key = {kpi, 1, "value", province, "total", "_T"};
  result.unit = "percent";
  result.period = *model::parse_period("2025-Q4");
  result.value = model::Fraction{100 * numerator, denominator};
  result.numerator = numerator;
  result.denominator = denominator;
  result.known_at = 1'750'000'000'000'000;
  result.status = model::KpiStatus::kNormal;
  return result;
}

Draft draft(std::vector<model::KpiResult> values) {
  return {"2025-Q4.1",      "2025-Q4", "", 1'750'000'000'000'000, {{"rate", 2, "id = \"rate\"\n"}},
          std::move(values)};
}

std::string document(std::vector<model::KpiResult> values) {
  const auto text = document_text(draft(std::move(values)), {});
  EXPECT_TRUE(text) << text.error().message;
  return *text;
}

std::vector<std::string> shown(const std::string& before, const std::string& after) {
  const auto revisions = revisions_between(before, after);
  EXPECT_TRUE(revisions) << revisions.error().message;
  std::vector<std::string> lines;
  for (const auto& each : *revisions)
    lines.push_back(each.kpi + " " + each.province + ": " + each.was + " -> " + each.now);
  return lines;
}

using Lines = std::vector<std::string>;

TEST(Document, SaysWhatItIsAndByWhichDefinitions) {
  const auto text = document({value("rate", "PB", 1, 3)});
  const auto summary = read_summary(text);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->id, "2025-Q4.1");
  EXPECT_EQ(summary->period, "2025-Q4");
  EXPECT_EQ(summary->known_at, "2025-06-15T15:06:40.000Z");
  EXPECT_EQ(summary->values, 1U);
  EXPECT_EQ(*kpis_of(text), Lines{"rate"});
  const auto json = base::parse_json(text);
  EXPECT_EQ(json["definitions"][0]["text"], "id = \"rate\"\n");
  EXPECT_EQ(json["definitions"][0]["version"], 2);
  EXPECT_TRUE(json["revises"].is_null());
  EXPECT_EQ(json["values"][0]["value"].dump(), "33.3333");
}

TEST(Document, TheSameValuesKnownLaterAreNoRevision) {
  auto later = value("rate", "PB", 1, 3);
  later.known_at += 1;
  later.fresh_to = {{"court", base::Day{20'000}, 5}};
  EXPECT_EQ(shown(document({value("rate", "PB", 1, 3)}), document({later})), Lines{});
}

TEST(Document, EachValueThatIsAnotherIsARevision) {
  const auto before =
      document({value("rate", "PB", 1, 3), value("rate", "KP", 1, 2), value("rate", "SD", 1, 4)});
  const auto after =
      document({value("rate", "KP", 2, 4), value("rate", "PB", 1, 4), value("rate", "IS", 1, 1)});
  // 2 of 4 is the share that 1 of 2 was, and counts more cases.
  EXPECT_EQ(shown(before, after),
            (Lines{"rate KP: 50 -> 50", "rate PB: 33.3333 -> 25", "rate IS:  -> 100", "rate SD: 25 -> "}));
}

TEST(Document, ARevisionNamesWhatItRevises) {
  auto second = draft({value("rate", "PB", 1, 4)});
  second.id = "2025-Q4.2";
  second.revises = "2025-Q4.1";
  const auto text = document_text(second, document({value("rate", "PB", 1, 3)}));
  ASSERT_TRUE(text);
  EXPECT_EQ(read_summary(*text)->revises, "2025-Q4.1");
  EXPECT_EQ(read_summary(*text)->revisions, 1U);
  const auto json = base::parse_json(*text);
  EXPECT_EQ(json["revisions"][0]["was"].dump(), "33.3333");
  EXPECT_EQ(json["revisions"][0]["now"].dump(), "25");
}

TEST(Document, AnythingElseIsASentence) {
  for (const std::string text : {"", "[]", "{}", R"({"v":2,"values":[]})", R"({"v":1,"values":{}})",
                                 R"({"v":1,"values":[],"id":7,"period":"","known_at":""})"}) {
    const auto summary = read_summary(text);
    ASSERT_FALSE(summary) << text;
    EXPECT_EQ(summary.error().message.substr(0, 14), "is no release:");
  }
}

}  // namespace
}  // namespace mizan::release
