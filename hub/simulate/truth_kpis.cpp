#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "simulate/truth_file.hpp"

namespace mizan::simulate {
namespace {

/// Makes the rows of one province or the nation in one period.
class RowMaker {
 public:
  RowMaker(std::vector<TruthRow>& rows, std::string province, std::string period)
      : rows_(rows), province_(std::move(province)), period_(std::move(period)) {}

  TruthRow& row(std::string_view kpi, std::string_view stat, std::string value) {
    return rows_.emplace_back(TruthRow{std::string(kpi), std::string(stat), province_, "total", "_T", period_,
                                       std::move(value), std::nullopt, std::nullopt});
  }

  void count(std::string_view kpi, std::int64_t value) {
    if (value > 0) row(kpi, "value", fmt::to_string(value));
  }

  void part(std::string_view kpi, std::string_view dimension, std::string_view member, std::int64_t value) {
    if (value == 0) return;
    auto& made = row(kpi, "value", fmt::to_string(value));
    made.dimension = dimension;
    made.member = member;
  }

  void ratio(std::string_view kpi, std::int64_t numerator, std::int64_t denominator, std::int64_t scale) {
    if (denominator == 0) return;
    auto& made = row(kpi, "value", round_value(numerator * scale, denominator));
    made.numerator = numerator;
    made.denominator = denominator;
  }

  void days(std::string_view kpi, const DayCounts& counts) {
    if (counts.n() == 0) return;
    row(kpi, "p50", fmt::to_string(counts.quantile(5))).denominator = counts.n();
    row(kpi, "p90", fmt::to_string(counts.quantile(9))).denominator = counts.n();
  }

 private:
  std::vector<TruthRow>& rows_;
  std::string province_;
  std::string period_;
};

std::map<std::string_view, std::int64_t> by_class(const TruthCell& cell) {
  std::map<std::string_view, std::int64_t> sums;
  for (std::size_t i = 0; i < cell.ended.size(); ++i) sums[disposals()[i].common] += cell.ended[i];
  return sums;
}

void add_kpis(RowMaker& make, const TruthCell& cell, std::int64_t days_in_period) {
  auto classes = by_class(cell);
  const auto disposed = cell.disposed();
  const auto convicted = classes["convicted"];
  const auto pending = cell.pending_age.n();
  make.count("firs_registered", cell.firs);
  make.ratio("clearance_rate", disposed, cell.instituted, 100);
  make.ratio("conviction_contested", convicted, convicted + classes["acquitted"], 100);
  make.ratio("conviction_disposed", convicted, disposed, 100);
  make.count("outcome_mix", disposed);
  for (const auto& [name, count] : classes) make.part("outcome_mix", "class", name, count);
  make.count("pending", pending);
  make.days("pending_age_days", cell.pending_age);
  make.ratio("disposition_time", days_in_period * pending, disposed, 1);
  make.days("institution_to_disposal_days", cell.institution_to_disposal);
  make.days("fir_to_disposal_days", cell.fir_to_disposal);
  make.count("hearings_listed", cell.hearings);
  make.ratio("adjournment_rate", cell.adjourned, cell.outcomes_known, 100);
  make.ratio("hearings_per_disposal", cell.trial_hearings, cell.trials_measured, 1);
  make.days("next_date_gap_days", cell.next_gap);
  make.count("caseload", pending);
}

/// The months of one province, or of several added up, made into rows.
class AreaRows {
 public:
  AreaRows(std::vector<TruthRow>& rows, std::string province, const Truth& like, base::Day today)
      : rows_(rows), province_(std::move(province)), like_(like), today_(today) {}

  void add(std::span<const TruthCell> months, std::span<const std::string> prosecutors) {
    std::map<int, TruthCell> years;
    for (std::size_t m = 0; m < months.size(); ++m) {
      const auto start = base::month_start(like_.first_month() + static_cast<std::int32_t>(m));
      const auto date = base::split_day(start);
      const auto next = base::month_start(base::month_index(start) + 1);
      put(fmt::format("{:04}-{:02}", date.year, date.month), start, next, months[m], prosecutors);
      const bool last_of_year = date.month == 12 || m + 1 == months.size();
      auto& year = years[date.year];
      year.add_flows(months[m]);
      if (last_of_year) year.add_stocks(months[m]);
    }
    for (const auto& [year, cell] : years)
      put(fmt::format("{:04}", year), *base::make_day(year, 1, 1), *base::make_day(year + 1, 1, 1), cell,
          prosecutors);
  }

 private:
  void put(std::string period, base::Day from, base::Day to, const TruthCell& cell,
           std::span<const std::string> prosecutors) {
    RowMaker make(rows_, province_, std::move(period));
    const auto as_of = std::min(to + -1, today_);
    add_kpis(make, cell, as_of - from + 1);
    for (std::size_t i = 0; i < prosecutors.size(); ++i)
      make.part("caseload", "prosecutor", prosecutors[i], cell.caseload[i]);
  }

  std::vector<TruthRow>& rows_;
  std::string province_;
  const Truth& like_;
  base::Day today_;
};

}  // namespace

std::string round_value(std::int64_t numerator, std::int64_t denominator) {
  // Half up: floor(x * 10^4 + 1/2), in integers. 128 bits are not ISO C++, so the whole part goes first.
  auto whole = numerator / denominator;
  auto decimals = ((numerator % denominator) * 20'000 + denominator) / (2 * denominator);
  if (decimals == 10'000) {
    ++whole;
    decimals = 0;
  }
  if (decimals == 0) return fmt::to_string(whole);
  auto text = fmt::format("{}.{:04}", whole, decimals);
  text.erase(text.find_last_not_of('0') + 1);
  return text;
}

std::vector<TruthRow> truth_rows(const Options& options, const std::vector<std::unique_ptr<Truth>>& truths) {
  std::vector<TruthRow> rows;
  const auto today = options.to + 1;
  std::vector<TruthCell> nation(truths.front()->months().size());
  for (const auto& truth : truths) {
    AreaRows(rows, truth->summary().code, *truth, today).add(truth->months(), truth->prosecutors());
    for (std::size_t m = 0; m < nation.size(); ++m) {
      nation[m].add_flows(truth->months()[m]);
      nation[m].add_stocks(truth->months()[m]);
    }
  }
  AreaRows(rows, "_T", *truths.front(), today).add(nation, {});
  return rows;
}

}  // namespace mizan::simulate
