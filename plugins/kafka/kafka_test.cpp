// A producer against librdkafka's own mock of a cluster, and a consumer that reads what is in the topic.
#include <gtest/gtest.h>
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <atomic>
#include <chrono>
#include <limits>
#include <map>
#include <set>
#include <thread>
#include <vector>

#include "producer.hpp"
#include "settings.hpp"

namespace mizan::kafka {
namespace {

struct Got {
  std::string id, type, key, body, content_type;
};

class KafkaTest : public ::testing::Test {
 protected:
  KafkaTest() : host_(rd_kafka_new(RD_KAFKA_PRODUCER, silent(), nullptr, 0)) {
    cluster_ = rd_kafka_mock_cluster_new(host_, 3);
    rd_kafka_mock_topic_create(cluster_, "mizan", 4, 3);
    settings_.servers = {rd_kafka_mock_cluster_bootstraps(cluster_)};
    settings_.topic = "mizan";
    settings_.patience_ms = 5'000;
  }
  ~KafkaTest() override {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(host_);
  }

  static rd_kafka_conf_t* silent() {
    auto* conf = rd_kafka_conf_new();
    rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
    return conf;
  }

  void make_events(int count) {
    for (int i = 0; i < count; ++i) {
      ids_.push_back("id-" + std::to_string(i));
      keys_.push_back("pending/2025/PB/court/" + std::to_string(i % 5) + "/value");
      bodies_.push_back("{\"n\":" + std::to_string(i) + "}");
    }
  }
  std::vector<Message> messages(std::size_t from, std::size_t to) const {
    std::vector<Message> out;
    for (auto i = from; i < to; ++i) out.push_back({ids_[i], "org.mizan.test.v1", keys_[i], bodies_[i]});
    return out;
  }

  static std::string text(const void* bytes, std::size_t size) {
    return {static_cast<const char*>(bytes), size};
  }
  static std::string header(const rd_kafka_message_t* message, const char* name) {
    rd_kafka_headers_t* headers = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
        rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
      return "";
    return text(value, size);
  }

  /// All that the topic has, partition by partition, until nothing comes for a second.
  std::vector<Got> read_all() const {
    return read(std::numeric_limits<std::size_t>::max(), std::chrono::seconds(1));
  }

  /// The same until there are `count`, or nothing comes for so long.
  std::vector<Got> read(std::size_t count, std::chrono::seconds quiet = std::chrono::seconds(20)) const {
    auto* conf = silent();
    rd_kafka_conf_set(conf, "bootstrap.servers", settings_.servers[0].c_str(), nullptr, 0);
    rd_kafka_conf_set(conf, "group.id", "test", nullptr, 0);
    auto* consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0);
    auto* all = rd_kafka_topic_partition_list_new(4);
    for (int partition = 0; partition < 4; ++partition)
      rd_kafka_topic_partition_list_add(all, "mizan", partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_assign(consumer, all);
    rd_kafka_topic_partition_list_destroy(all);
    std::vector<Got> got;
    auto until = std::chrono::steady_clock::now() + std::max(quiet, std::chrono::seconds(3));
    while (got.size() < count && std::chrono::steady_clock::now() < until) {
      auto* message = rd_kafka_consumer_poll(consumer, 200);
      if (message == nullptr) continue;
      until = std::chrono::steady_clock::now() + quiet;
      if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        got.push_back({header(message, "ce_id"), header(message, "ce_type"),
                       text(message->key, message->key_len), text(message->payload, message->len),
                       header(message, "content-type")});
      rd_kafka_message_destroy(message);
    }
    rd_kafka_consumer_close(consumer);
    rd_kafka_destroy(consumer);
    return got;
  }

  // Each id once, with what belongs to it; of each key in the order in which they were handed over.
  void expect_all_once(const std::vector<Got>& got) const {
    std::set<std::string> seen;
    std::map<std::string, int> last;
    for (const auto& one : got) {
      EXPECT_TRUE(seen.insert(one.id).second) << one.id << " twice";
      const int number = std::stoi(one.id.substr(3));
      EXPECT_EQ(one.body, bodies_[static_cast<std::size_t>(number)]);
      EXPECT_EQ(one.key, keys_[static_cast<std::size_t>(number)]);
      EXPECT_EQ(one.type, "org.mizan.test.v1");
      EXPECT_EQ(one.content_type, "application/cloudevents+json");
      const auto before = last.find(one.key);
      EXPECT_TRUE(before == last.end() || before->second < number) << one.id;
      last[one.key] = number;
    }
    EXPECT_EQ(seen.size(), ids_.size());
  }

