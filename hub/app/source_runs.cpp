#include "app/source_runs.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <exception>
#include <utility>

namespace mizan::app {

SourceRuns::SourceRuns(std::size_t sources, std::function<Report(std::size_t)> read)
    : read_(std::move(read)), ready_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), threads_(sources) {}

SourceRuns::~SourceRuns() {
  take_all();
}

void SourceRuns::begin(std::size_t who) {
  threads_[who] = std::thread([this, who] { run(who); });
}

// Nothing may be thrown past the edge of a thread.
void SourceRuns::run(std::size_t who) {
  auto report = [&]() -> Report {
    try {
      return read_(who);
    } catch (const std::exception& thrown) {
      return base::Error{base::Code::kInternal, std::string("the run ended with ") + thrown.what()};
    }
  }();
  const std::lock_guard lock(mutex_);
  ended_.push_back({who, std::move(report)});
  eventfd_write(ready_.get(), 1);
}

std::vector<SourceRuns::Ended> SourceRuns::take_ended() {
  std::vector<Ended> ended;
  {
    const std::lock_guard lock(mutex_);
    eventfd_t count = 0;
    eventfd_read(ready_.get(), &count);
    ended = std::exchange(ended_, {});
  }
  for (const auto& each : ended) {
    if (threads_[each.who].joinable()) threads_[each.who].join();
  }
  return ended;
}

std::vector<SourceRuns::Ended> SourceRuns::take_all() {
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
  return take_ended();
}

}  // namespace mizan::app
