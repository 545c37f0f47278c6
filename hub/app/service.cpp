#include "app/service.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "app/folder_watch.hpp"
#include "ops/log.hpp"

namespace mizan::app {
namespace {

constexpr base::Micros kSecond = 1'000'000;
constexpr base::Micros kLongestPause = 3'600 * kSecond;
// poll_seconds = 0 asks for "at once": twenty times a second is what a folder or an idle API can take.
constexpr base::Micros kShortestPause = kSecond / 20;
// Where the kernel tells of new files, "at once" needs no looking; that is for what it does not tell.
constexpr base::Micros kWatchedPause = kSecond;

sigset_t ending_signals() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

std::string books_text(const store::Books& books) {
  return fmt::format("{} received = {} accepted + {} unchanged + {} quarantined", books.received,
                     books.accepted, books.unchanged, books.quarantined);
}

}  // namespace

Interrupt::Interrupt() {
  const auto set = ending_signals();
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  signals_ = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

Interrupt::~Interrupt() {
  if (signals_ >= 0) close(signals_);
}

bool Interrupt::stopped() const {
  sigset_t pending;
  sigpending(&pending);
  return taken_ || sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1;
}

bool Interrupt::wait(std::chrono::milliseconds most) {
  return wait(most, -1) == Wake::kInterrupt;
}

Interrupt::Wake Interrupt::wait(std::chrono::milliseconds most, int descriptor) {
  if (taken_) return Wake::kInterrupt;
  std::array<pollfd, 2> waited = {pollfd{signals_, POLLIN, 0}, pollfd{descriptor, POLLIN, 0}};
  if (poll(waited.data(), waited.size(), static_cast<int>(most.count())) <= 0) return Wake::kTime;
  if (waited[0].revents == 0) return Wake::kReadable;
  signalfd_siginfo taken{};
  taken_ = read(signals_, &taken, sizeof taken) == sizeof taken;
  return taken_ ? Wake::kInterrupt : Wake::kTime;
}

base::Result<> Service::open(std::uint16_t port) {
  // A first load that was cut off goes on as any other.
  MIZAN_TRY(session_.store().end_backfill());
  const auto ready = catch_up();
  if (!ready) return ready.error();
  const auto& config = session_.config();
  api::ServerOptions options;
  options.address = config.listen_address;
  options.port = port;
  options.allow_remote = config.allow_remote;
  options.log = [](std::string_view text) { ops::log_warn(text); };
  MIZAN_ASSIGN(server_, api::Server::start({session_.engine(), engine_lock_, session_.clock(),
                                            config.store.string(), config.published, config.publish_records},
                                           std::move(options)));
  return {};
}

base::Result<std::vector<model::KpiChange>> Service::catch_up() {
  std::unique_lock lock(engine_lock_);
  auto changes = session_.catch_up_kpis();
  lock.unlock();
  if (changes && !changes->empty() && server_) server_->wake();
  return changes;
}

base::Result<pipeline::IngestReport> Service::poll(const SourceConfig& source,
                                                   const adapter::StopRequest& stop) {
  auto report = session_.ingest(
      source, [](std::int64_t) {}, stop);
  if (!report) return report;
  if (!report->first_quarantined.empty())
    ops::log_warn(fmt::format("{}: {} quarantined, the first {}", source.name, report->books.quarantined,
                              report->first_quarantined));
  if (report->status == "ok" && !report->message.empty())
    ops::log_warn(fmt::format("{}: {}", source.name, report->message));
  if (report->books.received > 0 || report->vanished > 0) {
    MIZAN_ASSIGN(const auto changes, catch_up());
    ops::log_info(fmt::format("{}: {}; {} published values changed", source.name, books_text(report->books),
                              changes.size()));
  }
  return report;
}

base::Micros Service::pause_of(const Due& due) const {
  const auto asked = due.source->poll_seconds * kSecond;
  auto pause = std::max(asked, due.watched ? kWatchedPause : kShortestPause);
  for (int i = 0; i < due.failures && pause < kLongestPause; ++i) pause *= 2;
  return std::min(pause, std::max(kLongestPause, asked));
}

base::Result<> Service::poll_due(Due& due, const Interrupt& interrupt) {
  const auto report = poll(*due.source, interrupt);
  if (!report && report.error().code == base::Code::kStore) return report.error();
  const bool ok = report && report->status == "ok";
  due.failures = ok ? 0 : due.failures + 1;
  due.at = session_.now() + pause_of(due);
  if (!ok && !interrupt.stopped()) {
    ops::log_error(fmt::format("{}: {}; tried again in {} s", due.source->name,
                               report ? report->message : report.error().message, pause_of(due) / kSecond));
  }
  return {};
}

base::Result<> Service::run(Interrupt& interrupt) {
  std::vector<Due> all;
  FolderWatch watch;
  for (const auto& source : session_.source_configs()) {
    const auto folder = folder_of(source);
    all.push_back({&source, session_.now(), 0, folder && watch.add(*folder, all.size())});
  }
  if (all.empty()) return base::Error{base::Code::kConfig, "there is no source file to read"};
  while (!interrupt.stopped()) {
    auto& next =
        *std::min_element(all.begin(), all.end(), [](const Due& a, const Due& b) { return a.at < b.at; });
    const auto wait = std::max<base::Micros>(next.at - session_.now(), 0);
    const auto woken = interrupt.wait(std::chrono::milliseconds(wait / 1000), watch.descriptor());
    if (woken == Interrupt::Wake::kInterrupt) break;
    if (woken == Interrupt::Wake::kTime) MIZAN_TRY(poll_due(next, interrupt));
    if (woken != Interrupt::Wake::kReadable) continue;
    for (const auto who : watch.take()) all[who].at = session_.now();
  }
  return {};
}

}  // namespace mizan::app
