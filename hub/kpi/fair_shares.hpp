#pragma once
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "kpi/engine.hpp"
#include "model/fairness.hpp"

namespace mizan::kpi {

/// The fairness of values of one engine at one moment: of shares of districts, police stations, courts and
/// prosecutors (KPIS rule 12). Each province's share is read once. One thread; the engine outlives this, and
/// stays as it is.
class FairShares {
 public:
  FairShares(const Engine& engine, base::Day today, base::Micros known_at)
      : engine_(engine), today_(today), known_at_(known_at) {}

  /// Nothing: it is no such share.
  std::optional<model::Fairness> of(const model::KpiResult& value);

 private:
  bool is_of_a_share(const model::KpiCellKey& key);
  const model::KpiResult* province_of(const model::KpiResult& value);

  using Place = std::tuple<std::string, int, std::string, std::string, std::string>;

  const Engine& engine_;
  const base::Day today_;
  const base::Micros known_at_;
  std::map<std::pair<std::string, int>, bool> shares_;          // by KPI and version
  std::map<Place, std::optional<model::KpiResult>> provinces_;  // KPI, version, province, period, statistic
};

}  // namespace mizan::kpi
