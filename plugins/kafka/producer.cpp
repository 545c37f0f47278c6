#include "producer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <vector>

namespace mizan::kafka {

/// What became of the messages of one call; each is told of exactly once.
struct Outcome {
  std::vector<rd_kafka_resp_err_t> errors;
  std::size_t open = 0;
};

/// What the library said of its connections last.
struct Trouble {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string reason = {};
};

namespace {

constexpr int kPollMs = 50;
constexpr int kMetadataMs = 3'000;
constexpr std::int64_t kMostUnknownMs = 5'000;  // of a topic: it may have been made just now

/// A message's place among them.
struct Slot {
  Outcome* outcome;
  std::size_t at;
};

bool is_passing(rd_kafka_resp_err_t error) {
  return refusal_of(error, "").code() == MIZAN_E_TRANSIENT;
}

void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void*) {
  const auto* slot = static_cast<const Slot*>(message->_private);
  slot->outcome->errors[slot->at] = message->err;
  --slot->outcome->open;
}

// What keeps a connection from being made is told here alone: messages merely wait. What passes by itself
// does not hide what does not.
void on_error(rd_kafka_t*, int error, const char* reason, void* opaque) {
  auto& trouble = *static_cast<Trouble*>(opaque);
  const auto code = static_cast<rd_kafka_resp_err_t>(error);
  if (trouble.error != RD_KAFKA_RESP_ERR_NO_ERROR && !is_passing(trouble.error) && is_passing(code)) return;
  trouble = {code, reason};
}

// What is wrong is in the outcome, and the hub has one log.
void say_nothing(const rd_kafka_t*, int, const char*, const char*) {}

class Conf {
 public:
  Conf() : conf_(rd_kafka_conf_new()) {}
  ~Conf() {
    if (conf_ != nullptr) rd_kafka_conf_destroy(conf_);
  }
  Conf(const Conf&) = delete;
  Conf& operator=(const Conf&) = delete;

  void set(const char* key, const std::string& value) {
    char said[256] = {};
    if (rd_kafka_conf_set(conf_, key, value.c_str(), said, sizeof said) != RD_KAFKA_CONF_OK)
      throw sdk::Error(MIZAN_E_CONFIG, fmt::format("Kafka takes no such {}", key));  // `said` has the value
  }

  rd_kafka_t* make(Trouble& trouble) {
    rd_kafka_conf_set_opaque(conf_, &trouble);
    rd_kafka_conf_set_error_cb(conf_, &on_error);
    rd_kafka_conf_set_log_cb(conf_, &say_nothing);
    rd_kafka_conf_set_dr_msg_cb(conf_, &on_delivery);
    char said[256] = {};
    auto* handle = rd_kafka_new(RD_KAFKA_PRODUCER, conf_, said, sizeof said);
    if (handle == nullptr) throw sdk::Error(MIZAN_E_CONFIG, fmt::format("Kafka: {}", said));
    conf_ = nullptr;  // its own now
    return handle;
  }

 private:
  rd_kafka_conf_t* conf_;
};

void protect(Conf& conf, const Settings& settings, const Keys& keys) {
  const bool sasl = !settings.user.empty();
  conf.set("security.protocol",
           settings.tls ? (sasl ? "SASL_SSL" : "SSL") : (sasl ? "SASL_PLAINTEXT" : "PLAINTEXT"));
  if (!settings.ca_file.empty()) conf.set("ssl.ca.location", settings.ca_file);
  if (!settings.certificate_file.empty()) {
    conf.set("ssl.certificate.location", settings.certificate_file);
    conf.set("ssl.key.pem", keys.key);
  }
  if (!sasl) return;
  conf.set("sasl.mechanism", settings.mechanism);
  conf.set("sasl.username", settings.user);
  conf.set("sasl.password", keys.password);
}

// A message never times out by itself: one that did, with a later one of its partition kept, would be a gap.
// What is given up is given up all together (publish), and a cluster that refuses one is sent none behind it.
rd_kafka_t* make_producer(const Settings& settings, const Keys& keys, Trouble& trouble) {
  Conf conf;
  conf.set("bootstrap.servers", fmt::format("{}", fmt::join(settings.servers, ",")));
  conf.set("client.id", "mizan");
  conf.set("enable.idempotence", "true");
  conf.set("enable.gapless.guarantee", "true");
  conf.set("acks", "all");
  conf.set("message.timeout.ms", "0");
  conf.set("topic.metadata.propagation.max.ms",
           std::to_string(std::min(settings.patience_ms / 2, kMostUnknownMs)));
  conf.set("linger.ms", "5");
  protect(conf, settings, keys);
  return conf.make(trouble);
}

rd_kafka_resp_err_t hand_over(rd_kafka_t* handle, const std::string& topic, const Message& message,
                              Slot* slot) {
  auto* headers = rd_kafka_headers_new(3);
  const auto add = [&](const char* name, std::string_view value) {
    rd_kafka_header_add(headers, name, -1, value.data(), static_cast<ssize_t>(value.size()));
  };
  add("content-type", "application/cloudevents+json");
  add("ce_id", message.id);
  add("ce_type", message.type);
  const void* key = message.key.empty() ? nullptr : message.key.data();
  const auto error =
      rd_kafka_producev(handle, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_KEY(key, message.key.size()),
                        RD_KAFKA_V_VALUE(const_cast<char*>(message.body.data()), message.body.size()),
                        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers),
                        RD_KAFKA_V_OPAQUE(slot), RD_KAFKA_V_END);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) rd_kafka_headers_destroy(headers);  // else they are the message's
  return error;
}

}  // namespace

