#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace mizan::adapter {

/// How often one source is read, and how patient the hub is with it. Microseconds.
struct SupervisorRules {
  base::Micros pause = 60'000'000;             ///< between reads that go well
  base::Micros longest_pause = 3'600'000'000;  ///< between tries that fail; `pause`, if that is longer
  base::Micros expected = 0;                   ///< something new is expected within this time; 0: nothing is
  int open_after = 5;                          ///< failures in a row that open the circuit
  int poison_after = 3;                        ///< losses of the worker at one checkpoint that poison it
};

/// How one run ended.
struct RunEnd {
  enum class How : std::uint8_t {
    kOk,
    kFailed,  ///< the source or its adapter said why
    kLost,    ///< the adapter crashed, hung or broke the protocol
  };
  How how = How::kOk;
  std::string_view checkpoint;  ///< as the store holds it after the run
  bool news = false;            ///< a record was accepted or vanished
  base::Micros not_before =
      0;                     ///< so long the source asks to be left alone (a throttled API); 0: it does not
  bool passed_over = false;  ///< what ended the adapter is left out from now on
};

/// When one source is read next: again after a pause, later and later while it fails, and not at all while
/// what it would read ends its adapter, unless that can be passed over: then at once. Health is progress of
/// data: a source whose runs end well and bring nothing new within the expected time is overdue. It reads no
/// clock and does nothing; each call is given the time, which never runs backwards. One thread.
class Supervisor {
 public:
  enum class State : std::uint8_t {
    kWaiting,     ///< the last run went well, or there was none
    kBackingOff,  ///< the last runs failed
    kOpen,        ///< so many failed that it is tried as rarely as may be
    kPoisoned,    ///< the same checkpoint ended its adapter again and again: tried when something changes
  };

  /// Due at once. `seed`: of the jitter, which keeps sources that failed together from coming back together.
  Supervisor(SupervisorRules rules, std::uint64_t seed, base::Micros now);

  void ended(const RunEnd& run, base::Micros now);
  /// Something changed at the source: it is due now, whatever happened before.
  void nudge(base::Micros now) { due_ = now; }

  /// When to read it; never(), if only a nudge makes it due.
  base::Micros due() const { return due_; }
  static base::Micros never();
  State state() const { return state_; }
  int failures() const { return failures_; }

  /// True once when nothing new has come for the expected time, and once more for each such time after that.
  bool overdue(base::Micros now);
  /// When overdue() is to be asked again; never(), if nothing is expected.
  base::Micros alarm_at() const;
  base::Micros last_news() const { return last_news_; }

 private:
  base::Micros pause_after_failures();
  void count_loss(const RunEnd& run);

  SupervisorRules rules_;
  std::uint64_t random_;
  State state_ = State::kWaiting;
  base::Micros due_;
  base::Micros last_news_;
  base::Micros alarmed_;
  int failures_ = 0;
  int losses_ = 0;  // in a row, with checkpoint_ the last word of the store each time
  std::string checkpoint_;
};

/// "waiting", "backing_off", "open", "poisoned".
std::string_view state_name(Supervisor::State state);

}  // namespace mizan::adapter
