#include "adapter/supervisor.hpp"

#include <algorithm>
#include <limits>

namespace mizan::adapter {
namespace {

// splitmix64: the same in every build, and a seed of 0 is as good as any.
std::uint64_t next_random(std::uint64_t& state) {
  state += 0x9e3779b97f4a7c15U;
  auto value = state;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31U);
}

// Up to a quarter is taken off, so that no pause is longer than the rules say.
base::Micros jittered(base::Micros pause, std::uint64_t& random) {
  const auto share = static_cast<std::uint64_t>(pause / 4) + 1;
  return pause - static_cast<base::Micros>(next_random(random) % share);
}

}  // namespace

Supervisor::Supervisor(SupervisorRules rules, std::uint64_t seed, base::Micros now)
    : rules_(rules), random_(seed), due_(now), last_news_(now), alarmed_(now) {}

base::Micros Supervisor::never() {
  return std::numeric_limits<base::Micros>::max();
}

base::Micros Supervisor::pause_after_failures() {
  const auto longest = std::max(rules_.longest_pause, rules_.pause);
  auto pause = std::max<base::Micros>(rules_.pause, 1);
  for (int i = 0; i < failures_ && pause < longest; ++i) pause *= 2;
  if (state_ == State::kOpen) pause = longest;
  return jittered(std::min(pause, longest), random_);
}

void Supervisor::count_loss(const RunEnd& run) {
  if (run.how != RunEnd::How::kLost || run.passed_over) {
    losses_ = 0;
    return;
  }
  losses_ = losses_ > 0 && run.checkpoint == checkpoint_ ? losses_ + 1 : 1;
  checkpoint_ = run.checkpoint;
}

void Supervisor::ended(const RunEnd& run, base::Micros now) {
  if (run.news) last_news_ = alarmed_ = now;
  count_loss(run);
  if (run.how == RunEnd::How::kOk) {
    failures_ = 0;
    state_ = State::kWaiting;
    due_ = now + rules_.pause;
    return;
  }
  if (run.passed_over) {
    failures_ = 0;
    state_ = State::kWaiting;
    due_ = now;
    return;
  }
  ++failures_;
  if (losses_ >= rules_.poison_after) {
    state_ = State::kPoisoned;
    due_ = never();
    return;
  }
  state_ = failures_ >= rules_.open_after ? State::kOpen : State::kBackingOff;
  due_ = now + std::max(pause_after_failures(), run.not_before);
}

base::Micros Supervisor::alarm_at() const {
  return rules_.expected > 0 ? alarmed_ + rules_.expected : never();
}

bool Supervisor::overdue(base::Micros now) {
  if (now < alarm_at()) return false;
  alarmed_ = now;
  return true;
}

std::string_view state_name(Supervisor::State state) {
  constexpr std::string_view kNames[] = {"waiting", "backing_off", "open", "poisoned"};
  return kNames[static_cast<std::size_t>(state)];
}

}  // namespace mizan::adapter
