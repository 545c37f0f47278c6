#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

#include "api/due_list.hpp"
#include "api/fair_values.hpp"
#include "api/hub_view.hpp"
#include "api/selection.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "kpi/engine.hpp"
#include "store/store.hpp"

namespace mizan::app {

/// The KPIs as a hub that stopped at a moment would show them (KPIS rule 2), by the definitions of now. Takes
/// about as long as a recount from the records.
base::Result<std::shared_ptr<const api::PastKpis>> past_kpis(store::Store& reader,
                                                             std::vector<kpi::Definition> definitions,
                                                             base::Micros moment);

/// The same of one value, with what each case puts into it.
struct PastValue {
  std::vector<api::FairValue> results;  ///< every statistic of it
  std::map<model::LinkedCaseId, std::vector<kpi::Part>> parts;
  model::Sequence sequence = 0;  ///< the last change accepted by then
};
/// `selection` names one period, and one member where it names a breakdown.
base::Result<PastValue> past_value(store::Store& reader, std::vector<kpi::Definition> definitions,
                                   base::Micros moment, const api::Selection& selection);

/// The same, opened down to the records as they were then, `limit` cases at most.
base::Result<api::Explanation> explain_past(store::Store& reader, std::vector<kpi::Definition> definitions,
                                            base::Micros moment, const api::Selection& selection,
                                            std::size_t limit);

/// What was due on the day of the query, as a hub that stopped at its end would have listed it.
base::Result<api::DueList> past_due(store::Store& reader, std::vector<kpi::Definition> definitions,
                                    const api::DueRules& rules, const api::DueQuery& query);

/// A moment in words: RFC 3339, or a civil day of Karachi, which means its end. One that is still to come is
/// an error.
base::Result<base::Micros> parse_moment(std::string_view text, base::Micros now);

/// The past moments that were asked for last. Any thread. One moment is counted at a time; who asks for
/// another meanwhile is told so (kTransient), for a few that wait would keep all who ask for anything
/// waiting.
class PastCache {
 public:
  PastCache(std::string store_path, std::vector<kpi::Definition> definitions)
      : store_path_(std::move(store_path)), definitions_(std::move(definitions)) {}

  base::Result<std::shared_ptr<const api::PastKpis>> at(base::Micros moment);
  /// Counted each time: what is kept has cells, but no cases.
  base::Result<api::Explanation> explain(base::Micros moment, const api::Selection& selection,
                                         std::size_t limit);

  base::Result<api::DueList> due(const api::DueQuery& query, const api::DueRules& rules);

 private:
  static constexpr std::size_t kMost = 2;  // each has the cells of a whole hub

  std::string store_path_;
  std::vector<kpi::Definition> definitions_;
  std::shared_ptr<const api::PastKpis> find(base::Micros moment);
  /// Of the lock that lets one moment be counted at a time; kTransient: another one is.
  base::Result<std::unique_lock<std::mutex>> turn_to_count();

  std::mutex counting_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<const api::PastKpis>> kept_;  // guarded; the last one asked for is the last
};

}  // namespace mizan::app
