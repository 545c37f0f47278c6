#pragma once
// Private to this folder: what the server's connections share.
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>
#include <set>
#include <thread>

#include "api/feed.hpp"
#include "api/http.hpp"
#include "api/routes.hpp"
#include "api/server.hpp"

namespace mizan::api {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;

class Subscriber;

/// All but `answers` and `routes` belongs to the one thread of `io`.
struct Server::Impl {
  Impl(const HubView& view, ServerOptions with, store::Store store)
      : hub(view),
        options(std::move(with)),
        acceptor(io),
        heartbeat(io),
        answers(static_cast<std::size_t>(options.answer_threads)),
        routes(view),
        feed(std::move(store)) {}

  void accept();
  void beat();
  void wake_all();
  void log(std::string_view text) const {
    if (options.log) options.log(text);
  }

  HubView hub;
  ServerOptions options;
  std::size_t connections = 0;  // outlives io, whose handlers own the connections
  asio::io_context io{1};
  tcp::acceptor acceptor;
  asio::steady_timer heartbeat;
  asio::thread_pool answers;
  Routes routes;
  Feed feed;
  std::set<std::shared_ptr<Subscriber>> subscribers;
  std::thread thread;
};

/// Serves one connection, request by request, until it closes or becomes a subscriber.
void serve(Server::Impl& server, tcp::socket socket);

}  // namespace mizan::api
