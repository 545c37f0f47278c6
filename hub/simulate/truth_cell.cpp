#include <numeric>

#include "simulate/truth.hpp"

namespace mizan::simulate {

void DayCounts::add(std::int32_t days) {
  if (days < 0) return;
  const auto at = static_cast<std::size_t>(days);
  if (at >= counts_.size()) counts_.resize(at + 64);
  ++counts_[at];
  ++n_;
}

void DayCounts::add(const DayCounts& other) {
  if (counts_.size() < other.counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  n_ += other.n_;
}

std::int32_t DayCounts::quantile(int tenths) const {
  std::int64_t below = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    below += counts_[i];
    if (below > 0 && below * 10 >= n_ * tenths) return static_cast<std::int32_t>(i);
  }
  return 0;
}

std::int64_t TruthCell::disposed() const {
  return std::accumulate(ended.begin(), ended.end(), std::int64_t{0});
}

void TruthCell::add_flows(const TruthCell& other) {
  firs += other.firs;
  instituted += other.instituted;
  for (std::size_t i = 0; i < ended.size(); ++i) ended[i] += other.ended[i];
  hearings += other.hearings;
  outcomes_known += other.outcomes_known;
  adjourned += other.adjourned;
  trials_measured += other.trials_measured;
  trial_hearings += other.trial_hearings;
  institution_to_disposal.add(other.institution_to_disposal);
  fir_to_disposal.add(other.fir_to_disposal);
  next_gap.add(other.next_gap);
}

void TruthCell::add_stocks(const TruthCell& other) {
  pending_age.add(other.pending_age);
  if (caseload.size() < other.caseload.size()) caseload.resize(other.caseload.size());
  for (std::size_t i = 0; i < other.caseload.size(); ++i) caseload[i] += other.caseload[i];
}

}  // namespace mizan::simulate
