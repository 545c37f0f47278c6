#pragma once
#include <optional>
#include <vector>

#include "api/selection.hpp"
#include "kpi/case_mix.hpp"
#include "model/fairness.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::api {

/// A value, and what it must carry where it is a person's or a place's share (KPIS rule 12).
struct FairValue {
  model::KpiResult value;
  std::optional<model::Fairness> fairness;
  std::optional<kpi::StandardisedShare> standardised;  ///< where it was asked for: standardised.hpp
};

/// The selected values, as values_of() gives them. With a breakdown that people compare (kpi::is_compared) of
/// a KPI that is a share (kpi::is_share) each has its fairness, the province's share being that of the same
/// engine and moment.
base::Result<std::vector<FairValue>> fair_values_of(const Selection& selection, const kpi::Engine& engine,
                                                    base::Day today, base::Micros known_at);

/// The names of fairness as columns, and a value's, in that order; empty texts where there is nothing.
std::vector<std::string> fairness_columns();
std::vector<std::string> fairness_cells(const std::optional<model::Fairness>& fairness);

/// The same of what is standardised.
std::vector<std::string> standardised_columns();
std::vector<std::string> standardised_cells(const std::optional<kpi::StandardisedShare>& share);

/// As CSV; the columns of fairness, and those of what is standardised, are there behind the others if any
/// value has it.
std::string to_csv(const std::vector<FairValue>& values);

}  // namespace mizan::api
