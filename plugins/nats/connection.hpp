#pragma once
#include <nats/nats.h>

#include <memory>
#include <string>

#include "credentials.hpp"
#include "settings.hpp"

namespace mizan::nats {

/// How a server refuses: what the hub does about it, in the words of the boundary.
sdk::Error refusal_of(natsStatus status, jsErrCode code, const std::string& what);

/// What a connection shows of itself.
struct Credentials {
  std::string password = {};
  std::string token = {};
  UserKey user = {};
  std::string key = {};  ///< of its certificate, PEM
};

/// One connection to a JetStream cluster; it goes from server to server by itself when one is gone. One
/// thread.
class Connection {
 public:
  /// Throws sdk::Error: no server is there, or none lets it in, or the stream is not there and not to be
  /// made.
  static Connection open(const Settings& settings, Credentials credentials);

  /// Hands over a message and waits until a majority of the stream's replicas have it; the same `id` within
  /// the stream's duplicate window is kept once. Throws sdk::Error.
  void publish(const std::string& subject, const std::string& id, std::string_view type,
               std::string_view body);

  /// Throws sdk::Error if the stream is not there now.
  void check_stream();

  /// It has been given up: the servers let it in no more. Open another.
  bool closed() const { return natsConnection_IsClosed(connection_.get()); }

 private:
  template <class T, void (*kDestroy)(T*)>
  struct Destroy {
    void operator()(T* object) const { kDestroy(object); }
  };
  template <class T, void (*kDestroy)(T*)>
  using Owned = std::unique_ptr<T, Destroy<T, kDestroy>>;

  Connection(const Settings& settings, Credentials credentials)
      : settings_(settings), shown_(std::make_unique<Credentials>(std::move(credentials))) {}
  void connect();
  void show_identity(natsOptions* options);
  void protect(natsOptions* options) const;
  void make_stream();
  sdk::Error refused(natsStatus status, jsErrCode code, const std::string& what) const;

  Settings settings_;
  std::unique_ptr<Credentials> shown_;  // the library asks for them whenever it connects
  Owned<natsConnection, natsConnection_Destroy> connection_;
  Owned<jsCtx, jsCtx_Destroy> stream_;  // before its connection is
};

}  // namespace mizan::nats
