#pragma once
// Private to this folder: what the server's connections share.
#include <atomic>
#include <memory>
#include <set>
#include <vector>

#include "api/alike.hpp"
#include "api/feed.hpp"
#include "api/http.hpp"
#include "api/routes.hpp"
#include "api/security_headers.hpp"
#include "api/server.hpp"
#include "api/sockets.hpp"

namespace mizan::api {

class FeedPoll;
class Subscriber;

/// All but `network` and `routes` belongs to the network's thread.
struct Server::Impl {
  Impl(const HubView& view, ServerOptions with, std::unique_ptr<Network> with_network, store::Store store)
      : hub(view),
        options(std::move(with)),
        network(std::move(with_network)),
        tls(options.tls ? std::optional<TlsWatch>(*options.tls) : std::nullopt),
        routes(view, options.log),
        feed(std::move(store)) {}

  void take(std::unique_ptr<Stream> stream);
  void beat();
  void dismiss_whoever_may_no_longer();
  void renew_tls();
  void note_followers();
  std::size_t drained();
  void wake_all();
  /// Each of them is written what it is to have next. What is the same for many is written by several
  /// threads: a write is ten microseconds of the kernel's, and the last of ten thousand should not wait for
  /// all the others.
  void pump(const std::vector<std::shared_ptr<Subscriber>>& them);
  /// It has more to come: it, and whoever else says so, when others have had their turn.
  void pump_later(std::shared_ptr<Subscriber> subscriber);
  /// They, in memory of its own: one that fails leaves the set.
  std::vector<std::shared_ptr<Subscriber>> all_subscribers() const;
  void log(std::string_view text) const {
    if (options.log) options.log(text);
  }

  HubView hub;
  ServerOptions options;
  // These two outlive the network, whose jobs own the connections.
  std::size_t connections = 0;
  std::size_t answering = 0;  // of them: those with a request whose answer is not written yet
  std::unique_ptr<Network> network;
  std::optional<TlsWatch> tls;  // none: plain
  Routes routes;
  Feed feed;
  SharedPieces pieces{feed};
  Likeness likeness;
  std::set<std::shared_ptr<Subscriber>> subscribers;
  std::vector<std::shared_ptr<Subscriber>> with_more;
  std::set<std::shared_ptr<FeedPoll>> polls;  // that wait for an event
  std::atomic<bool> woken = false;            // a wake-up is on its way; from any thread
  bool draining = false;  // nobody new is let in, and each answer is the last of its connection
};

/// Serves one connection, request by request, until it closes or becomes a subscriber.
void serve(Server::Impl& server, std::unique_ptr<Stream> stream);

}  // namespace mizan::api
