#pragma once
#include <chrono>
#include <memory>
#include <shared_mutex>
#include <vector>

#include "adapter/supervisor.hpp"
#include "api/server.hpp"
#include "app/session.hpp"

namespace mizan::app {

/// Ctrl-C and SIGTERM as something to ask and to wait for. Blocks both signals for the whole process, so make
/// it before any thread.
class Interrupt final : public adapter::StopRequest {
 public:
  /// What ended a wait.
  enum class Wake : std::uint8_t { kTime, kInterrupt, kReadable };

  Interrupt();
  ~Interrupt() override;
  Interrupt(const Interrupt&) = delete;
  Interrupt& operator=(const Interrupt&) = delete;

  bool stopped() const override;
  /// Waits until interrupted or the time is over; true if interrupted.
  bool wait(std::chrono::milliseconds most);
  /// Waits until interrupted, the descriptor (-1: none) can be read, or the time is over.
  Wake wait(std::chrono::milliseconds most, int descriptor);

 private:
  int signals_ = -1;
  bool taken_ = false;
};

/// The running hub: reads each source when it is due, keeps the KPIs in step, and tells whoever follows the
/// feed. The API reads beside it.
class Service {
 public:
  explicit Service(Session& session) : session_(session) {}

  /// Brings the KPIs up to date and opens the API. `port` 0: any free one.
  base::Result<> open(std::uint16_t port);
  std::uint16_t port() const { return server_->port(); }

  /// Reads one source until caught up, then catches up the KPIs. What the source did wrong is in the report.
  base::Result<pipeline::IngestReport> poll(const SourceConfig& source, const adapter::StopRequest& stop);
  base::Result<std::vector<model::KpiChange>> catch_up();

  /// Polls every source when due, and as soon as something comes into the folder that it reads, until
  /// interrupted. Each source has its Supervisor: one that fails is tried again later and later, up to an
  /// hour; one whose adapter dies again and again at the same place waits for something to change; one that
  /// brings nothing new within its expected time is an alarm in the log. An error of the store ends the
  /// service.
  base::Result<> run(Interrupt& interrupt);

 private:
  struct Due {
    const SourceConfig* source = nullptr;
    adapter::Supervisor supervisor;
  };

  Due first_due(const SourceConfig& source, bool watched) const;
  base::Result<> poll_due(Due& due, const Interrupt& interrupt);
  void alarm(Due& due) const;
  std::chrono::milliseconds pause_before(const Due& next, const std::vector<Due>& all) const;

  Session& session_;
  std::shared_mutex engine_lock_;
  std::unique_ptr<api::Server> server_;
};

}  // namespace mizan::app
