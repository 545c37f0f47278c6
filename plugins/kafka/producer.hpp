#pragma once
#include <librdkafka/rdkafka.h>

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "settings.hpp"

namespace mizan::kafka {

/// How Kafka refuses: what the hub does about it, in the words of the boundary.
sdk::Error refusal_of(rd_kafka_resp_err_t error, const std::string& what);

/// A message: events of one key keep their order.
struct Message {
  std::string_view id;
  std::string_view type;
  std::string_view key;  ///< empty: none
  std::string_view body;
};

/// What a producer shows of itself.
struct Keys {
  std::string password = {};
  std::string key = {};  ///< of its certificate, PEM
};

struct Outcome;
struct Trouble;

/// One idempotent producer for one topic. One thread.
class Producer {
 public:
  /// Reaches for nothing yet. Throws sdk::Error: a setting that the library refuses.
  Producer(const Settings& settings, const Keys& keys);
  ~Producer();
  Producer(const Producer&) = delete;
  Producer& operator=(const Producer&) = delete;

  /// Throws sdk::Error unless the cluster knows the topic.
  void check();

  /// Hands over all and waits until each is kept by all in-sync replicas, or given up. `kept`: how many from
  /// the front are. Throws sdk::Error for the first that is not; of its key none behind it is kept unless it
  /// may be too. Then make another producer, which goes on with that event. `stopped` is asked now and then.
  void publish(std::span<const Message> messages, std::size_t& kept, const std::function<bool()>& stopped);

 private:
  struct Destroy {
    void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
  };

  void wait_for(Outcome& outcome, const std::function<bool()>& stopped);
  sdk::Error refused(rd_kafka_resp_err_t error, std::string what) const;

  Settings settings_;
  std::unique_ptr<Trouble> trouble_;  // the library writes there while it lives
  std::unique_ptr<rd_kafka_t, Destroy> handle_;
};

}  // namespace mizan::kafka
