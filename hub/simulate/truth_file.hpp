#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "simulate/truth.hpp"

namespace mizan::simulate {

/// One KPI value that the records imply, as KPIS.md defines it. Values that are null there have no row.
struct TruthRow {
  std::string kpi;
  std::string stat;       ///< "value", "p50", "p90"
  std::string province;   ///< "PB" …, "_T" for the nation
  std::string dimension;  ///< "total"; "prosecutor" for caseload; "class" for outcome_mix
  std::string member;     ///< "_T" with total
  std::string period;     ///< "2024-06" or "2024"
  std::string value;      ///< rounded half up to 4 decimals, without trailing zeros
  std::optional<std::int64_t> numerator;
  std::optional<std::int64_t> denominator;  ///< quantiles: n

  friend bool operator==(const TruthRow&, const TruthRow&) = default;
};

/// All rows: each province, then the nation; each month, then each year that holds a month.
std::vector<TruthRow> truth_rows(const Options& options, const std::vector<std::unique_ptr<Truth>>& truths);

/// The fraction rounded half up to 4 decimals: "93.1", "412", "33.3333". Preconditions: 0 <= numerator <
/// 2^44, denominator > 0.
std::string round_value(std::int64_t numerator, std::int64_t denominator);

/// Writes truth.json (README.md, "The truth file") into Options::out.
base::Result<void> write_truth(const Options& options, const std::vector<std::unique_ptr<Truth>>& truths);

}  // namespace mizan::simulate
