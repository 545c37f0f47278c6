#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/hub_view.hpp"
#include "api/tls_files.hpp"
#include "api/watch_pages.hpp"
#include "base/error.hpp"

namespace mizan::api {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8420;         ///< 0: any free one
  bool allow_remote = false;         ///< without it, an address that is not loopback is refused
  std::optional<TlsFiles> tls = {};  ///< none: plain HTTP
  std::size_t most_connections = 10'000;
  int answer_threads = 2;
  int request_seconds = 30;  ///< a request has come whole by then, an answer was taken, or the next one begun
  int heartbeat_seconds = 15;
  std::vector<std::string> origins =
      {};  ///< of pages elsewhere that may open a WebSocket: "https://a.example"
  std::function<void(std::string_view)> log;  ///< for what an operator should know; may be empty
  Watch watch = {};
};

/// The HTTP API: GET of values, explanations, cases and sources, and the feed as server-sent events,
/// WebSocket messages and pages. Runs on threads of its own from start() to stop(); every method is safe from
/// any thread.
class Server {
 public:
  /// Binds and starts. kConfig: the address is taken, unknown, or not loopback without `allow_remote`; a file
  /// of `tls` cannot be used.
  static base::Result<std::unique_ptr<Server>> start(const HubView& hub, ServerOptions options);
  ~Server();

  std::uint16_t port() const;
  /// There may be new events. A hint: it costs little, and one too few only delays.
  void wake();
  /// The files of `tls` are read anew, as they are by themselves some seconds after they were changed. Where
  /// they cannot be used, what there was goes on, and the log says why.
  void reload_tls();
  /// Gives every subscriber what the feed has, as far as it takes it within that time, then ends them: each
  /// has the cursor behind what it was given, and a WebSocket is told 1001. Pages that wait are answered with
  /// what there is, requests that have come are answered, nobody new is let in. Waits for it; then stop().
  void drain(std::chrono::milliseconds most);
  /// Closes every connection and waits for the threads. Once.
  void stop();

  struct Impl;

 private:
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mizan::api
