#include "api/server.hpp"

#include <chrono>

#include "api/subscriber.hpp"

namespace mizan::api {

void Server::Impl::take(std::unique_ptr<Stream> stream) {
  if (connections < options.most_connections) serve(*this, std::move(stream));
}

void Server::Impl::beat() {
  // A wake-up is a hint and may have been lost, so the outbox is looked at here too.
  wake_all();
  const auto all = subscribers;
  for (const auto& subscriber : all) subscriber->beat();
}

void Server::Impl::wake_all() {
  if (const auto read = feed.refresh(); !read) return log("the feed cannot be read: " + read.error().message);
  const auto all = subscribers;  // one that fails leaves the set
  for (const auto& subscriber : all) subscriber->pump();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

base::Result<std::unique_ptr<Server>> Server::start(const HubView& hub, ServerOptions options) {
  MIZAN_ASSIGN(auto store, store::Store::open(hub.store_path, store::OpenMode::kRead));
  MIZAN_ASSIGN(auto network,
               Network::open({options.address, options.port, options.allow_remote}, options.answer_threads));
  auto owned = std::make_unique<Impl>(hub, std::move(options), std::move(network), std::move(store));
  auto* impl = owned.get();
  impl->network->on_connection([impl](std::unique_ptr<Stream> stream) { impl->take(std::move(stream)); });
  impl->network->on_beat(std::chrono::seconds(impl->options.heartbeat_seconds), [impl] { impl->beat(); });
  impl->network->start();
  return std::unique_ptr<Server>(new Server(std::move(owned)));
}

Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  return impl_->network->port();
}

void Server::wake() {
  impl_->network->post([impl = impl_.get()] { impl->wake_all(); });
}

void Server::stop() {
  impl_->network->stop();
  const auto all = impl_->subscribers;
  for (const auto& subscriber : all) subscriber->close();
}

}  // namespace mizan::api
