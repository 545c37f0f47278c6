// Answers without what somebody is not shown, worked by hand.
#include "access/answer_filter.hpp"
#include "base/json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace mizan::access {
namespace {

Grant grant_of(std::vector<std::string> fields, std::vector<Grain> grains) {
  Share share;
  for (const auto grain : grains) share.grains.add(grain);
  share.fields = FieldPaths(std::move(fields));
  return {share, {}, {}};
}

TEST(AnswerFilter, KeepsWhatIsNamedInOrder) {
  auto answer = base::parse_ordered_json(R"({"kpi":"pending","known_at":"t","more":{"a":1},"values":[
      {"province":"PB","by":"total","member":"_T","value":7,"excluded":{"missing":2,"negative":1}}]})");
  keep_shown(answer,
             grant_of({"kpi", "values.province", "values.excluded.missing", "more.b"}, {Grain::kProvince}));
  EXPECT_EQ(answer.dump(),
            R"({"kpi":"pending","more":{},"values":[{"province":"PB","excluded":{"missing":2}}]})");
}

TEST(AnswerFilter, KeepsRowsOfTheGrainsThatAreShown) {
  auto answer = base::parse_ordered_json(R"({"values":[
      {"province":"_T","by":"total","member":"_T","value":1},
      {"province":"PB","by":"total","member":"_T","value":2},
      {"province":"PB","by":"court","member":"A","value":3},
      {"province":"PB","value":4}, 5, {"by":"total","member":"_T","value":6}]})");
  keep_shown(answer, grant_of({"*"}, {Grain::kNation, Grain::kCourt}));
  ASSERT_EQ(answer["values"].size(), 2U) << answer.dump();
  EXPECT_EQ(answer["values"][0]["value"], 1);
  EXPECT_EQ(answer["values"][1]["value"], 3);
}

TEST(AnswerFilter, TheSameOfCsvWhoseCellsMayHoldCommasQuotesAndLines) {
  const std::string csv =
      "kpi,province,by,member,value,numerator,excluded_missing,places_used,funnel_95_low\r\n"
      "k,PB,court,\"A, \"\"B\"\"\nC\",1,2,3,4,5\r\n"
      "k,PB,district,D,6,7,8,9,10\r\n"
      "k,PB,court,E,11,12,13,14,15\r\n";
  const auto kept = keep_shown_csv(
      csv,
      grant_of({"values.member", "values.value", "values.coverage", "values.fairness"}, {Grain::kCourt}));
  EXPECT_EQ(kept, "member,value,places_used,funnel_95_low\r\n\"A, \"\"B\"\"\nC\",1,4,5\r\nE,11,14,15\r\n");
  EXPECT_EQ(keep_shown_csv("kpi,value\r\nk,1\r\n", grant_of({"*"}, {Grain::kNation})), "kpi,value\r\n")
      << "a table without places is nobody's";
}

TEST(AnswerFilter, WhatNobodyNamedIsNobodys) {
  auto answer = base::parse_ordered_json(R"({"new":[{"x":1}],"values":[]})");
  keep_shown(answer, grant_of({"values"}, {Grain::kNation}));
  EXPECT_EQ(answer.dump(), R"({"values":[]})");
  keep_shown(answer, Grant());
  EXPECT_EQ(answer.dump(), "{}");
}

}  // namespace
}  // namespace mizan::access
