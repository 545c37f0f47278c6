#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "model/fairness.hpp"

namespace mizan::publish {

/// The version of the result object, its member `v`; a reader refuses one that it does not know.
inline constexpr int kBodyVersion = 1;

/// One KPI result as a JSON object (KPIS §1). Values are numbers, digit for digit as model::format_value
/// prints them; absent ones are null.
nlohmann::ordered_json to_json(const model::KpiResult& result);

/// A value as a JSON number; null if absent or without a denominator.
nlohmann::ordered_json to_json(const std::optional<model::Fraction>& value);

/// What a share carries besides (KPIS rule 12); null where there is nothing.
nlohmann::ordered_json to_json(const model::Fairness& fairness);

/// The text of a JSON value. What is not UTF-8 is shown as U+FFFD: it came from outside and must not stop the
/// rest.
std::string dump(const nlohmann::ordered_json& json);

/// Columns behind those of the results: of each result a row of as many texts as there are names.
struct MoreColumns {
  std::vector<std::string> names;
  std::vector<std::vector<std::string>> rows;
};

/// Results as RFC 4180 CSV with a header line. Absent numbers are empty.
std::string to_csv(const std::vector<model::KpiResult>& results, const MoreColumns& more = {});

}  // namespace mizan::publish
