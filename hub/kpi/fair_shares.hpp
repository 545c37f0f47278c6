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
/// prosecutors (KPIS rule 12). All that is expected of a province is read at once. One thread; the engine
/// outlives this, and stays as it is.
class FairShares {
 public:
  FairShares(const Engine& engine, base::Day today, base::Micros known_at)
      : engine_(engine), today_(today), known_at_(known_at) {}

  /// What of() will be asked for: each of them before the first question.
  void expect(const model::KpiResult& value);
  /// Nothing: it is no such share.
  std::optional<model::Fairness> of(const model::KpiResult& value);

 private:
  bool is_of_a_share(const model::KpiCellKey& key);
  const model::KpiResult* province_of(const model::KpiResult& value);

  using Group = std::tuple<std::string, int, std::string>;  // KPI, version, province
  struct Province {
    std::map<std::string, model::Period> expected;                           // by label; not read yet
    std::map<std::pair<std::string, std::string>, model::KpiResult> values;  // by period and statistic
  };

  const Engine& engine_;
  const base::Day today_;
  const base::Micros known_at_;
  std::map<std::pair<std::string, int>, bool> shares_;  // by KPI and version
  std::map<Group, Province> provinces_;
};

}  // namespace mizan::kpi
