#pragma once
#include <nlohmann/json_fwd.hpp>

#include "api/case_story.hpp"
#include "api/explain.hpp"
#include "api/fair_values.hpp"
#include "kpi/definition.hpp"

namespace mizan::api {

/// A field that the record has: a day as ISO text, a number, true or false, or a text (of a code the common
/// one).
nlohmann::ordered_json value_of(const model::FieldInfo& info, const model::Record& record);

nlohmann::ordered_json json_of(const kpi::Definition& definition);
nlohmann::ordered_json json_of(const store::Provenance& record);
nlohmann::ordered_json json_of(const store::RunRow& run);
nlohmann::ordered_json json_of(const model::Record& record);
nlohmann::ordered_json json_of(const Explanation& explanation);
nlohmann::ordered_json json_of(const store::LinkRow& link);
nlohmann::ordered_json json_of(const SharedValue& shared);
nlohmann::ordered_json json_of(const CaseStory& story);
/// The value's object; its members `fairness` and `standardised` are there if the value has them.
nlohmann::ordered_json json_of(const FairValue& value);

}  // namespace mizan::api
