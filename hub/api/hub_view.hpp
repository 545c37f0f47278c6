#pragma once
#include <functional>
#include <memory>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "access/policy.hpp"
#include "api/due_list.hpp"
#include "api/explain.hpp"
#include "base/clock.hpp"
#include "base/error.hpp"
#include "kpi/engine.hpp"
#include "merge/nation.hpp"

namespace mizan::api {

/// The KPIs as known at a moment. Never changed.
struct PastKpis {
  PastKpis(kpi::Engine counted, base::Micros at) : engine(std::move(counted)), moment(at) {}
  kpi::Engine engine;
  base::Micros moment;
};
/// Counts them, or has them still; from any thread. kData: the text is no moment, or is still to come.
using PastReader = std::function<base::Result<std::shared_ptr<const PastKpis>>(std::string_view known_at)>;

/// Explains a value as known at a moment, likewise. `limit`: the most cases that are named.
using PastExplainer = std::function<base::Result<Explanation>(std::string_view known_at,
                                                              const Selection& selection, std::size_t limit)>;

/// The list of what was due as known at the end of the query's day, which is past; likewise.
using PastDueReader = std::function<base::Result<DueList>(const DueQuery& query)>;

/// The KPIs of several hubs together. Never changed.
using MergedKpis = merge::Nation;
/// Adds them up, or has them still; from any thread. kTransient: no cells have come yet.
using MergedReader = std::function<base::Result<std::shared_ptr<const MergedKpis>>()>;

/// Who may ask, and what they are shown: the newest. From any thread.
using PolicyReader = std::function<std::shared_ptr<const access::Policy>()>;

/// What the API may see of the running hub. The engine is read under the shared lock; whoever changes it
/// holds the exclusive one. Stores are opened for reading, one a thread.
struct HubView {
  const kpi::Engine& engine;
  std::shared_mutex& engine_lock;
  const base::Clock& clock;
  std::string store_path;
  std::vector<model::Granularity> published;  ///< what a snapshot of the feed repeats
  bool records = false;                       ///< the feed of records is served
  PastReader past = {};                       ///< empty: values are those of now alone
  PastExplainer explain_past = {};            ///< empty: so are explanations
  std::string releases = {};                  ///< folder of what was released; empty: none is given
  std::string cells_hub = {};                 ///< what this hub is called in its cells; empty: none are given
  MergedReader merged = {};                   ///< empty: this hub takes no cells of others
  PolicyReader policy = {};                   ///< empty: nobody is answered
  DueRules due_rules = {};                    ///< by which things are due; none: no list of them
  PastDueReader past_due = {};                ///< empty: that list is of today and later alone
};

}  // namespace mizan::api
