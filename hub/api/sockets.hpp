#pragma once
// Private to this folder: the threads and connections of the server. Its source alone knows Asio.
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/tls_context.hpp"
#include "base/error.hpp"

namespace mizan::api {

/// An accepted connection; destroyed, it is closed. For the network's thread alone (and of its shared out
/// jobs one at a time), on which it also calls back: what it calls keeps the stream's owner alive until then.
class Stream {
 public:
  /// The bytes that came; none: the connection is over.
  using Heard = std::function<void(std::string_view bytes)>;
  using Sent = std::function<void(bool whole)>;

  struct Socket;
  explicit Stream(std::shared_ptr<Socket> socket);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  /// The other side is this machine.
  bool is_from_loopback() const;
  /// Its IP address; empty: it is gone.
  std::string address() const;
  /// What the other side showed in its handshake.
  const std::optional<access::ClientCertificate>& certificate() const;

  /// What read() and write() have not done so long from now ends the connection.
  void expire_after(std::chrono::seconds time);
  void never_expire();

  /// One read and one write at a time, beside each other. What is written of `bytes` begins at `from`.
  void read(Heard heard);
  void write(std::shared_ptr<const std::string> bytes, Sent sent, std::size_t from = 0);
  void write(std::string bytes, Sent sent) {
    write(std::make_shared<const std::string>(std::move(bytes)), std::move(sent));
  }
  /// While no other write is under way: how much of it went out at once. What did not, a write brings; so too
  /// where this cannot be done, as under TLS.
  std::size_t write_now(std::string_view bytes);

  /// Tells the other side that nothing more comes.
  void finish();
  void close();

 private:
  std::shared_ptr<Socket> socket_;
  bool finished_ = false;
};

/// Where the API listens, with the one thread of all connections ("the network's") and a few for answers.
class Network {
 public:
  struct Address {
    std::string ip = "127.0.0.1";
    std::uint16_t port = 0;     ///< 0: any free one
    bool allow_remote = false;  ///< without it, an address that is not loopback is refused
  };

  /// Takes the address; nothing is accepted yet. `tls`: null: plain. kConfig: the address is taken, unknown,
  /// or not loopback without `allow_remote`.
  static base::Result<std::unique_ptr<Network>> open(const Address& address, TlsContext tls,
                                                     int answer_threads);
  ~Network();

  /// The port that it listens on. From any thread.
  std::uint16_t port() const;

  /// Both before start(): what is done with each connection, and what is done again and again.
  void on_connection(std::function<void(std::unique_ptr<Stream>)> take);
  void on_beat(std::chrono::seconds every, std::function<void()> job);

  /// Connections that come from now on; those there are go on as they are. On the network's thread.
  void use_from_now(TlsContext tls);

  void start();
  /// From any thread: a job for the network's thread, and one for a thread of answers.
  void post(std::function<void()> job);
  void answer(std::function<void()> job);
  /// `job` for each number below `count`, some of them on threads of answers that have time; all are done
  /// when it comes back. It must not throw. On the network's thread.
  void share_out(std::size_t count, const std::function<void(std::size_t)>& job);
  /// A job for the network's thread, so long from now. On that thread.
  void later(std::chrono::seconds time, std::function<void()> job);
  /// Waits for the threads to end; what was still to be done is not. May be called again.
  void stop();

 private:
  struct Impl;
  explicit Network(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace mizan::api
