// librdkafka's mock of a cluster as a program, for a hub that is killed while the cluster stays. It prints
// its servers; then, for each line of its input: "down N" and "up N", "refuse N" (so many requests to keep
// something are answered with errors that pass), and "read", which prints every message of the topic,
// partition by partition: key, tab, id in the header, tab, body; then "end". It ends with its input.
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include <cstdio>
#include <iostream>
#include <sstream>
#include <string>
#include <string_view>

namespace {

constexpr const char* kTopic = "mizan";
constexpr int kPartitions = 3;
constexpr int kBrokers = 3;
constexpr int kProduce = 0;      // the number of that request in Kafka's protocol
constexpr int kQuietPolls = 10;  // of 200 ms: nothing more comes

rd_kafka_conf_t* configuration() {
  auto* conf = rd_kafka_conf_new();
  rd_kafka_conf_set(conf, "log_level", "0", nullptr, 0);
  return conf;
}

std::string header_of(const rd_kafka_message_t* message, const char* name) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return "";
  return {static_cast<const char*>(value), size};
}

void print(const rd_kafka_message_t* message) {
  const std::string_view key(static_cast<const char*>(message->key), message->key_len);
  const std::string_view body(static_cast<const char*>(message->payload), message->len);
  std::cout << key << '\t' << header_of(message, "ce_id") << '\t' << body << '\n';
}

void read_all(const std::string& servers) {
  auto* conf = configuration();
  rd_kafka_conf_set(conf, "bootstrap.servers", servers.c_str(), nullptr, 0);
  rd_kafka_conf_set(conf, "group.id", "reader", nullptr, 0);
  auto* consumer = rd_kafka_new(RD_KAFKA_CONSUMER, conf, nullptr, 0);
  auto* all = rd_kafka_topic_partition_list_new(kPartitions);
  for (int partition = 0; partition < kPartitions; ++partition)
    rd_kafka_topic_partition_list_add(all, kTopic, partition)->offset = RD_KAFKA_OFFSET_BEGINNING;
  rd_kafka_assign(consumer, all);
  rd_kafka_topic_partition_list_destroy(all);
  for (int quiet = 0; quiet < kQuietPolls;) {
    auto* message = rd_kafka_consumer_poll(consumer, 200);
    ++quiet;
    if (message == nullptr) continue;
    if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      print(message);
      quiet = 0;
    }
    rd_kafka_message_destroy(message);
  }
  rd_kafka_consumer_close(consumer);
  rd_kafka_destroy(consumer);
  std::cout << "end" << std::endl;
}

void refuse(rd_kafka_mock_cluster_t* cluster, int count) {
  for (int i = 0; i < count; ++i)
    rd_kafka_mock_push_request_errors(
        cluster, kProduce, 1,
        i % 2 == 0 ? RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS : RD_KAFKA_RESP_ERR__TRANSPORT);
}

}  // namespace

int main() {
  auto* host = rd_kafka_new(RD_KAFKA_PRODUCER, configuration(), nullptr, 0);
  auto* cluster = rd_kafka_mock_cluster_new(host, kBrokers);
  rd_kafka_mock_topic_create(cluster, kTopic, kPartitions, kBrokers);
  const std::string servers = rd_kafka_mock_cluster_bootstraps(cluster);
  std::cout << servers << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string order;
    int number = 0;
    words >> order >> number;
    if (order == "down") rd_kafka_mock_broker_set_down(cluster, number);
    if (order == "up") rd_kafka_mock_broker_set_up(cluster, number);
    if (order == "refuse") refuse(cluster, number);
    if (order == "read") read_all(servers);
  }
  rd_kafka_mock_cluster_destroy(cluster);
  rd_kafka_destroy(host);
}
