#include "webhook/delivery.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/digest.hpp"

namespace mizan::webhook {
namespace {

constexpr std::string_view kStart = "start";

}  // namespace

base::Result<> Delivery::load() {
  if (loaded_) return {};
  MIZAN_ASSIGN(place_, file_.read());
  if (place_.cursor.empty()) {
    if (rules_.from_start) {
      place_.cursor = kStart;
    } else {
      MIZAN_ASSIGN(place_.cursor, inbox_.now());
    }
    MIZAN_TRY(file_.write(place_));
  }
  loaded_ = true;
  return {};
}

base::Result<Delivery::Step> Delivery::step() {
  MIZAN_TRY(load());
  Step step;
  MIZAN_TRY(obey(step));
  if (!place_.paused.empty() || clock_.now() < place_.not_before) return step;
  MIZAN_ASSIGN(auto sent, place_.again.empty() ? send_next() : redrive_one());
  if (sent.news.empty()) sent.news = step.news;
  return sent;
}

// --- what operators want

base::Result<> Delivery::obey(Step& step) {
  MIZAN_ASSIGN(const auto orders, orders_.take());
  if (orders.empty()) return {};
  for (const auto& order : orders) MIZAN_TRY(obey(order));
  MIZAN_TRY(file_.write(place_));
  orders_.taken();
  step.news = "orders were carried out";
  return {};
}

base::Result<> Delivery::obey(const Order& order) {
  switch (order.what) {
    case Order::What::kRedrive:
      return send_again(order.text);
    case Order::What::kDiscard:
      return discard(order.text);
    case Order::What::kSkip:
      MIZAN_TRY(skip());
      break;
    case Order::What::kResume:
      if (!order.text.empty()) {
        place_.cursor = order.text;
        ahead_ = {};
        next_ = 0;
      }
      break;
  }
  place_.paused.clear();
  place_.paused_at = place_.not_before = 0;
  place_.failed = place_.refused_in_a_row = 0;
  return {};
}

base::Result<> Delivery::send_again(std::string_view id) {
  MIZAN_ASSIGN(const auto letters, dead_.all());
  place_.again.clear();
  for (const auto& each : letters) {
    if (id.empty() || each.id == id) place_.again.push_back(each.id);
  }
  return {};
}

base::Result<> Delivery::discard(std::string_view id) {
  MIZAN_ASSIGN(const auto letters, dead_.all());
  for (const auto& each : letters) {
    if (!id.empty() && each.id != id) continue;
    MIZAN_TRY(dead_.remove(each.id));
    std::erase(place_.again, each.id);
  }
  return {};
}

// The event that is in the way is set aside.
base::Result<> Delivery::skip() {
  MIZAN_ASSIGN(const auto* letter, next_letter());
  if (letter == nullptr) return {};
  MIZAN_TRY(dead_.add({letter->id, clock_.now(), "skipped: " + place_.paused, letter->body}));
  place_.cursor = letter->id;
  ++next_;
  return {};
}

// --- sending

base::Result<Delivery::Step> Delivery::redrive_one() {
  MIZAN_ASSIGN(const auto letters, dead_.all());
  const auto id = place_.again.front();
  const auto found = std::ranges::find(letters, id, &DeadLetter::id);
  if (found != letters.end()) {
    const auto answer = post_.send({found->id, found->body});
    if (answer.how == Answer::How::kStopped) return Step();
    if (answer.how == Answer::How::kLater) return wait(answer);
    if (answer.how != Answer::How::kTaken) {
      place_.again.clear();
      return pause("an event that was set aside is refused again: " + answer.why);
    }
    MIZAN_TRY(dead_.remove(id));
  }
  place_.again.erase(place_.again.begin());
  place_.failed = 0;
  MIZAN_TRY(file_.write(place_));
  return Step{true, {}};
}

// Nothing: there is none.
base::Result<const Letter*> Delivery::next_letter() {
  if (next_ < ahead_.wanted.size()) return &ahead_.wanted[next_];
  MIZAN_ASSIGN(ahead_, inbox_.after(place_.cursor));
  next_ = 0;
  if (!ahead_.wanted.empty()) return &ahead_.wanted.front();
  if (!ahead_.reached.empty() && ahead_.reached != place_.cursor) {
    place_.cursor = ahead_.reached;
    MIZAN_TRY(file_.write(place_));
  }
  return static_cast<const Letter*>(nullptr);
}

base::Result<Delivery::Step> Delivery::send_next() {
  const auto next = next_letter();
  if (!next) {
    if (next.error().code != base::Code::kCheckpoint) return next.error();
    return pause(
        fmt::format("{}; take the values by GET /v1/kpis, then `mizan webhook resume NAME --from now`",
                    next.error().message));
  }
  if (*next == nullptr) return Step();
  return settle(post_.send_several(std::span(ahead_.wanted).subspan(next_)));
}

// On disk before anything else is sent.
base::Result<> Delivery::keep_taken(std::size_t count) {
  if (count == 0) return {};
  next_ += count;
  place_.cursor = ahead_.wanted[next_ - 1].id;
  place_.failed = place_.refused_in_a_row = 0;
  place_.not_before = 0;
  place_.trouble.clear();
  return file_.write(place_);
}

base::Result<Delivery::Step> Delivery::settle(const Sent& sent) {
  MIZAN_TRY(keep_taken(sent.taken));
  const auto& answer = sent.answer;
  if (answer.how == Answer::How::kTaken || next_ == ahead_.wanted.size()) return Step{true, {}};
  switch (answer.how) {
    case Answer::How::kLater:
      return wait(answer);
    case Answer::How::kGone:
      return pause(answer.why);
    case Answer::How::kRefused:
      if (!rules_.set_aside) return pause(answer.why);
      return set_aside(ahead_.wanted[next_], answer.why);
    default:
      return Step();
  }
}

base::Result<Delivery::Step> Delivery::pause(std::string why) {
  place_.paused = std::move(why);
  place_.paused_at = clock_.now();
  place_.failed = 0;
  place_.not_before = 0;
  MIZAN_TRY(file_.write(place_));
  return Step{false, "paused: " + place_.paused};
}

base::Result<Delivery::Step> Delivery::set_aside(const Letter& letter, const std::string& why) {
  if (++place_.refused_in_a_row > rules_.most_refused) {
    place_.refused_in_a_row = 0;
    return pause(fmt::format("{} events in a row were refused, the last: {}", rules_.most_refused, why));
  }
  MIZAN_TRY(dead_.add({letter.id, clock_.now(), why, letter.body}));
  place_.cursor = letter.id;
  place_.failed = 0;
  ++next_;
  MIZAN_TRY(file_.write(place_));
  return Step{true, "an event was refused and set aside: " + why};
}

base::Result<Delivery::Step> Delivery::wait(const Answer& answer) {
  const auto chance = base::digest64(fmt::format("{}{}", place_.cursor, clock_.now()));
  const auto pause_of = rules_.schedule(++place_.failed, chance);
  if (!pause_of) return pause(fmt::format("{} attempts failed, the last: {}", place_.failed, answer.why));
  place_.not_before = std::max(clock_.now() + *pause_of, answer.not_before);
  place_.trouble = answer.why;
  MIZAN_TRY(file_.write(place_));
  return Step{false, place_.failed == 1 ? "not taken, tried again later: " + answer.why : std::string()};
}

}  // namespace mizan::webhook
