// What a golden case expects of one value.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "kpi/golden_impl.hpp"

namespace mizan::kpi {
namespace {

using model::KpiResult;

/// Something of a result as text, by the key that expects it.
struct Shown {
  const char* key;
  std::string text;
};

std::string text_of(const std::optional<std::int64_t>& number) {
  return number ? fmt::format("{}", *number) : "null";
}

std::string text_of(const model::Share& share) {
  return fmt::format("{}/{}", share.used, share.all);
}

// "court until 2024-03-31; police": by the order of the sources.
std::string text_of(const std::vector<model::Freshness>& all) {
  std::string text;
  for (const auto& each : all) {
    text += text.empty() ? each.source : "; " + each.source;
    if (each.horizon) text += " until " + base::to_iso(*each.horizon);
  }
  return text;
}

std::array<Shown, 11> shown(const KpiResult& result) {
  const auto& excluded = result.excluded;
  return {{{"status", std::string(model::kpi_status_name(result.status))},
           {"numerator", text_of(result.numerator)},
           {"denominator", text_of(result.denominator)},
           {"missing", text_of(excluded.missing)},
           {"not_observed", text_of(excluded.not_observed)},
           {"negative", text_of(excluded.negative)},
           {"no_limit", text_of(excluded.no_limit)},
           {"places", text_of(result.places)},
           {"records", text_of(result.records)},
           {"fresh_to", text_of(result.fresh_to)},
           {"unit", result.unit}}};
}

}  // namespace

std::string difference_from(const toml::table& expect, const KpiResult& result) {
  const std::string value = result.value ? model::format_value(*result.value) : "null";
  const auto wanted = expect["value"].value_or(std::string());
  if (value != wanted) return fmt::format("expected {}, got {}", wanted, value);
  for (const auto& [key, is] : shown(result)) {
    const auto node = expect[key];
    if (!node) continue;
    const auto number = node.value<std::int64_t>();
    if ((number ? fmt::format("{}", *number) : node.value_or(std::string())) != is)
      return fmt::format("{} is {}", key, is);
  }
  return "";
}

}  // namespace mizan::kpi
