#include "api/server.hpp"

#include <fmt/format.h>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <chrono>

#include "api/subscriber.hpp"

namespace mizan::api {
namespace {

base::Result<> bind(Server::Impl& server) {
  const auto& options = server.options;
  const auto fail = [&](const std::string& what) {
    return base::Error{base::Code::kConfig, fmt::format("the API cannot listen on {}:{}: {}", options.address,
                                                        options.port, what)};
  };
  boost::system::error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) return fail("this is no IP address");
  if (!address.is_loopback() && !options.allow_remote)
    return fail("it is not loopback; set listen.allow_remote = true if others may read everything");
  const tcp::endpoint endpoint(address, options.port);
  server.acceptor.open(endpoint.protocol(), error);
  if (!error) server.acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) server.acceptor.bind(endpoint, error);
  if (!error) server.acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(error.message());
  return {};
}

}  // namespace

void Server::Impl::accept() {
  acceptor.async_accept([this](boost::system::error_code error, tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (!error && connections < options.most_connections) {
      boost::system::error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      serve(*this, std::move(socket));
    }
    if (acceptor.is_open()) accept();
  });
}

void Server::Impl::beat() {
  heartbeat.expires_after(std::chrono::seconds(options.heartbeat_seconds));
  heartbeat.async_wait([this](boost::system::error_code error) {
    if (error) return;
    // A wake-up is a hint and may have been lost, so the outbox is looked at here too.
    wake_all();
    const auto all = subscribers;
    for (const auto& subscriber : all) subscriber->beat();
    beat();
  });
}

void Server::Impl::wake_all() {
  if (const auto read = feed.refresh(); !read) return log("the feed cannot be read: " + read.error().message);
  const auto all = subscribers;  // one that fails leaves the set
  for (const auto& subscriber : all) subscriber->pump();
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

base::Result<std::unique_ptr<Server>> Server::start(const HubView& hub, ServerOptions options) {
  MIZAN_ASSIGN(auto store, store::Store::open(hub.store_path, store::OpenMode::kRead));
  auto impl = std::make_unique<Impl>(hub, std::move(options), std::move(store));
  MIZAN_TRY(bind(*impl));
  impl->accept();
  impl->beat();
  impl->thread = std::thread([io = &impl->io] { io->run(); });
  return std::unique_ptr<Server>(new Server(std::move(impl)));
}

Server::~Server() {
  stop();
}

std::uint16_t Server::port() const {
  boost::system::error_code ignored;
  return impl_->acceptor.local_endpoint(ignored).port();
}

void Server::wake() {
  asio::post(impl_->io, [impl = impl_.get()] { impl->wake_all(); });
}

void Server::stop() {
  if (!impl_->thread.joinable()) return;
  impl_->io.stop();
  impl_->thread.join();
  impl_->answers.join();
  const auto all = impl_->subscribers;
  for (const auto& subscriber : all) subscriber->close();
}

}  // namespace mizan::api
