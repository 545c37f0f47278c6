#pragma once
// For the tests of this folder: a WebSocket client that is not ours.
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mizan::api {

/// Boost.Beast's client, compiled once. Its errors are exceptions.
class BeastClient {
 public:
  BeastClient(std::uint16_t port, const std::string& target, const std::string& origin = "");
  ~BeastClient();
  BeastClient(const BeastClient&) = delete;
  BeastClient& operator=(const BeastClient&) = delete;

  /// The next event.
  nlohmann::json next();
  void ping(const std::string& words);
  void write(const std::string& words);
  /// Says that it leaves: by which code the other side closed.
  std::uint16_t leave();
  /// Reads until the other side closes: by which code.
  std::uint16_t closed_by();

  /// Of the answer to the handshake: which of the offered protocols was taken.
  std::string protocol() const;
  /// How many pings came, and what the last pong said.
  int pings() const;
  const std::string& pong() const;

 private:
  struct Socket;
  std::unique_ptr<Socket> socket_;
};

}  // namespace mizan::api
