#include "api/server.hpp"

#include <algorithm>
#include <chrono>
#include <future>
#include <limits>
#include <thread>
#include <utility>

#include "api/feed_poll.hpp"
#include "api/subscriber.hpp"

namespace mizan::api {

void Server::Impl::take(std::unique_ptr<Stream> stream) {
  if (!draining && connections < options.most_connections) serve(*this, std::move(stream));
}

void Server::Impl::beat() {
  // A wake-up is a hint and may have been lost, so the outbox is looked at here too.
  wake_all();
  const auto all = all_subscribers();
  for (const auto& subscriber : all) subscriber->beat();
  if (!all.empty() || !polls.empty()) dismiss_whoever_may_no_longer();
  if (tls && tls->changed()) renew_tls();
  note_followers();
}

void Server::Impl::note_followers() {
  if (!options.watch.traffic) return;
  Traffic::Followers now{static_cast<std::int64_t>(connections), std::ssize(subscribers), 0};
  for (const auto& subscriber : subscribers)
    now.farthest = std::max(now.farthest, feed.head() - subscriber->position());
  options.watch.traffic->note_followers(now);
}

// Ends those that have been given everything; gives how many connections still have something to come.
std::size_t Server::Impl::drained() {
  const auto waiting = polls;
  for (const auto& poll : waiting) poll->end();
  const auto all = all_subscribers();
  for (const auto& subscriber : all) {
    subscriber->pump();
    if (subscriber->has_all()) subscriber->end();
  }
  return subscribers.size() + answering;
}

// A certificate and its key are two files: between the two changes they do not fit, and the next beat finds
// both.
void Server::Impl::renew_tls() {
  auto fresh = make_tls_context(tls->files());
  if (!fresh) return log(fresh.error().message + "; the certificate that was read before goes on");
  network->use_from_now(std::move(*fresh));
  log("the API's certificate was read anew");
}

// Tokens are revoked and expire, and the matrix changes, while a feed is followed.
void Server::Impl::dismiss_whoever_may_no_longer() {
  network->answer([this, all = all_subscribers(), waiting = polls] {
    for (const auto& subscriber : all) {
      if (routes.still_holds(subscriber->admission())) continue;
      network->post([subscriber] { subscriber->close(); });
    }
    for (const auto& poll : waiting) {
      if (routes.still_holds(poll->admission())) continue;
      network->post([poll] { poll->dismiss(); });
    }
  });
}

std::vector<std::shared_ptr<Subscriber>> Server::Impl::all_subscribers() const {
  return {subscribers.begin(), subscribers.end()};
}

void Server::Impl::wake_all() {
  woken = false;  // what comes from here on wakes again
  if (const auto read = feed.refresh(); !read) return log("the feed cannot be read: " + read.error().message);
  pump(all_subscribers());
  const auto waiting = polls;
  for (const auto& poll : waiting) poll->pump();
}

void Server::Impl::pump(const std::vector<std::shared_ptr<Subscriber>>& them) {
  struct Shot {
    Subscriber* subscriber;
    std::shared_ptr<const std::string> bytes;
    std::size_t gone = 0;
  };
  std::vector<Shot> salvo;
  salvo.reserve(them.size());
  for (const auto& subscriber : them) {
    if (auto bytes = subscriber->pump_but_for_alike()) salvo.push_back({subscriber.get(), std::move(bytes)});
  }
  network->share_out(salvo.size(), [&salvo](std::size_t i) {
    auto& shot = salvo[i];
    shot.gone = shot.subscriber->write_now(*shot.bytes);
  });
  for (auto& shot : salvo) shot.subscriber->wrote(std::move(shot.bytes), shot.gone);
}

void Server::Impl::pump_later(std::shared_ptr<Subscriber> subscriber) {
  with_more.push_back(std::move(subscriber));
  if (with_more.size() == 1) network->post([this] { pump(std::exchange(with_more, {})); });
}

Server::Server(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

base::Result<std::unique_ptr<Server>> Server::start(const HubView& hub, ServerOptions options) {
  MIZAN_ASSIGN(auto store, store::Store::open(hub.store_path, store::OpenMode::kRead));
  TlsContext tls;
  if (options.tls) {
    MIZAN_ASSIGN(tls, make_tls_context(*options.tls));
  }
  MIZAN_ASSIGN(auto network, Network::open({options.address, options.port, options.allow_remote},
                                           std::move(tls), options.answer_threads));
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
  if (impl_->woken.exchange(true)) return;
  impl_->network->post([impl = impl_.get()] { impl->wake_all(); });
}

void Server::reload_tls() {
  impl_->network->post([impl = impl_.get()] {
    if (impl->tls) impl->renew_tls();
  });
}

void Server::drain(std::chrono::milliseconds most) {
  const auto until = std::chrono::steady_clock::now() + most;
  constexpr auto kLook = std::chrono::milliseconds(20);
  for (auto left = std::numeric_limits<std::size_t>::max(); left != 0;) {
    std::promise<std::size_t> counted;
    impl_->network->post([impl = impl_.get(), &counted] {
      impl->draining = true;
      if (const auto fresh = impl->feed.refresh(); !fresh)
        impl->log("the feed cannot be read: " + fresh.error().message);
      counted.set_value(impl->drained());
    });
    left = counted.get_future().get();
    if (left == 0 || std::chrono::steady_clock::now() + kLook > until) return;
    std::this_thread::sleep_for(kLook);
  }
}

void Server::stop() {
  impl_->network->stop();
  const auto all = impl_->all_subscribers();
  for (const auto& subscriber : all) subscriber->close();
}

}  // namespace mizan::api
