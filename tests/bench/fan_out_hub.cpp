// The feed of a hub as `mizan run` serves it, on a store of its own, told what to put into it: so that what
// is measured is the way from the outbox to the subscribers.
//
//   mizan_fan_out_hub FOLDER
//
// prints its port. Each line of standard input, `COUNT TOGETHER GAP BYTES`, has so many events put into the
// outbox, so many in a transaction, a transaction every GAP microseconds, with so many bytes of data; then it
// prints `told`. Ends with its input.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <thread>

#include "api/server.hpp"
#include "store/announcements.hpp"

namespace {
using namespace mizan;

template <class T>
T must(base::Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "%s\n", result.error().message.c_str());
    std::exit(1);
  }
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// Whoever connects from this machine is shown everything of the feed.
api::PolicyReader everything() {
  auto policy = std::make_shared<access::Policy>();
  policy->loopback_operator = true;
  access::Grains all;
  all.add_all();
  policy->sharing.give(access::Role::kOperator, "feed", {all, {}, access::FieldPaths({"*"})});
  return [policy] { return policy; };
}

std::int64_t micros_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// As an event of a value, with the moment at which it was told and letters up to its size.
store::Event event_of(std::size_t bytes) {
  auto data = fmt::format("{{\"sent\":{:016d},\"pad\":\"", micros_now());
  data.resize(std::max(data.size(), bytes - 2), 'x');
  auto body = fmt::format(
      "{{\"specversion\":\"1.0\",\"type\":\"org.mizan.kpi.value.updated.v1\",\"source\":\"/"
      "mizan\",\"subject\":\"pending/2025/PB/"
      "total/_T/value\",\"data\":{}\"}}}}",
      data);
  return {0, micros_now(), "org.mizan.kpi.value.updated.v1", "pending/2025/PB/total/_T/value",
          std::move(body)};
}

struct Order {
  std::size_t count = 0;
  std::size_t together = 1;
  std::int64_t gap = 0;
  std::size_t bytes = 0;
};

void tell(store::Store& store, api::Server& server, const Order& order) {
  auto next = std::chrono::steady_clock::now();
  for (std::size_t told = 0; told < order.count;) {
    std::vector<store::Event> events;
    for (; events.size() < order.together && told < order.count; ++told)
      events.push_back(event_of(order.bytes));
    must(store::put_events(store.database(), events));
    server.wake();
    std::this_thread::sleep_until(next += std::chrono::microseconds(order.gap));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const auto path = (std::filesystem::path(argv[1]) / "mizan.db").string();
  auto store = must(store::Store::open(path, store::OpenMode::kWrite));
  const base::SystemClock clock;
  const kpi::Engine engine{std::vector<kpi::Definition>{}};
  std::shared_mutex lock;
  api::HubView view{engine, lock, clock, path, {}};
  view.policy = everything();
  api::ServerOptions options;
  options.port = 0;
  auto server = must(api::Server::start(view, options));
  std::cout << server->port() << std::endl;
  for (Order order; std::cin >> order.count >> order.together >> order.gap >> order.bytes;) {
    tell(store, *server, order);
    std::cout << "told" << std::endl;
  }
  server->stop();
}
