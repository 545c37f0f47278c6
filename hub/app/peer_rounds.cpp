#include "app/peer_rounds.hpp"

#include <fmt/format.h>

#include <chrono>

#include "adapter/supervisor.hpp"
#include "base/digest.hpp"
#include "ops/log.hpp"

namespace mizan::app {
namespace {

constexpr base::Micros kMinute = 60'000'000;

adapter::SupervisorRules rules_of(const PeerConfig& peer) {
  adapter::SupervisorRules rules;
  rules.pause = peer.poll_minutes * kMinute;
  return rules;
}

void tell(const PeerConfig& peer, const base::Result<bool>& taken) {
  if (!taken) {
    ops::log_error("hub.failed", taken.error().message);
  } else if (*taken) {
    ops::log_info("hub.taken", fmt::format("{}: its KPI cells are others, and taken", peer.name));
  }
}

}  // namespace

/// Asked by the requests on their way.
class PeerRounds::Stop final : public adapter::StopRequest {
 public:
  explicit Stop(PeerRounds& rounds) : rounds_(rounds) {}
  bool stopped() const override {
    const std::lock_guard lock(rounds_.mutex_);
    return rounds_.stopping_;
  }

 private:
  PeerRounds& rounds_;
};

PeerRounds::PeerRounds(std::vector<PeerFetch> peers, const base::Clock& clock)
    : peers_(std::move(peers)), clock_(clock) {
  for (auto& peer : peers_) threads_.emplace_back([this, &peer] { follow(peer); });
}

PeerRounds::~PeerRounds() {
  stop();
}

void PeerRounds::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

// False: asked to stop. The clock may be set meanwhile, so it is looked at once a minute at least.
bool PeerRounds::wait_until(base::Micros due) {
  std::unique_lock lock(mutex_);
  while (!stopping_ && clock_.now() < due) {
    const auto rest = std::clamp<base::Micros>(due - clock_.now(), 1'000, kMinute);
    changed_.wait_for(lock, std::chrono::microseconds(rest));
  }
  return !stopping_;
}

void PeerRounds::follow(PeerFetch& peer) {
  const Stop stop(*this);
  adapter::Supervisor supervisor(rules_of(peer.peer()), base::digest64(peer.peer().name), clock_.now());
  while (wait_until(supervisor.due())) {
    const auto taken = peer.once(stop);
    if (stop.stopped()) return;
    tell(peer.peer(), taken);
    adapter::RunEnd end;
    end.how = taken ? adapter::RunEnd::How::kOk : adapter::RunEnd::How::kFailed;
    end.news = taken && *taken;
    if (!taken) end.not_before = taken.error().retry_after_ms * 1'000;
    supervisor.ended(end, clock_.now());
  }
}

}  // namespace mizan::app
