#include "app/broker_post.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "services/services.hpp"

namespace mizan::app {
namespace {

using How = webhook::Answer::How;

/// An event's text, and what a broker sorts by.
struct Outgoing {
  std::string type;
  std::string subject;
};

Outgoing read(const webhook::Letter& letter) {
  const auto event = base::parse_json(letter.body);
  const auto text = [&](const char* key) {
    const auto found = event.find(key);
    return found != event.end() && found->is_string() ? found->get<std::string>() : std::string();
  };
  return {text("type"), text("subject")};
}

// A plugin knows its settings by their names alone: the first that it names says the line.
base::Error at_line(const WebhookConfig& broker, const base::Error& error) {
  const auto& lines = broker.settings_lines;
  auto line = lines.find("");
  const auto open = error.message.find('"');
  if (open != std::string::npos) {
    const auto named =
        lines.find(error.message.substr(open + 1, error.message.find('"', open + 1) - open - 1));
    if (named != lines.end()) line = named;
  }
  const auto number = line == lines.end() ? 1 : line->second;
  return base::within(fmt::format("{}:{}", broker.file.string(), number), error);
}

}  // namespace

webhook::Answer answer_of(const base::Error& error, base::Micros now) {
  switch (error.code) {
    case base::Code::kCancelled:
      return {How::kStopped, error.message};
    case base::Code::kTransient:
    case base::Code::kThrottled:
    case base::Code::kDeadline:
      return {How::kLater, error.message, error.retry_after_ms > 0 ? now + error.retry_after_ms * 1'000 : 0};
    case base::Code::kData:
      return {How::kRefused, error.message};
    default:
      return {How::kGone, error.message};
  }
}

base::Result<std::unique_ptr<BrokerPost>> BrokerPost::open(const HubConfig& hub, const WebhookConfig& broker,
                                                           const adapter::StopRequest& stop,
                                                           const base::Clock& clock) {
  std::unique_ptr<BrokerPost> post(new BrokerPost(broker.name, stop));
  SourceConfig wanted;
  wanted.file = broker.file;
  wanted.name = broker.name;
  wanted.adapter = broker.plugin;
  auto build = find_runnable(hub, wanted);
  if (!build) return base::within(broker.file.string(), build.error());
  post->build_ = std::move(*build);
  auto services = services::open_services(broker.services, clock);
  if (!services) return base::within(broker.file.string(), services.error());
  post->services_ = std::move(*services);
  auto publisher = adapter::open_publisher(loaded_from(post->build_), broker.settings_json, post->log_,
                                           post->services_.get());
  if (!publisher) return at_line(broker, with_plugin_name(publisher.error(), post->build_.plugin));
  post->publisher_ = std::move(*publisher);
  return post;
}

webhook::Answer BrokerPost::send(const webhook::Letter& letter) {
  return send_several({&letter, 1}).answer;
}

webhook::Sent BrokerPost::send_several(std::span<const webhook::Letter> letters) {
  std::vector<Outgoing> parts;
  for (const auto& letter : letters) parts.push_back(read(letter));
  std::vector<adapter::OutgoingEvent> events;
  for (std::size_t i = 0; i < letters.size(); ++i)
    events.push_back({letters[i].id, parts[i].type, parts[i].subject, letters[i].body});
  const auto kept = publisher_->publish(events, stop_);
  if (!kept.error) return {letters.size()};
  return {kept.count, answer_of(*kept.error, services_->now())};
}

webhook::Answer BrokerPost::check() {
  const auto checked = publisher_->check(stop_);
  return checked ? webhook::Answer() : answer_of(checked.error(), services_->now());
}

}  // namespace mizan::app