sdk::Error refusal_of(rd_kafka_resp_err_t error, const std::string& what) {
  const auto text = fmt::format("{}: {}", what, rd_kafka_err2str(error));
  switch (error) {
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return {MIZAN_E_AUTH, text};
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
    case RD_KAFKA_RESP_ERR__SSL:
      return {MIZAN_E_CONFIG, text};
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_INVALID_MSG:
    case RD_KAFKA_RESP_ERR_INVALID_RECORD:
      return {MIZAN_E_DATA, text};
    default:
      return {MIZAN_E_TRANSIENT, text};
  }
}

Producer::Producer(const Settings& settings, const Keys& keys)
    : settings_(settings),
      trouble_(std::make_unique<Trouble>()),
      handle_(make_producer(settings, keys, *trouble_)) {}

Producer::~Producer() = default;

// An error with what keeps the library from its servers, where it knows.
sdk::Error Producer::refused(rd_kafka_resp_err_t error, std::string what) const {
  if (error == RD_KAFKA_RESP_ERR__PURGE_QUEUE || error == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) {
    what += fmt::format(" within {} ms", settings_.patience_ms);
    error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  }
  if (trouble_->error == RD_KAFKA_RESP_ERR_NO_ERROR || !is_passing(error)) return refusal_of(error, what);
  return refusal_of(trouble_->error, fmt::format("{} ({})", what, trouble_->reason));
}

void Producer::check() {
  auto* topic = rd_kafka_topic_new(handle_.get(), settings_.topic.c_str(), nullptr);
  const struct rd_kafka_metadata* found = nullptr;
  const auto error = rd_kafka_metadata(handle_.get(), 0, topic, &found, kMetadataMs);
  const auto known =
      error == RD_KAFKA_RESP_ERR_NO_ERROR && found->topic_cnt == 1 ? found->topics[0].err : error;
  if (found != nullptr) rd_kafka_metadata_destroy(found);
  rd_kafka_topic_destroy(topic);
  rd_kafka_poll(handle_.get(), 0);
  if (known != RD_KAFKA_RESP_ERR_NO_ERROR) throw refused(known, "topic \"" + settings_.topic + "\"");
}

void Producer::publish(std::span<const Message> messages, std::size_t& kept,
                       const std::function<bool()>& stopped) {
  *trouble_ = {};
  Outcome outcome{std::vector<rd_kafka_resp_err_t>(messages.size(), RD_KAFKA_RESP_ERR__FAIL),
                  messages.size()};
  std::vector<Slot> slots;
  for (std::size_t i = 0; i < messages.size(); ++i) slots.push_back({&outcome, i});
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto error = hand_over(handle_.get(), settings_.topic, messages[i], &slots[i]);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    // What comes behind it must not be kept before it is.
    outcome.errors[i] = error;
    outcome.open -= messages.size() - i;
    break;
  }
  wait_for(outcome, stopped);
  while (kept < messages.size() && outcome.errors[kept] == RD_KAFKA_RESP_ERR_NO_ERROR) ++kept;
  if (kept < messages.size())
    throw refused(outcome.errors[kept], fmt::format("event {} is not kept", messages[kept].id));
}

// Until each is told of, so that no slot is used when it is gone. What is still open when patience or the hub
// ends is given up all at once: of a partition the cluster then keeps a beginning of what it was handed,
// never with a gap.
void Producer::wait_for(Outcome& outcome, const std::function<bool()>& stopped) {
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(settings_.patience_ms);
  while (outcome.open > 0) {
    rd_kafka_poll(handle_.get(), kPollMs);
    if (outcome.open > 0 && (stopped() || std::chrono::steady_clock::now() >= until))
      rd_kafka_purge(handle_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  }
}

}  // namespace mizan::kafka
