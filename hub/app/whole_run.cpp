#include "app/whole_run.hpp"

#include "store/adapter_deaths.hpp"

namespace mizan::app {

base::Result<pipeline::IngestReport> run_whole(
    const std::function<base::Result<pipeline::IngestReport>()>& run) {
  MIZAN_ASSIGN(auto all, run());
  std::int64_t in_vain = 1;
  while (all.lost_in && (all.passed_over || in_vain < store::kDeathsToPassOver)) {
    in_vain = all.passed_over ? 1 : in_vain + 1;
    MIZAN_ASSIGN(auto next, run());
    all.follow(std::move(next));
  }
  return all;
}

}  // namespace mizan::app
