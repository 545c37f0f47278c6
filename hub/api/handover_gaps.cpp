#include "api/handover_gaps.hpp"

#include <algorithm>
#include <tuple>

#include "api/stored_facts.hpp"
#include "reconcile/held_case.hpp"

namespace mizan::api {
namespace {

using reconcile::kGapCount;
using Until = std::array<std::optional<base::Day>, kGapCount>;

std::string name_of(const kpi::Engine& engine, kpi::NameId id) {
  return id == kpi::kNoName ? std::string("_U") : std::string(engine.names().text(id));
}

bool fits(const std::string& wanted, const std::string& is) {
  return wanted.empty() || wanted == is;
}

/// How far one sees in each province, worked out once each.
class Sights {
 public:
  Sights(const reconcile::Sources& sources, base::Day today) : sources_(sources), today_(today) {}

  const Until& of(const std::string& province) {
    const auto known = until_.find(province);
    if (known != until_.end()) return known->second;
    Until until;
    for (std::size_t i = 0; i < kGapCount; ++i)
      until[i] = reconcile::seen_until(static_cast<reconcile::Gap>(i), sources_, province, today_);
    return until_.emplace(province, until).first->second;
  }

  std::map<std::string, std::vector<reconcile::Gap>> unseen() const {
    std::map<std::string, std::vector<reconcile::Gap>> all;
    for (const auto& [province, until] : until_) {
      for (std::size_t i = 0; i < kGapCount; ++i) {
        if (!until[i]) all[province].push_back(static_cast<reconcile::Gap>(i));
      }
    }
    return all;
  }

 private:
  const reconcile::Sources& sources_;
  base::Day today_;
  std::map<std::string, Until> until_;
};

}  // namespace

base::Result<HandoverGaps> handover_gaps(const GapQuestion& question, const kpi::Engine& engine,
                                         const reconcile::Sources& sources, store::Store& store,
                                         base::Day today) {
  HandoverGaps gaps;
  Sights sights(sources, today);
  const auto look_at = [&](model::LinkedCaseId id, const kpi::Facts& facts) -> base::Result<> {
    GapRow row{id,
               name_of(engine, facts.province),
               name_of(engine, facts.district),
               name_of(engine, facts.police_station),
               {},
               "",
               ""};
    if (!fits(question.province, row.province) || !fits(question.district, row.district) ||
        !fits(question.station, row.station))
      return {};
    for (const auto& stuck : reconcile::stuck_reports(facts, sights.of(row.province))) {
      if ((question.gap && *question.gap != stuck.gap) || stuck.days < question.least_days) continue;
      row.stuck = stuck;
      gaps.rows.push_back(row);
    }
    return {};
  };
  MIZAN_TRY(for_each_facts(store, engine, look_at));
  gaps.unseen = sights.unseen();
  return gaps;
}

base::Result<> name_cases(std::vector<GapRow>& rows, const reconcile::Sources& sources, store::Store& store,
                          base::Day today) {
  MIZAN_ASSIGN(const auto head, store.head());
  for (auto& row : rows) {
    MIZAN_ASSIGN(const auto linked, store.load_case(row.id, head));
    if (!linked) continue;
    auto held = reconcile::held_case(*linked, sources, today);
    row.case_id = std::move(held.case_id);
    row.fir = std::move(held.fir);
  }
  return {};
}

std::vector<GapSum> sums_of(const std::vector<GapRow>& rows) {
  constexpr std::int32_t kWeek = 7;
  std::map<std::tuple<std::string, std::string, reconcile::Gap>, GapSum> sums;
  for (const auto& row : rows) {
    auto& sum = sums[{row.province, row.district, row.stuck.gap}];
    sum.province = row.province;
    sum.district = row.district;
    sum.gap = row.stuck.gap;
    ++sum.count;
    if (row.stuck.days > kWeek) ++sum.over_a_week;
    sum.oldest_days = std::max(sum.oldest_days, row.stuck.days);
  }
  std::vector<GapSum> all;
  for (auto& [key, sum] : sums) all.push_back(std::move(sum));
  return all;
}

}  // namespace mizan::api
