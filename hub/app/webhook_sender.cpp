#include "app/webhook_sender.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "publish/cloud_event.hpp"
#include "publish/cursor.hpp"

namespace mizan::app {
namespace {

using How = webhook::Answer::How;

constexpr int kAtOnce = 256;  // events read ahead
constexpr base::Micros kSecond = 1'000'000;

base::Error not_kept(std::string_view why) {
  return {base::Code::kCheckpoint, std::string(why)};
}

webhook::Answer answer_to_status(int status) {
  const auto why = fmt::format("the receiver answers with status {}", status);
  if (status >= 200 && status < 300) return {};
  if (status == 408 || status == 425) return {How::kLater, why};
  if (status == 404 || status == 405 || status == 410) return {How::kGone, why};
  return {How::kRefused, why};
}

}  // namespace

base::Result<std::string> FeedInbox::now() {
  MIZAN_TRY(feed_.refresh());
  return feed_.cursor_at(feed_.head());
}

base::Result<std::int64_t> FeedInbox::position_of(const std::string& cursor) const {
  if (cursor == "start") return feed_.start();
  MIZAN_ASSIGN(const auto place, publish::decode_cursor(cursor));
  const auto last = feed_.epochs().last_event_of(place.epoch);
  if (!last || (place.epoch == feed_.epoch() && place.position > feed_.head()))
    return not_kept("the receiver's place is of another store, or of before a backup was put back by hand");
  // It was told more than the backup knew. The event behind that says so, and which events no longer hold.
  const auto position = std::min(place.position, *last);
  if (!feed_.has_all_after(position))
    return not_kept("some events behind the receiver's place are no longer kept");
  return position;
}

base::Result<webhook::Letters> FeedInbox::after(const std::string& cursor) {
  MIZAN_TRY(feed_.refresh());
  MIZAN_ASSIGN(const auto position, position_of(cursor));
  MIZAN_ASSIGN(const auto events, feed_.events_after(position, kAtOnce));
  webhook::Letters letters;
  for (const auto& event : events) {
    letters.reached = feed_.cursor_at(event.id);
    // That a first load was taken in, or an earlier state put back, concerns whatever is wanted: take a
    // snapshot.
    if (publish::is_for_all(event.type) || filter_.wants(event))
      letters.wanted.push_back(
          {letters.reached, publish::with_id(event.body, letters.reached, letters.reached)});
  }
  return letters;
}

base::Result<adapter::HttpRequest> HttpPost::signed_request(const webhook::Letter& letter) {
  std::vector<webhook::SigningKey> keys;
  for (const auto& name : config_.signing) {
    MIZAN_ASSIGN(const auto secret, services_->secret(name));
    auto key = webhook::SigningKey::parse(secret);
    if (!key) return base::within(fmt::format("secret \"{}\"", name), key.error());
    keys.push_back(std::move(*key));
  }
  const auto seconds = services_->now() / kSecond;
  MIZAN_ASSIGN(auto signature, webhook::signatures(keys, letter.id, seconds, letter.body));
  adapter::HttpRequest request;
  request.method = "POST";
  request.url = config_.url;
  request.headers = {{"Content-Type", "application/cloudevents+json"},
                     {"webhook-id", letter.id},
                     {"webhook-timestamp", std::to_string(seconds)},
                     {"webhook-signature", std::move(signature)}};
  request.body = letter.body;
  request.credential = config_.credential;
  return request;
}

webhook::Answer HttpPost::send(const webhook::Letter& letter) {
  const auto request = signed_request(letter);
  if (!request) return {How::kGone, request.error().message};
  return answer_of(services_->fetch(*request, stop_), services_->now());
}

webhook::Answer answer_of(const base::Result<adapter::HttpResponse>& reply, base::Micros now) {
  if (reply) return answer_to_status(reply->status);
  const auto& error = reply.error();
  switch (error.code) {
    case base::Code::kCancelled:
      return {How::kStopped, error.message};
    case base::Code::kTransient:
    case base::Code::kThrottled:
    case base::Code::kDeadline:
    case base::Code::kData:  // a response that is torn or cannot be read says nothing of the event
      return {How::kLater, error.message, error.retry_after_ms > 0 ? now + error.retry_after_ms * 1'000 : 0};
    default:
      return {How::kGone, error.message};
  }
}

}  // namespace mizan::app
