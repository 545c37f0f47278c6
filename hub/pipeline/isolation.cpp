#include "pipeline/isolation.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"
#include "store/adapter_deaths.hpp"

namespace mizan::pipeline {

// Another version of the adapter, or another mapping, may well read what ended this one; behind another
// checkpoint stands another item under the same name.
std::int64_t Isolation::state_at(std::string_view token) const {
  return static_cast<std::int64_t>(base::digest64(
      fmt::format("{}\n{}\n{}\n{}", start_.adapter, start_.adapter_version, start_.mapping, token)));
}

base::Result<> Isolation::begin(adapter::Source& source, std::string_view token) {
  std::vector<adapter::PassedOver> items;
  MIZAN_ASSIGN(const auto deaths, store::adapter_deaths(*store_.take(), start_.source, state_at(token)));
  for (const auto& death : deaths) {
    if (death.deaths >= store::kDeathsToPassOver && items.size() < adapter::kMostPassedOver)
      items.push_back({death.place, fmt::format("reading it ended the adapter {} times, the last time so: {}",
                                                death.deaths, death.how)});
  }
  counts_ = !deaths.empty();
  passed_over_ = items.size();
  source.pass_over(std::move(items));
  return {};
}

base::Result<Isolation::Finding> Isolation::end(const adapter::Source& source, const std::string& how) {
  Finding finding;
  if (!source.lost() && !counts_) return finding;
  const auto turn = store_.take();
  MIZAN_ASSIGN(const auto checkpoint, turn->checkpoint(start_.source));
  const auto token = checkpoint ? checkpoint->token : std::string();
  const auto state = state_at(token);
  if (source.lost()) {
    finding.lost_at = token;
    finding.item = source.lost_in();
  }
  // Where so many items end it, it is the adapter that is broken.
  if (passed_over_ >= adapter::kMostPassedOver) finding.item.reset();
  if (!finding.item) {
    if (counts_) MIZAN_TRY(store::end_adapter_deaths(*turn, start_.source, state));
    return finding;
  }
  MIZAN_ASSIGN(const auto deaths,
               store::note_adapter_death(*turn, start_.source, state, {*finding.item, 1, how}));
  finding.passed_over = deaths >= store::kDeathsToPassOver;
  return finding;
}

}  // namespace mizan::pipeline
