#include "kpi/fair_shares.hpp"

#include <algorithm>

#include "kpi/fairness.hpp"

namespace mizan::kpi {

bool FairShares::is_of_a_share(const model::KpiCellKey& key) {
  // A share has bands beside it, which are none.
  Dimension by{};
  if (key.stat == "band" || !find_dimension(key.dimension, by) || !is_compared(by)) return false;
  const auto [known, fresh] = shares_.try_emplace({key.kpi, key.version}, false);
  if (!fresh) return known->second;
  const auto& all = engine_.definitions();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Definition& each) {
    return each.id == key.kpi && each.version == key.version;
  });
  known->second = found != all.end() && is_share(*found);
  return known->second;
}

void FairShares::expect(const model::KpiResult& value) {
  if (!is_of_a_share(value.key)) return;
  auto& province = provinces_[{value.key.kpi, value.key.version, value.key.province}];
  province.expected.emplace(value.period.label, value.period);
}

const model::KpiResult* FairShares::province_of(const model::KpiResult& value) {
  const auto& key = value.key;
  auto& [expected, values] = provinces_[{key.kpi, key.version, key.province}];
  if (!expected.empty()) {
    std::vector<model::Period> periods;
    for (const auto& [label, period] : expected) periods.push_back(period);
    for (auto& total :
         engine_.values({key.kpi, std::move(periods), {}, key.province, key.version}, today_, known_at_))
      values.emplace(std::pair(total.period.label, total.key.stat), std::move(total));
    expected.clear();
  }
  const auto found = values.find({value.period.label, key.stat});
  return found == values.end() ? nullptr : &found->second;
}

std::optional<model::Fairness> FairShares::of(const model::KpiResult& value) {
  if (!is_of_a_share(value.key)) return std::nullopt;
  return fairness_of(value, province_of(value));
}

}  // namespace mizan::kpi
