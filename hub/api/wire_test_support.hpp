#pragma once
// For the tests of this folder: plain bytes said to a server, and what it answers.
#include <chrono>
#include <cstdint>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mizan::api {

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
  /// The body as JSON; `discarded` if it is none.
  nlohmann::json parsed() const;
};

/// A socket to the server that says and hears plain bytes. What is behind it is compiled once: Boost.Asio
/// costs ten seconds wherever it is used.
class Wire {
 public:
  explicit Wire(std::uint16_t port);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  void say(const std::string& bytes);
  /// For a server that may have closed: false says that it has.
  bool try_say(const std::string& bytes);
  /// Up to and with the delimiter; what came before the end, if it ends first.
  std::string until(const std::string& delimiter);
  /// An answer with its body.
  Answer hear();
  /// True if the server closed by then; what it says before is dropped.
  bool ended_within(std::chrono::milliseconds most);
  void leave();

 private:
  struct Socket;
  std::unique_ptr<Socket> socket_;
};

}  // namespace mizan::api
