#include "publish/kpi_json.hpp"

#include <fmt/format.h>

#include <charconv>
#include <nlohmann/json.hpp>

#include "base/csv.hpp"
#include "base/json.hpp"

namespace mizan::publish {

using nlohmann::ordered_json;

namespace {

ordered_json number_of(const std::string& text) {
  if (text.find('.') == std::string::npos) {
    std::int64_t whole = 0;
    std::from_chars(text.data(), text.data() + text.size(), whole);
    return whole;
  }
  // At most four decimals of an ordinary count: the shortest text of the double is the text it came from.
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

ordered_json or_null(const std::optional<std::int64_t>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json excluded_json(const model::Excluded& excluded) {
  return {{"missing", excluded.missing},
          {"not_observed", excluded.not_observed},
          {"negative", excluded.negative},
          {"no_limit", excluded.no_limit}};
}

ordered_json share_json(const model::Share& share) {
  return {{"used", share.used}, {"all", share.all}};
}

ordered_json fresh_json(const std::vector<model::Freshness>& sources) {
  auto list = ordered_json::array();
  for (const auto& source : sources) {
    list.push_back(
        {{"source", source.source},
         {"horizon", source.horizon ? ordered_json(base::to_iso(*source.horizon)) : ordered_json()},
         {"newest_change", source.newest_change == 0
                               ? ordered_json()
                               : ordered_json(base::to_rfc3339(source.newest_change))}});
  }
  return list;
}

void add_cell(std::string& row, std::string_view text) {
  row += ',';
  row += base::csv_cell(text);
}

std::string csv_row(const model::KpiResult& result) {
  const auto number = [](const std::optional<std::int64_t>& value) {
    return value ? fmt::format("{}", *value) : "";
  };
  auto row = base::csv_cell(result.key.kpi);
  for (const auto& text : {fmt::format("{}", result.key.version),
                           result.unit,
                           result.key.stat,
                           result.key.province,
                           result.key.dimension,
                           result.key.member,
                           result.period.label,
                           base::to_iso(result.period.from),
                           base::to_iso(result.period.to),
                           result.value ? model::format_value(*result.value) : "",
                           number(result.numerator),
                           number(result.denominator),
                           fmt::format("{}", result.excluded.missing),
                           fmt::format("{}", result.excluded.not_observed),
                           fmt::format("{}", result.excluded.negative),
                           fmt::format("{}", result.excluded.no_limit),
                           fmt::format("{}", result.places.used),
                           fmt::format("{}", result.places.all),
                           fmt::format("{}", result.records.used),
                           fmt::format("{}", result.records.all),
                           std::string(model::kpi_status_name(result.status)),
                           base::to_rfc3339(result.known_at)}) {
    add_cell(row, text);
  }
  return row;
}

ordered_json limits_json(const std::optional<model::Limits>& limits) {
  if (!limits) return nullptr;
  return {{"low", to_json(std::optional(limits->low))}, {"high", to_json(std::optional(limits->high))}};
}

}  // namespace

ordered_json to_json(const std::optional<model::Fraction>& value) {
  if (!value || value->denominator == 0) return nullptr;
  return number_of(model::format_value(*value));
}

ordered_json to_json(const model::Fairness& fairness) {
  return {{"interval", limits_json(fairness.interval)},
          {"small", fairness.small ? ordered_json(*fairness.small) : ordered_json()},
          {"province_share", to_json(fairness.province_share)},
          {"funnel_95", limits_json(fairness.funnel_95)},
          {"funnel_998", limits_json(fairness.funnel_998)}};
}

ordered_json to_json(const model::KpiResult& result) {
  return {{"v", kBodyVersion},
          {"kpi", result.key.kpi},
          {"version", result.key.version},
          {"unit", result.unit},
          {"stat", result.key.stat},
          {"province", result.key.province},
          {"by", result.key.dimension},
          {"member", result.key.member},
          {"period", result.period.label},
          {"from", base::to_iso(result.period.from)},
          {"to", base::to_iso(result.period.to)},
          {"value", to_json(result.value)},
          {"numerator", or_null(result.numerator)},
          {"denominator", or_null(result.denominator)},
          {"excluded", excluded_json(result.excluded)},
          {"coverage", {{"places", share_json(result.places)}, {"records", share_json(result.records)}}},
          {"fresh_to", fresh_json(result.fresh_to)},
          {"known_at", base::to_rfc3339(result.known_at)},
          {"status", model::kpi_status_name(result.status)}};
}

std::string dump(const ordered_json& json) {
  return base::json_text(json);
}

std::string to_csv(const std::vector<model::KpiResult>& results, const MoreColumns& more) {
  std::string text =
      "kpi,version,unit,stat,province,by,member,period,from,to,value,numerator,denominator,excluded_missing,"
      "excluded_not_observed,excluded_negative,excluded_no_limit,places_used,places_all,records_used,"
      "records_all,status,known_at";
  for (const auto& name : more.names) add_cell(text, name);
  text += "\r\n";
  for (std::size_t i = 0; i < results.size(); ++i) {
    text += csv_row(results[i]);
    if (i < more.rows.size()) {
      for (const auto& cell : more.rows[i]) add_cell(text, cell);
    }
    text += "\r\n";
  }
  return text;
}

}  // namespace mizan::publish
