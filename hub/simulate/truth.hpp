#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/civil.hpp"
#include "simulate/case_group.hpp"
#include "simulate/geography.hpp"
#include "simulate/options.hpp"

namespace mizan::simulate {

/// How often each number of days occurred. Exact quantiles (KPIS rule 5).
class DayCounts {
 public:
  /// Negative days are left out, as the rule says.
  void add(std::int32_t days);
  void add(const DayCounts& other);

  std::int64_t n() const { return n_; }
  /// The smallest d with count(values <= d) >= tenths/10 * n. Precondition: n() > 0.
  std::int32_t quantile(int tenths) const;

 private:
  std::vector<std::int32_t> counts_;
  std::int64_t n_ = 0;
};

/// What one province's records add up to in one period. Flows add up over months; the stocks (pending_age,
/// caseload) are those at the close of the period.
struct TruthCell {
  std::int64_t firs = 0;
  std::int64_t instituted = 0;
  std::array<std::int64_t, 18> ended{};  ///< final orders, by position in disposals()
  std::int64_t hearings = 0;
  std::int64_t outcomes_known = 0;
  std::int64_t adjourned = 0;
  std::int64_t trials_measured = 0;  ///< disposed, institution known
  std::int64_t trial_hearings = 0;   ///< theirs, from institution to disposal
  DayCounts institution_to_disposal;
  DayCounts fir_to_disposal;
  DayCounts next_gap;
  DayCounts pending_age;               ///< its n is the number of pending cases
  std::vector<std::int64_t> caseload;  ///< pending, by prosecutor

  std::int64_t disposed() const;
  void add_flows(const TruthCell& other);
  void add_stocks(const TruthCell& other);
};

/// Where every case that was ever instituted is at the end: the parts sum to `instituted`.
struct Balance {
  std::int64_t instituted = 0;
  std::int64_t disposed = 0;
  std::int64_t dormant = 0;
  std::int64_t moved_out = 0;
  std::int64_t undated = 0;  ///< has an end without a readable date: in no stock
  std::int64_t pending = 0;
};

/// Values of a coded field in live records, and those that no mapping knows.
struct CodeUse {
  std::string_view field;
  std::int64_t unmapped = 0;
  std::int64_t all = 0;
};

/// Keeps the books of one province while its records are made. Memory: counters by month only. Not for
/// several threads at once.
class Truth {
 public:
  Truth(const Options& options, const Geography& geography, bool csv);

  void add(const CaseGroup& group);

  const ProvinceSummary& summary() const { return summary_; }
  const Balance& balance() const { return balance_; }
  std::span<const CodeUse> code_use() const { return code_use_; }
  std::span<const std::string> prosecutors() const { return prosecutors_; }

  /// Index (base::month_index) of the first month kept; months() follow each other.
  std::int32_t first_month() const { return first_month_; }
  std::span<const TruthCell> months() const { return months_; }

 private:
  struct Chain;
  struct HearingDay;

  TruthCell& month_of(base::Day day);
  base::Day as_of(std::size_t month) const;
  void count_rows(const CaseGroup& group);
  void count_hearing_rows(const CourtRecord& record);
  void count_codes(const CaseGroup& group);
  void add_case(const Chain& chain);
  void add_disposed(const Chain& chain, const std::vector<HearingDay>& days);
  void add_hearings(const std::vector<HearingDay>& days);
  void add_pending(const Chain& chain, base::Day until, const std::vector<HearingDay>& days);
  std::int64_t* balance_part(CodeIndex disposal);

  bool csv_;
  base::Day today_;
  std::int32_t first_month_;
  std::vector<TruthCell> months_;
  std::vector<std::string> prosecutors_;
  ProvinceSummary summary_;
  Balance balance_;
  std::array<CodeUse, 5> code_use_{
      {{"disposal"}, {"outcome"}, {"purpose"}, {"adjourn_reason"}, {"adjourn_side"}}};
};

}  // namespace mizan::simulate
