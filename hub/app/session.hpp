#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "app/config.hpp"
#include "app/meaning.hpp"
#include "app/serving_adapters.hpp"
#include "base/clock.hpp"
#include "due/rules.hpp"
#include "kpi/engine.hpp"
#include "pipeline/ingest_runner.hpp"
#include "pipeline/kpi_runner.hpp"
#include "store/linking.hpp"
#include "store/shared_store.hpp"

namespace mizan::app {

/// The KPI definitions of a folder, by id. The first mistake is the error.
base::Result<std::vector<kpi::Definition>> read_definitions(const std::filesystem::path& folder);

/// The config folder that comes with the program: in the repository of a build tree, or where it was
/// installed.
std::filesystem::path shipped_tables();

/// Everything that a command works with, wired together: config, sources, store, engine. The one place that
/// knows every concrete class. One thread, but for ingest(): several sources may be read at once, each on a
/// thread of its own, while the store is used by turns (turn()).
class Session {
 public:
  /// Reads the config and opens the store.
  static base::Result<Session> open(const std::filesystem::path& config_file, store::OpenMode mode,
                                    const base::Clock& clock);

  const HubConfig& config() const { return config_; }
  /// By which things are due; null where the hub's tables have no deadlines.
  const std::shared_ptr<const due::Rules>& due_rules() const { return due_rules_; }
  const std::vector<SourceConfig>& source_configs() const { return source_configs_; }
  store::Store& store() { return *store_; }
  /// The store, for the caller alone, while sources are read on other threads.
  store::SharedStore::Turn turn() { return shared_store_->take(); }
  kpi::Engine& engine() { return *engine_; }
  const kpi::Engine& engine() const { return *engine_; }
  const base::Clock& clock() const { return *clock_; }
  base::Micros now() const { return clock_->now(); }
  base::Day today() const { return base::karachi_day(now()); }

  /// For a hub that serves: adapters stay open between runs that follow each other closely.
  void keep_adapters_open() { adapters_->keep_open(); }

  /// One run of one source. `progress` takes the records received so far.
  base::Result<pipeline::IngestReport> ingest(const SourceConfig& source,
                                              const std::function<void(std::int64_t)>& progress,
                                              const adapter::StopRequest& stop);
  /// The same, to its end.
  base::Result<pipeline::IngestReport> ingest(const SourceConfig& source,
                                              const std::function<void(std::int64_t)>& progress);

  /// The same; the report says which records with a key of `watched` were accepted.
  base::Result<pipeline::IngestReport> ingest(const SourceConfig& source,
                                              const std::function<void(std::int64_t)>& progress,
                                              const std::set<std::string>& watched);
  /// What a source's values mean, by its files as they are now.
  base::Result<Meaning> meaning_of(const SourceConfig& source) const;
  /// What a source says of itself, as the latest reading of its mapping has it.
  base::Result<model::SourceDeclaration> declaration_of(const SourceConfig& source);

  /// Tells the engine what the sources declare and loads the cells that the store holds.
  base::Result<> load_kpis();
  /// The same, for who needs them to be those of the records held. kStore: they are not, and why.
  base::Result<> load_kpis_in_step();
  /// What the last catch_up_kpis() or rebuild_kpis() did to links.
  const store::LinkCount& last_links() const { return last_links_; }
  /// Settles links, then brings the KPIs up to the store's head, with an event for each published value that
  /// moved.
  base::Result<std::vector<model::KpiChange>> catch_up_kpis();
  base::Result<> rebuild_kpis(pipeline::CountFrom from);
  /// Tells the feed which figures of the reconciliation that an office has signed are others now. After
  /// load_kpis().
  base::Result<> tell_signed_figures();
  /// Why the values are not those of the records held, in a few words; empty if they are. After load_kpis().
  base::Result<std::string> kpis_behind();

 private:
  Session() = default;
  base::Result<> declare_sources();
  bool make_runner();
  base::Result<> settle_links();
  void note_declaration(const SourceConfig& source, model::SourceDeclaration declaration);
  base::Result<pipeline::IngestReport> run(const SourceConfig& source, const adapter::StopRequest& stop,
                                           pipeline::IngestJob job);

  HubConfig config_;
  std::vector<SourceConfig> source_configs_;
  SharedTables shared_;
  std::shared_ptr<const due::Rules> due_rules_;
  const base::Clock* clock_ = nullptr;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::SharedStore> shared_store_;
  std::unique_ptr<kpi::Engine> engine_;
  std::unique_ptr<pipeline::KpiRunner> runner_;
  std::unique_ptr<ServingAdapters> adapters_;
  store::LinkCount last_links_;
  std::unique_ptr<std::mutex> declarations_lock_ = std::make_unique<std::mutex>();
  std::map<std::string, model::SourceDeclaration>
      declarations_;  // guarded; as the latest reading of each mapping has it
};

}  // namespace mizan::app
