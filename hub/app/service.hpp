#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <shared_mutex>
#include <vector>

#include "adapter/supervisor.hpp"
#include "api/server.hpp"
#include "app/access_policy.hpp"
#include "app/folder_watch.hpp"
#include "app/interrupt.hpp"
#include "app/key_rounds.hpp"
#include "app/merged_cache.hpp"
#include "app/past_kpis.hpp"
#include "app/peer_rounds.hpp"
#include "app/room.hpp"
#include "app/session.hpp"
#include "app/source_runs.hpp"
#include "app/webhook_rounds.hpp"

namespace mizan::app {

/// The running hub: reads each source when it is due, keeps the KPIs in step with records and with the
/// calendar, and tells whoever follows the feed. The API reads beside it.
class Service {
 public:
  explicit Service(Session& session) : session_(session) {}

  /// Brings the KPIs up to date and opens the API. `port` 0: any free one.
  base::Result<> open(std::uint16_t port);
  std::uint16_t port() const { return server_->port(); }

  base::Result<std::vector<model::KpiChange>> catch_up();

  /// Reads every source when due, and as soon as something comes into the folder that it reads, until
  /// interrupted: each on a thread of its own, so that none waits for another. Each source has its
  /// Supervisor: one that fails is tried again later and later, up to an hour; one whose adapter dies again
  /// and again at the same place waits for something to change; one that brings nothing new within its
  /// expected time is an alarm in the log. An error of the store ends the service.
  base::Result<> run(Interrupt& interrupt);

 private:
  struct Due {
    const SourceConfig* source = nullptr;
    adapter::Supervisor supervisor;
    bool running = false;
    bool nudged = false;                              // while it was running
    std::optional<base::Day> reached = std::nullopt;  // the last day on which it was read to its end
  };

  Due first_due(const SourceConfig& source, bool watched) const;
  void begin_due(std::vector<Due>& all, SourceRuns& runs) const;
  base::Result<> end(Due& due, const SourceRuns::Report& report, bool stopping);
  base::Result<> settle(Due& due, const pipeline::IngestReport& report);
  base::Result<> follow_the_day();
  void tell_releases();
  base::Result<> drop_some();
  base::Result<> open_peers();
  base::Result<> read_access();
  void follow_keys();
  void reload();
  void say_what_waits();
  base::Result<> open_webhooks();
  void wake_subscribers();
  api::HubView view();
  api::Watch watch();
  base::Result<std::string> metrics() const;
  std::string not_ready() const;
  base::Result<> read_until_stopped(std::vector<Due>& all, FolderWatch& watch, SourceRuns& runs,
                                    Interrupt& interrupt);
  void nudge(Due& due) const;
  void alarm(Due& due) const;
  std::chrono::milliseconds pause_before_next(const std::vector<Due>& all) const;

  Session& session_;
  base::Day counted_on_{};  // the day of the last catch_up()
  std::optional<Room> room_;
  std::optional<store::Store> watched_;  // another connection, for looking how much room there is
  std::vector<WebhookConfig> webhook_configs_;
  std::shared_ptr<api::Traffic> traffic_ = std::make_shared<api::Traffic>();
  std::atomic<bool> stopping_ = false;
  std::atomic<bool> behind_ = false;  // the last counting failed
  bool dropping_ = true;              // there may be something that is older than the config wants
  std::shared_mutex engine_lock_;
  PolicyShelf policy_;
  std::mutex keys_lock_;
  std::string fetched_keys_;  // guarded; of the issuer of log-ins
  std::unique_ptr<PastCache> past_;
  std::unique_ptr<MergedCache> merged_;  // none: no hub's cells are taken
  std::unique_ptr<PeerRounds> rounds_;
  std::unique_ptr<KeyRounds> key_rounds_;    // none: no log-ins, or their keys are in a file
  std::unique_ptr<WebhookRounds> webhooks_;  // none: the feed is posted to nobody
  std::unique_ptr<api::Server> server_;
};

}  // namespace mizan::app
