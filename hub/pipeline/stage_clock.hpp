#pragma once
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace mizan::pipeline {

/// What a run spends its time on.
enum class Stage : std::uint8_t {
  kOther,      ///< none of those below
  kRead,       ///< in the adapter: bytes to fields
  kNormalize,  ///< fields to records
  kWait,       ///< for another thread
  kStore,      ///< records to disk
  kFinish,     ///< the indexes that a first load leaves for its end
  kCount,      ///< KPIs
};

/// Where the time of one thread goes: every moment counts for one stage, the innermost that was entered, so
/// that the stages add up to the time since the clock was made. For reports only: nothing depends on it. One
/// thread.
class StageClock {
 public:
  using Now = double (*)();  ///< seconds since whenever

  explicit StageClock(Now now = &steady) : now_(now), begin_(now()), since_(begin_) {}

  /// While it lives, time counts for its stage; then for the one before it again.
  class Turn {
   public:
    Turn(StageClock& clock, Stage stage) : clock_(clock), before_(clock.stage_) { clock_.go_on_with(stage); }
    ~Turn() { clock_.go_on_with(before_); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    StageClock& clock_;
    Stage before_;
  };

  /// Up to the last change of stage, as all().
  double seconds(Stage stage) const { return seconds_[static_cast<std::size_t>(stage)]; }
  double all() const { return since_ - begin_; }

 private:
  static double steady() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }

  void go_on_with(Stage stage) {
    const auto now = now_();
    seconds_[static_cast<std::size_t>(stage_)] += now - since_;
    since_ = now;
    stage_ = stage;
  }

  Now now_;
  double begin_;
  double since_;
  Stage stage_ = Stage::kOther;
  std::array<double, 7> seconds_{};
};

}  // namespace mizan::pipeline
