// The description of the interface as a whole; what the hub answers is held against it in tests/interface.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "base/json.hpp"
#include "describe/asyncapi.hpp"
#include "describe/openapi.hpp"
#include "describe/reference.hpp"

namespace mizan::describe {
namespace {

using nlohmann::json;
using ::testing::Contains;
using ::testing::Not;

// Every "$ref" below a value.
void collect_refs(const json& value, std::set<std::string>& refs) {
  if (value.is_object() && value.contains("$ref")) refs.insert(value["$ref"].get<std::string>());
  if (!value.is_structured()) return;
  for (const auto& each : value) collect_refs(each, refs);
}

void expect_refs_lead_somewhere(const json& document) {
  std::set<std::string> refs;
  collect_refs(document, refs);
  EXPECT_GT(refs.size(), 10U);
  for (const auto& ref : refs)
    EXPECT_TRUE(document.contains(json::json_pointer(ref.substr(1)))) << ref << " leads nowhere";
}

TEST(Describe, RefsOfBothDocumentsLeadSomewhere) {
  const Parts parts;
  expect_refs_lead_somewhere(base::parse_json(openapi(parts)));
  expect_refs_lead_somewhere(base::parse_json(asyncapi(parts)));
}

TEST(Describe, MembersThatAreAlwaysThereAreRequired) {
  const Parts parts;
  const auto document = base::parse_json(openapi(parts));
  const auto& value = document["components"]["schemas"]["Value"];
  EXPECT_THAT(value["required"], Contains("numerator"));
  EXPECT_THAT(value["required"], Not(Contains("fairness")));
  EXPECT_FALSE(value.contains("sometimes"));
  EXPECT_EQ(document.dump().find("\"sometimes\""), std::string::npos);
  EXPECT_EQ(document.dump().find("\"like\""), std::string::npos);
}

TEST(Describe, AChangedValueHasTheMembersOfAValueAndItsOwn) {
  const Parts parts;
  const auto& schema = parts.schemas().at("ChangedValue");
  for (const auto* name : {"kpi", "value", "status", "previous", "reasons"})
    EXPECT_TRUE(schema.at("properties").contains(name)) << name;
  EXPECT_THAT(schema.at("required"), Contains("previous"));
  EXPECT_THAT(schema.at("required"), Not(Contains("cause")));
  EXPECT_THAT(schema.at("required"), Not(Contains("fairness")));
}

TEST(Describe, LinksNameTheParametersOfAPage) {
  const Parts parts;
  EXPECT_THAT(links(parts), Contains("/v1"));
  EXPECT_THAT(links(parts), Contains("/v1/coverage?province="));
  EXPECT_THAT(links(parts), Contains("/v1/releases/{id}/proof?since="));
}

TEST(Describe, HealthIsOutsideOfV1AndHasWordsInPlaceOfProblems) {
  const Parts parts;
  const auto paths = base::parse_json(openapi(parts))["paths"];
  const auto& ready = paths["/readyz"]["get"]["responses"];
  EXPECT_EQ(ready.size(), 2U);
  EXPECT_TRUE(ready["503"]["content"].contains("text/plain"));
  EXPECT_EQ(paths["/healthz"]["get"]["responses"].size(), 1U);
  EXPECT_TRUE(paths.contains("/v1/metrics"));
  EXPECT_THAT(links(parts), Contains("/healthz"));
}

TEST(Describe, ThePageHasNoScriptNothingFromElsewhereAndWhatItSaysIsEscaped) {
  const Parts parts;
  const auto page = reference(parts);
  for (const auto* bad : {"<script", "javascript:", "onclick", "src=", "http://", "@import", "url("})
    EXPECT_EQ(page.find(bad), std::string::npos) << bad;
  EXPECT_NE(page.find("id=\"schema-Value\""), std::string::npos);
  EXPECT_NE(page.find("Pakistan&#39;s provinces"), std::string::npos);
  EXPECT_THAT(reference_style_source(), ::testing::MatchesRegex("'sha256-[A-Za-z0-9+/]{43}='"));
}

}  // namespace
}  // namespace mizan::describe
