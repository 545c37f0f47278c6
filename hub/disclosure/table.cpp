#include "disclosure/table.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace mizan::disclosure {
namespace {

constexpr std::int64_t kLeast = 5;
constexpr std::int64_t kLeastOfTheVulnerable = 10;

// Words of members that select cases of sexual violence or of juveniles (KPIS rule 11).
bool is_of_the_vulnerable(const Slice& slice) {
  constexpr std::array<std::string_view, 5> kWords = {"sexual", "rape", "juvenile", "child", "sgbv"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return slice.member.find(word) != std::string::npos; });
}

void put(Amounts& amounts, const std::string& name, const std::optional<std::int64_t>& count) {
  if (count) amounts.counts[name] = *count;
}

// A count is its own value; a result with a denominator has two counts, and a third one that follows from
// them.
void put(Amounts& amounts, const model::KpiResult& result) {
  const auto name = result.key.kpi + "/" + result.key.stat;
  put(amounts, name + "/numerator", result.numerator);
  put(amounts, name + "/denominator", result.denominator);
  if (result.numerator && result.denominator && *result.denominator >= *result.numerator)
    amounts.counts[name + "/rest"] = *result.denominator - *result.numerator;
  const bool whole = result.value && result.value->denominator == 1;
  if (whole && !result.numerator && !result.denominator && result.value->numerator >= 0)
    amounts.counts[name + "/value"] = result.value->numerator;
}

}  // namespace

Table table_of(const model::Period& period, const std::vector<model::KpiResult>& results) {
  Table table{period, {}};
  for (const auto& result : results) {
    if (result.period.label != period.label) continue;
    const Slice slice{result.key.province, result.key.dimension, result.key.member};
    auto& amounts = table.slices[slice];
    amounts.least = is_of_the_vulnerable(slice) ? kLeastOfTheVulnerable : kLeast;
    put(amounts, result);
  }
  return table;
}

bool is_small(const Amounts& amounts) {
  return std::any_of(amounts.counts.begin(), amounts.counts.end(),
                     [&](const auto& count) { return count.second > 0 && count.second < amounts.least; });
}

}  // namespace mizan::disclosure
