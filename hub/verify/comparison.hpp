#pragma once
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "model/kpi_result.hpp"
#include "store/sqlite.hpp"

namespace mizan::verify {

/// One thing that the engine publishes otherwise than SQL works it out.
struct Difference {
  std::string kpi;
  std::string stat;
  std::string province;
  std::string dimension;
  std::string member;
  std::string period;
  std::string
      part;  ///< "value", "numerator", "denominator", "missing", "not_observed", "negative", "status", "cell"
  std::string engine;  ///< as the engine has it; "nothing" if it has no such value
  std::string sql;
};

using OnDifference = std::function<void(const Difference&)>;

/// Holds the values that the engine publishes of one KPI and one breakdown against the rows that SQL gives
/// for them.
class Comparison {
 public:
  /// All of `published` are of one KPI and one breakdown.
  Comparison(std::vector<model::KpiResult> published, std::string kpi, std::string dimension,
             OnDifference sink);

  /// One row as values_of (plan.hpp) gives it.
  void take(const store::Statement& row);
  /// Reports what no row spoke of. Returns how many values were compared.
  std::int64_t finish();

 private:
  void report(const model::KpiResult& of, std::string part, std::string engine, std::string sql) const;
  void hold_against(const model::KpiResult& ours, const model::KpiResult& theirs) const;

  std::vector<model::KpiResult> published_;
  std::vector<bool> seen_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::string kpi_;
  std::string dimension_;
  OnDifference sink_;
  std::int64_t compared_ = 0;
};

}  // namespace mizan::verify