  static constexpr auto kNever = [] { return false; };

  rd_kafka_t* host_;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
  Settings settings_;
  std::vector<std::string> ids_, keys_, bodies_;
};

TEST_F(KafkaTest, EventsOfAKeyKeepTheirOrderAndEachHasItsId) {
  make_events(200);
  Producer producer(settings_, {});
  producer.check();
  std::size_t kept = 0;
  producer.publish(messages(0, 150), kept, kNever);
  EXPECT_EQ(kept, 150U);
  kept = 0;
  producer.publish(messages(150, 200), kept, kNever);
  EXPECT_EQ(kept, 50U);
  expect_all_once(read(200));
}

// A broker answers with errors that pass: the library hands over again, and nothing is there twice.
TEST_F(KafkaTest, WhatABrokerRefusesForAWhileIsKeptOnce) {
  make_events(100);
  Producer producer(settings_, {});
  constexpr int kProduce = 0;  // the number of that request in Kafka's protocol
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 4, RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION,
                                    RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS, RD_KAFKA_RESP_ERR__TRANSPORT,
                                    RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
  std::size_t kept = 0;
  producer.publish(messages(0, 100), kept, kNever);
  EXPECT_EQ(kept, 100U);
  expect_all_once(read(100));
}

TEST_F(KafkaTest, WhileNoBrokerAnswersNothingIsKeptAndALaterProducerHandsItOver) {
  make_events(20);
  settings_.patience_ms = 300;
  for (int broker = 1; broker <= 3; ++broker) rd_kafka_mock_broker_set_down(cluster_, broker);
  {
    Producer producer(settings_, {});
    std::size_t kept = 0;
    try {
      producer.publish(messages(0, 20), kept, kNever);
      FAIL() << "there is nobody who could keep them";
    } catch (const sdk::Error& error) {
      EXPECT_EQ(error.code(), MIZAN_E_TRANSIENT) << error.what();
    }
    EXPECT_EQ(kept, 0U);
  }
  for (int broker = 1; broker <= 3; ++broker) rd_kafka_mock_broker_set_up(cluster_, broker);
  settings_.patience_ms = 10'000;
  Producer again(settings_, {});
  std::size_t kept = 0;
  again.publish(messages(0, 20), kept, kNever);
  EXPECT_EQ(kept, 20U);
  expect_all_once(read(20));
}

// Brokers go and come while batches are on their way, so that nobody can say what was kept; each producer is
// given up with its batch, and the next begins where nothing is sure.
TEST_F(KafkaTest, WhoDropsIdsThatCameBeforeHasEachEventOnceAndEveryKeyInOrder) {
  make_events(600);
  settings_.patience_ms = 300;
  const auto all = [&](auto set) {
    for (int broker = 1; broker <= 3; ++broker) set(cluster_, broker);
  };
  all(rd_kafka_mock_broker_set_down);
  std::atomic<bool> done = false;
  std::thread trouble([&] {
    while (!done) {
      std::this_thread::sleep_for(std::chrono::milliseconds(800));
      all(rd_kafka_mock_broker_set_up);
      std::this_thread::sleep_for(std::chrono::milliseconds(400));
      if (!done) all(rd_kafka_mock_broker_set_down);
    }
  });
  std::size_t kept = 0;
  int lost = 0;
  while (kept < 600 && lost < 60) {
    Producer producer(settings_, {});
    try {
      while (kept < 600) {
        std::size_t now = 0;
        const auto batch = messages(kept, std::min<std::size_t>(kept + 20, 600));
        try {
          producer.publish(batch, now, kNever);
        } catch (const sdk::Error&) {
          kept += now;
          throw;
        }
        kept += now;
      }
    } catch (const sdk::Error& error) {
      EXPECT_EQ(error.code(), MIZAN_E_TRANSIENT) << error.what();
      ++lost;
    }
  }
  done = true;
  trouble.join();
  ASSERT_EQ(kept, 600U);
  EXPECT_GT(lost, 0) << "nothing went wrong, so nothing was shown";
  std::set<std::string> seen;
  std::vector<Got> first;
  for (auto& one : read_all()) {
    if (seen.insert(one.id).second) first.push_back(std::move(one));
  }
  expect_all_once(first);
}

// A cluster that takes no message so large refuses those behind it too, or the topic had a gap when it is
// taken later.
TEST_F(KafkaTest, WhatIsRefusedForGoodHasNothingBehindItInItsPartition) {
  make_events(1);
  make_events(1);  // the same key
  ids_[1] = "id-1";
  Producer producer(settings_, {});
  constexpr int kProduce = 0;
  rd_kafka_mock_push_request_errors(cluster_, kProduce, 1, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  std::size_t kept = 0;
  try {
    producer.publish(messages(0, 1), kept, kNever);
    FAIL() << "it was refused";
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_DATA) << error.what();
  }
  EXPECT_THROW(producer.publish(messages(1, 2), kept, kNever), sdk::Error) << "by the same producer";
  EXPECT_EQ(kept, 0U);
  Producer another(settings_, {});
  another.publish(messages(0, 2), kept, kNever);
  EXPECT_EQ(kept, 2U);
  bodies_[1] = bodies_[0] = "{\"n\":0}";
  expect_all_once(read_all());
}

TEST_F(KafkaTest, WhatIsLargerThanAMessageMayBeIsRefusedBeforeItIsSent) {
  make_events(3);
  bodies_[1] = std::string(2'000'000, 'x');
  Producer producer(settings_, {});
  std::size_t kept = 0;
  try {
    producer.publish(messages(0, 3), kept, kNever);
    FAIL() << "it is too large";
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_DATA) << error.what();
  }
  EXPECT_EQ(kept, 1U) << "what stands before it is kept";
}

// The mock speaks no TLS.
TEST_F(KafkaTest, WhyNobodyAnsweredIsSaid) {
  make_events(1);
  settings_.tls = true;
  settings_.patience_ms = 1'000;
  Producer producer(settings_, {});
  std::size_t kept = 0;
  try {
    producer.publish(messages(0, 1), kept, kNever);
    FAIL() << "there is no TLS";
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_TRANSIENT);
    EXPECT_NE(std::string(error.what()).find("is not kept within 1000 ms ("), std::string::npos)
        << error.what();
  }
}

