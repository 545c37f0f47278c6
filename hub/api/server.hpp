#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/hub_view.hpp"
#include "base/error.hpp"

namespace mizan::api {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8420;  ///< 0: any free one
  bool allow_remote = false;  ///< without it, an address that is not loopback is refused
  std::size_t most_connections = 10'000;
  int answer_threads = 2;
  int heartbeat_seconds = 15;
  std::function<void(std::string_view)> log;  ///< for what an operator should know; may be empty
};

/// The HTTP API: GET of values, explanations, cases and sources, and the feed as server-sent events. Runs on
/// threads of its own from start() to stop(); every method is safe from any thread.
class Server {
 public:
  /// Binds and starts. kConfig: the address is taken, unknown, or not loopback without `allow_remote`.
  static base::Result<std::unique_ptr<Server>> start(const HubView& hub, ServerOptions options);
  ~Server();

  std::uint16_t port() const;
  /// There may be new events. A hint: it costs little, and one too few only delays.
  void wake();
  /// Closes every connection and waits for the threads. Once.
  void stop();

  struct Impl;

 private:
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mizan::api
