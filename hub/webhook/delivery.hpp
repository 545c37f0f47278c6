#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "webhook/dead_letters.hpp"
#include "webhook/orders.hpp"
#include "webhook/place.hpp"
#include "webhook/schedule.hpp"

namespace mizan::webhook {

/// One event as it is sent. Its id is the feed's cursor behind it.
struct Letter {
  std::string id;
  std::string body;
};

/// Events of the feed, as far as a receiver wants them.
struct Letters {
  std::vector<Letter> wanted;
  std::string reached;  ///< the cursor behind the last event that was looked at; empty: there was none
};

/// The feed.
class Inbox {
 public:
  virtual ~Inbox() = default;
  /// The cursor of now.
  virtual base::Result<std::string> now() = 0;
  /// kCheckpoint: what comes behind that cursor is no longer kept, or it is of another store.
  virtual base::Result<Letters> after(const std::string& cursor) = 0;
};

/// What a receiver made of an event.
struct Answer {
  enum class How {
    kTaken,    ///< 2xx
    kLater,    ///< no answer, 408, 425, 429, 5xx: it may pass
    kRefused,  ///< any other status: this event, by this receiver, as things are
    kGone,     ///< 401, 403, 404, 405, 410: the address or its keys are not what they were
    kStopped,  ///< the hub is ending
  };
  How how = How::kTaken;
  std::string why = {};
  base::Micros not_before = 0;  ///< kLater: when the receiver wants to be asked again; 0: it does not say
};

/// What became of several events in a row.
struct Sent {
  std::size_t taken = 0;  ///< so many from the front
  Answer answer = {};     ///< to the one behind them, where not all were taken
};

/// The way to the receiver.
class Post {
 public:
  virtual ~Post() = default;
  virtual Answer send(const Letter& letter) = 0;
  /// In this order; a receiver that takes several at once is given them together. At least one.
  virtual Sent send_several(std::span<const Letter> letters) {
    auto answer = send(letters.front());
    return {answer.how == Answer::How::kTaken ? 1U : 0U, std::move(answer)};
  }
};

/// What a receiver's owner has decided.
struct Rules {
  bool set_aside = false;   ///< an event that is refused is set aside, and the next one is sent
  bool from_start = false;  ///< a new receiver is told from the beginning of what is kept, not from now on
  int most_refused = 20;    ///< so many refused in a row, and it is paused
  Schedule schedule = &wait_after;  ///< of what was not taken and may be later
};

/// Sends the feed to one receiver, event by event or several at once, in order. At least once: an event whose
/// answer was lost is sent again with the same id. Everything that must outlive the process is on disk before
/// the next event is sent. One thread.
class Delivery {
 public:
  Delivery(Rules rules, PlaceFile place, DeadLetters dead, OrderFile orders, Inbox& inbox, Post& post,
           const base::Clock& clock)
      : rules_(rules),
        file_(std::move(place)),
        dead_(std::move(dead)),
        orders_(std::move(orders)),
        inbox_(inbox),
        post_(post),
        clock_(clock) {}

  struct Step {
    bool busy = false;      ///< there may be more to do at once
    std::string news = {};  ///< what an operator should hear: paused, going on
  };
  /// Does what operators want, then sends what the receiver takes at once.
  base::Result<Step> step();

 private:
  base::Result<> load();
  base::Result<> obey(Step& step);
  base::Result<> obey(const Order& order);
  base::Result<> send_again(std::string_view id);
  base::Result<> discard(std::string_view id);
  base::Result<> skip();
  base::Result<Step> redrive_one();
  base::Result<Step> send_next();
  base::Result<Step> settle(const Sent& sent);
  base::Result<> keep_taken(std::size_t count);
  base::Result<Step> pause(std::string why);
  base::Result<Step> set_aside(const Letter& letter, const std::string& why);
  base::Result<Step> wait(const Answer& answer);
  base::Result<const Letter*> next_letter();

  Rules rules_;
  PlaceFile file_;
  DeadLetters dead_;
  OrderFile orders_;
  Inbox& inbox_;
  Post& post_;
  const base::Clock& clock_;
  Place place_;
  bool loaded_ = false;
  Letters ahead_;         // read, and not sent yet
  std::size_t next_ = 0;  // of them
};

}  // namespace mizan::webhook