TEST_F(KafkaTest, AStopEndsTheWaiting) {
  make_events(5);
  for (int broker = 1; broker <= 3; ++broker) rd_kafka_mock_broker_set_down(cluster_, broker);
  Producer producer(settings_, {});
  std::size_t kept = 0;
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_THROW(producer.publish(messages(0, 5), kept, [] { return true; }), sdk::Error);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(4));
}

std::string mistake(const char* json) {
  try {
    read_settings(sdk::Config(std::string_view(json)));
    return "none";
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_CONFIG);
    return error.what();
  }
}

TEST(KafkaSettings, AreReadAndMistakesNameTheSetting) {
  EXPECT_EQ(read_settings(sdk::Config(std::string_view(R"({"servers":["kafka-1:9092"]})"))).topic, "mizan");
  struct Case {
    const char* json;
    const char* says;
  };
  for (const auto& wrong :
       {Case{"{}", "servers"}, Case{R"({"servers":[]})", "host:port"},
        Case{R"({"servers":["kafka"]})", "host:port"}, Case{R"({"servers":["a:1"],"topic":"a b"})", "topic"},
        Case{R"({"servers":["a:1"],"patience_ms":1})", "from 1000"},
        Case{R"({"servers":["a:1"],"user":"u"})", "password_secret"},
        Case{R"({"servers":["a:1"],"mechanism":"GSSAPI"})", "mechanism"},
        Case{R"({"servers":["a:1"],"user":"u","password_secret":"p","mechanism":"PLAIN"})",
             "shows the password"},
        Case{R"({"servers":["a:1"],"tls":true,"ca_file":"ca.pem"})", "begins with /"},
        Case{R"({"servers":["a:1"],"ca_file":"/ca.pem"})", "tls"},
        Case{R"({"servers":["a:1"],"tls":true,"certificate_file":"/c"})", "key_secret"},
        Case{R"({"servers":["a:1"],"acks":1})", "\"acks\" is not a setting"}})
    EXPECT_NE(mistake(wrong.json).find(wrong.says), std::string::npos)
        << wrong.json << ": " << mistake(wrong.json);
}

TEST(KafkaRefusal, IsAPolicy) {
  EXPECT_EQ(refusal_of(RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED, "x").code(), MIZAN_E_AUTH);
  EXPECT_EQ(refusal_of(RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE, "x").code(), MIZAN_E_DATA);
  EXPECT_EQ(refusal_of(RD_KAFKA_RESP_ERR__SSL, "x").code(), MIZAN_E_CONFIG);
  EXPECT_EQ(refusal_of(RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, "x").code(), MIZAN_E_TRANSIENT);
  EXPECT_EQ(refusal_of(RD_KAFKA_RESP_ERR__MSG_TIMED_OUT, "x").code(), MIZAN_E_TRANSIENT);
}

}  // namespace
}  // namespace mizan::kafka
