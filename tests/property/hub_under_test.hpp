#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "history.hpp"
#include "pipeline/kpi_runner.hpp"
#include "store/past.hpp"
#include "verify/verifier.hpp"

namespace mizan::property {

/// A store with an engine that keeps its cells change by change, and a verifier beside it. Emptied, not made
/// anew, for each seed, so that a seed costs milliseconds.
class HubUnderTest {
 public:
  explicit HubUnderTest(std::vector<kpi::Definition> definitions);
  ~HubUnderTest();

  /// Forgets every record, cell and source.
  void empty();
  /// The feed is told of what is due by these rules, which must outlive this.
  void tell_of_due(const due::Rules& rules);
  const kpi::Engine& engine() const { return *engine_; }
  store::Store& store() { return *store_; }

  void begin_backfill();
  void end_backfill();
  void take(const Delivery& delivery, base::Micros now);
  /// As after a kill: all that was in memory is gone.
  void restart();
  /// Source `which` has been read so many days further than before.
  void reach_further(std::size_t which, int days);
  void catch_up(base::Micros now);

  /// What a subscriber who took a snapshot after the first load and every event since does not know of the
  /// published values, or knows wrongly, a line each.
  std::vector<std::string> untold() const;
  /// Every difference between the engine and SQL in these KPIs, a line each.
  std::vector<std::string> differences(const std::vector<std::string>& kpis, base::Micros now,
                                       std::int64_t& compared);
  /// The engine's published values, by what they are of; without those of which nothing is known.
  using Values = std::map<std::string, std::string>;
  Values values() const;
  /// What was known at a past moment at which it caught up, from the change log. Must not outlive the hub's
  /// next change.
  struct Then {
    store::Past past;
    kpi::Engine engine;
    Values values;
  };
  std::unique_ptr<Then> as_known_at(base::Micros moment);
  /// Every difference between that and SQL over the records as they were, a line each.
  std::vector<std::string> differences(Then& then, const std::vector<std::string>& kpis,
                                       std::int64_t& compared);
  /// One number out of the tables that the last verification filled.
  std::int64_t count(const std::string& sql);

 private:
  using Horizons = std::vector<std::optional<base::Day>>;
  using NewestChange = std::function<base::Micros(model::SourceId)>;
  std::vector<kpi::SourceState> source_states(const Horizons& horizons,
                                              const NewestChange& newest_change) const;
  kpi::Engine engine_at(store::Past& past);
  std::vector<std::string> differences(const kpi::Engine& engine, const std::vector<std::string>& kpis,
                                       base::Micros at, std::int64_t& compared);
  void make_engine();
  void tell_of_sources();
  void tell(const std::vector<model::KpiChange>& changes);

  std::vector<kpi::Definition> definitions_;
  std::string path_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<kpi::Engine> engine_;
  std::unique_ptr<pipeline::KpiRunner> runner_;
  std::unique_ptr<verify::Verifier> verifier_;
  std::vector<model::SourceId> sources_;
  std::vector<store::RunId> runs_;
  Horizons horizons_;                             // by source
  std::map<base::Micros, Horizons> horizons_at_;  // what they were when the hub caught up
  std::vector<model::KpiResult> values_;          // since it caught up last
  Values told_;
  const due::Rules* due_rules_ = nullptr;
};

}  // namespace mizan::property
