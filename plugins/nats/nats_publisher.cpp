// Events of the feed into a JetStream stream, one after the other: each is kept by a majority of its replicas
// before the next is handed over, so that none overtakes another when a server dies.
#include <chrono>
#include <mizan/sdk/publisher.hpp>
#include <mizan/sdk/secret.hpp>
#include <optional>
#include <thread>

#include "connection.hpp"
#include "settings.hpp"
#include "subject.hpp"

namespace {

using mizan::nats::Connection;
using mizan::nats::Credentials;
using mizan::sdk::Call;
using mizan::sdk::Error;
using mizan::sdk::Event;
using Clock = std::chrono::steady_clock;

class NatsPublisher final : public mizan::sdk::Publisher {
 public:
  NatsPublisher(mizan::sdk::Host host, const mizan::sdk::Config& config)
      : host_(host), settings_(mizan::nats::read_settings(config)) {
    credentials();  // a secret that is not there is a mistake of the settings
  }

  void check(const Call&) override { connected().check_stream(); }

  void publish(const Call& call, const mizan_event* events, std::size_t count, std::size_t& kept) override {
    for (; kept < count; ++kept) publish_one(call, Event(events[kept]));
  }

 private:
  // A server that dies is replaced, and a stream without a leader has one, within seconds: the event is
  // handed over again with its id, which is kept once.
  void publish_one(const Call& call, const Event& event) {
    const auto subject = mizan::nats::subject_of(settings_.subject, event.type(), event.subject());
    const auto until = Clock::now() + std::chrono::milliseconds(settings_.patience_ms);
    while (true) {
      call.check();
      try {
        return connected().publish(subject, std::string(event.id()), event.type(), event.body());
      } catch (const Error& failure) {
        if (failure.code() != MIZAN_E_TRANSIENT || Clock::now() >= until) throw;
      }
      std::this_thread::sleep_for(kBetweenAttempts);
    }
  }

  Connection& connected() {
    if (connection_ && connection_->closed()) connection_.reset();
    if (!connection_) connection_.emplace(Connection::open(settings_, credentials()));
    return *connection_;
  }

  Credentials credentials() const {
    Credentials shown;
    if (!settings_.password_secret.empty())
      shown.password = mizan::sdk::read_secret(host_, settings_.password_secret);
    if (!settings_.token_secret.empty()) shown.token = mizan::sdk::read_secret(host_, settings_.token_secret);
    if (!settings_.credentials_secret.empty())
      shown.user =
          mizan::nats::read_credentials(mizan::sdk::read_secret(host_, settings_.credentials_secret));
    if (!settings_.key_secret.empty()) shown.key = mizan::sdk::read_secret(host_, settings_.key_secret);
    return shown;
  }

  static constexpr auto kBetweenAttempts = std::chrono::milliseconds(100);

  mizan::sdk::Host host_;
  mizan::nats::Settings settings_;
  std::optional<Connection> connection_;
};

}  // namespace

MIZAN_PUBLISHER(NatsPublisher, "nats", "1.0.0", mizan::nats::kSettingsSchema);
