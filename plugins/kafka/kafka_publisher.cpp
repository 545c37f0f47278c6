// Events of the feed into a Kafka topic, a batch at a time, by an idempotent producer.
#include <algorithm>
#include <functional>
#include <mizan/sdk/publisher.hpp>
#include <mizan/sdk/secret.hpp>
#include <optional>
#include <span>
#include <vector>

#include "producer.hpp"
#include "settings.hpp"

namespace {

using mizan::kafka::Message;
using mizan::kafka::Producer;
using mizan::sdk::Call;
using mizan::sdk::Error;

class KafkaPublisher final : public mizan::sdk::Publisher {
 public:
  KafkaPublisher(mizan::sdk::Host host, const mizan::sdk::Config& config)
      : host_(host), settings_(mizan::kafka::read_settings(config)) {
    keys();  // a secret that is not there is a mistake of the settings
  }

  void check(const Call&) override { producer().check(); }

  void publish(const Call& call, const mizan_event* events, std::size_t count, std::size_t& kept) override {
    std::vector<Message> messages;
    for (std::size_t i = 0; i < count; ++i) {
      const mizan::sdk::Event event(events[i]);
      messages.push_back({event.id(), event.type(), event.subject(), event.body()});
    }
    const auto stopped = [&] { return call.c()->cancelled(call.c()) != 0; };
    auto at_once = count;
    while (kept < count) {
      try {
        hand_over(std::span(messages).subspan(kept, std::min(at_once, count - kept)), kept, stopped);
      } catch (const Error& failure) {
        // A cluster refuses the whole of a request that has one too large: one by one it shows which.
        if (failure.code() != MIZAN_E_DATA || at_once == 1) throw;
        at_once = 1;
      }
    }
  }

 private:
  // A producer that lost a message goes on with no later one: the next call has another.
  void hand_over(std::span<const Message> messages, std::size_t& kept, const std::function<bool()>& stopped) {
    std::size_t taken = 0;
    try {
      producer().publish(messages, taken, stopped);
      kept += taken;
    } catch (const Error&) {
      kept += taken;
      producer_.reset();
      if (stopped()) throw Error(MIZAN_E_CANCELLED, "stopped");
      throw;
    }
  }

  Producer& producer() {
    if (!producer_) producer_.emplace(settings_, keys());
    return *producer_;
  }

  mizan::kafka::Keys keys() const {
    mizan::kafka::Keys shown;
    if (!settings_.password_secret.empty())
      shown.password = mizan::sdk::read_secret(host_, settings_.password_secret);
    if (!settings_.key_secret.empty()) shown.key = mizan::sdk::read_secret(host_, settings_.key_secret);
    return shown;
  }

  mizan::sdk::Host host_;
  mizan::kafka::Settings settings_;
  std::optional<Producer> producer_;
};

}  // namespace

MIZAN_PUBLISHER(KafkaPublisher, "kafka", "1.0.0", mizan::kafka::kSettingsSchema);
