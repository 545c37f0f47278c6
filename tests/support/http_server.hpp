#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/test_certificate.hpp"

namespace mizan::test {

struct ServerRequest {
  std::string method;
  std::string target;  ///< as it came: with the query; absolute if this server was asked as a proxy
  std::vector<std::pair<std::string, std::string>> headers = {};  ///< names in lower case
  std::string body = {};

  /// "" if there is none.
  std::string_view header(std::string_view name) const;
  std::string_view path() const;
  /// The value of a parameter of the query, percent-decoded; "" if there is none.
  std::string parameter(std::string_view name) const;
};

/// How a reply goes wrong.
enum class Fault : std::uint8_t {
  kNone,
  kReset,      ///< the connection is reset before a byte is sent
  kTruncated,  ///< half of the body, then the connection ends
  kStalled,    ///< half of the body, then nothing until the client leaves
  kEndless,    ///< the body again and again until the client leaves
};

struct ServerReply {
  int status = 200;
  std::string body = {};
  std::vector<std::pair<std::string, std::string>> headers = {};
  Fault fault = Fault::kNone;
};

/// A real HTTP server on a free port of loopback, for tests: each request is answered by the given function,
/// one after the other, from whichever connection of whichever server it comes. With a certificate it speaks
/// TLS.
class HttpServer {
 public:
  using Answer = std::function<ServerReply(const ServerRequest&)>;

  explicit HttpServer(Answer answer, const Certificate* certificate = nullptr);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  std::uint16_t port() const;
  /// "localhost:1234"
  std::string host() const;
  /// "https://localhost:1234/path"
  std::string url(std::string_view path) const;

  std::vector<ServerRequest> requests() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Orders a test's own variables with the answers that use them, in either direction: to be called before and
/// after each request. A socket alone does not, to ThreadSanitizer.
void meet_servers();

/// Packed as gzip.
std::string gzipped(std::string_view text);

}  // namespace mizan::test
