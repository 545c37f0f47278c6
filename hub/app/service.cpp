#include "app/service.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/access_config.hpp"
#include "app/config_files.hpp"
#include "app/connection.hpp"
#include "app/disk_config.hpp"
#include "app/folder_watch.hpp"
#include "app/release_news.hpp"
#include "app/retention.hpp"
#include "base/digest.hpp"
#include "ops/log.hpp"

namespace mizan::app {
namespace {

constexpr base::Micros kSecond = 1'000'000;
constexpr base::Micros kLongestPause = 3'600 * kSecond;
// poll_seconds = 0 asks for "at once": twenty times a second is what a folder or an idle API can take.
constexpr base::Micros kShortestPause = kSecond / 20;
// Where the kernel tells of new files, "at once" needs no looking; that is for what it does not tell.
constexpr base::Micros kWatchedPause = kSecond;
constexpr auto kLookForRoom = std::chrono::milliseconds(1'000);
// What subscribers have to be given before a hub stops; systemd waits longer.
constexpr auto kDrain = std::chrono::seconds(5);

std::string books_text(const store::Books& books) {
  return fmt::format("{} received = {} accepted + {} unchanged + {} quarantined", books.received,
                     books.accepted, books.unchanged, books.quarantined);
}

std::string what_next(const adapter::Supervisor& supervisor, base::Micros now) {
  if (supervisor.state() == adapter::Supervisor::State::kPoisoned)
    return "its adapter ended again and again at the same place, so it is read again only when its files "
           "change or mizan is started anew";
  if (supervisor.due() <= now) return "read on at once";
  return fmt::format("tried again in {} s", (supervisor.due() - now) / kSecond);
}

/// Interrupted, told to stop, or without room to go on.
class StopAll final : public adapter::StopRequest {
 public:
  StopAll(const Interrupt& interrupt, const Room& room) : interrupt_(interrupt), room_(room) {}
  bool stopped() const override { return stopping_ || room_.is_full() || interrupt_.stopped(); }
  void now() { stopping_ = true; }

 private:
  const Interrupt& interrupt_;
  const Room& room_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace

base::Result<> Service::open(std::uint16_t port) {
  session_.keep_adapters_open();
  MIZAN_ASSIGN(const auto rules, read_disk_rules(session_.config().file));
  room_.emplace(rules, session_.config().store);
  MIZAN_ASSIGN(watched_, session_.store().open_reader());
  // A first load that was cut off goes on as any other.
  MIZAN_TRY(session_.store().end_backfill());
  const auto ready = catch_up();
  if (!ready) return ready.error();
  const auto& config = session_.config();
  api::ServerOptions options;
  options.address = config.listen_address;
  options.port = port;
  options.allow_remote = config.allow_remote;
  options.tls = config.tls;
  options.origins = config.access->origins;
  options.log = [](std::string_view text) { ops::log_warn("api.said", text); };
  options.watch = watch();
  past_ = std::make_unique<PastCache>(config.store.string(), session_.engine().definitions());
  MIZAN_TRY(read_access());
  follow_keys();
  MIZAN_TRY(open_peers());
  MIZAN_ASSIGN(webhook_configs_, read_webhook_configs(config.webhooks));
  tell_releases();
  MIZAN_ASSIGN(server_, api::Server::start(view(), std::move(options)));
  MIZAN_TRY(open_webhooks());
  // It serves a plan alone, and a full disk is no reason not to serve.
  const auto noted = TakenFiles(config).note_start(config_files(config, session_.source_configs()));
  if (!noted) ops::log_error("config.unnoted", noted.error().message);
  return {};
}

base::Result<> Service::read_access() {
  const std::lock_guard lock(keys_lock_);
  MIZAN_ASSIGN(auto policy, read_policy(session_.config(), session_.today(), fetched_keys_));
  policy_.put(std::move(policy));
  return {};
}

// An issuer changes its keys, and who follows the feed comes again with the new ones.
void Service::follow_keys() {
  const auto& login = session_.config().access->login;
  if (!login || login->jwks_url.empty()) return;
  key_rounds_ = std::make_unique<KeyRounds>(*login, session_.clock(), [this](const std::string& jwks) {
    {
      const std::lock_guard lock(keys_lock_);
      fetched_keys_ = jwks;
    }
    if (const auto read = read_access(); !read) ops::log_error("access.unreadable", read.error().message);
  });
}

base::Result<> Service::open_peers() {
  const auto& config = session_.config();
  MIZAN_ASSIGN(auto peers, read_peer_configs(config.hubs));
  if (peers.empty()) return {};
  const auto& definitions = session_.engine().definitions();
  std::vector<PeerFetch> fetches;
  for (const auto& peer : peers) {
    MIZAN_ASSIGN(auto fetch, open_peer(peer, config.hub_cells, definitions, session_.clock()));
    fetches.push_back(std::move(fetch));
  }
  merged_ = std::make_unique<MergedCache>(std::move(peers), config.hub_cells, definitions, session_.clock());
  rounds_ = std::make_unique<PeerRounds>(std::move(fetches), session_.clock());
  return {};
}

base::Result<> Service::open_webhooks() {
  const auto& config = session_.config();
  if (webhook_configs_.empty()) return {};
  const auto policy = policy_.newest();
  for (auto& webhook : webhook_configs_) MIZAN_TRY(hold_to_audience(webhook, *policy));
  MIZAN_ASSIGN(webhooks_, WebhookRounds::open(config, webhook_configs_, session_.clock()));
  return {};
}

void Service::wake_subscribers() {
  if (server_) server_->wake();
  if (webhooks_) webhooks_->wake();
}

api::HubView Service::view() {
  const auto& config = session_.config();
  api::HubView view{session_.engine(),     engine_lock_,     session_.clock(),
                    config.store.string(), config.published, config.publish_records};
  view.policy = [this] { return policy_.newest(); };
  view.past = [this](std::string_view known_at) -> base::Result<std::shared_ptr<const api::PastKpis>> {
    MIZAN_ASSIGN(const auto moment, parse_moment(known_at, session_.now()));
    return past_->at(moment);
  };
  view.explain_past = [this](std::string_view known_at, const api::Selection& selection,
                             std::size_t limit) -> base::Result<api::Explanation> {
    MIZAN_ASSIGN(const auto moment, parse_moment(known_at, session_.now()));
    return past_->explain(moment, selection, limit);
  };
  view.due_rules = session_.due_rules();
  view.past_due = [this](const api::DueQuery& query) { return past_->due(query, session_.due_rules()); };
  view.releases = config.releases.string();
  view.cells_hub = config.publish_cells;
  if (merged_) view.merged = [this] { return merged_->get(); };
  return view;
}

base::Result<std::vector<model::KpiChange>> Service::catch_up() {
  counted_on_ = session_.today();
  auto changes = [&] {
    const auto turn = session_.turn();
    const std::unique_lock lock(engine_lock_);
    return session_.catch_up_kpis();
  }();
  behind_ = !changes;
  if (changes && !changes->empty()) wake_subscribers();
  return changes;
}

// What is due falls due, and ages grow, with no record arriving.
base::Result<> Service::follow_the_day() {
  if (session_.today() == counted_on_) return {};
  MIZAN_ASSIGN(const auto changes, catch_up());
  dropping_ = true;
  if (const auto read = read_access(); !read)
    ops::log_error("access.unreadable", read.error().message + "; what held goes on");
  ops::log_info("day.come", fmt::format("{} has come; {} published values changed", base::to_iso(counted_on_),
                                        changes.size()));
  return {};
}

// Whoever publishes tells it by itself; what that was cut off from, or could not do, is done here. A folder
// of releases that is damaged stops nothing else.
void Service::tell_releases() {
  const auto archive = release::Archive::open(session_.config().releases);
  const auto told = [&]() -> base::Result<std::size_t> {
    if (!archive) return archive.error();
    const auto turn = session_.turn();
    return app::tell_releases(*archive, *turn);
  }();
  if (!told)
    ops::log_error("release.untold", "the feed is not told of what was published: " + told.error().message);
  wake_subscribers();
}

// One transaction, so that nobody waits for it.
base::Result<> Service::drop_some() {
  const auto turn = session_.turn();
  const auto wanted = retention_on(session_.config(), session_.today());
  MIZAN_ASSIGN(const auto dropped, store::apply_retention(*turn, wanted, [] { return false; }));
  dropping_ = dropped.any();
  return {};
}

base::Result<> Service::settle(Due& due, const pipeline::IngestReport& report) {
  const auto& source = *due.source;
  if (!report.first_quarantined.empty())
    ops::log_warn("source.quarantined", fmt::format("{}: {} quarantined, the first {}", source.name,
                                                    report.books.quarantined, report.first_quarantined));
  if (report.status == "ok" && !report.message.empty())
    ops::log_warn("source.remark", fmt::format("{}: {}", source.name, report.message));
  // A source that was read to its end reaches a day further, even if it brought nothing.
  const bool reaches_further = report.status == "ok" && due.reached != session_.today();
  if (report.books.received == 0 && report.vanished == 0 && report.read_anew == 0 && !reaches_further)
    return {};
  if (report.status == "ok") due.reached = session_.today();
  MIZAN_ASSIGN(const auto changes, catch_up());
  ops::log_info("source.read", fmt::format("{}: {}; {} published values changed", source.name,
                                           books_text(report.books), changes.size()));
  return {};
}

Service::Due Service::first_due(const SourceConfig& source, bool watched) const {
  adapter::SupervisorRules rules;
  rules.pause = std::max(source.poll_seconds * kSecond, watched ? kWatchedPause : kShortestPause);
  rules.longest_pause = kLongestPause;
  rules.expected = source.expected_hours * 3'600 * kSecond;
  return {&source, adapter::Supervisor(rules, base::digest64(source.name), session_.now())};
}

// An error ends the service.
base::Result<> Service::end(Due& due, const SourceRuns::Report& report, bool stopping) {
  due.running = false;
  if (!report && report.error().code == base::Code::kStore) return report.error();
  if (report) MIZAN_TRY(settle(due, *report));
  const bool ok = report && report->status == "ok";
  adapter::RunEnd end;
  end.how = ok                          ? adapter::RunEnd::How::kOk
            : report && report->lost_at ? adapter::RunEnd::How::kLost
                                        : adapter::RunEnd::How::kFailed;
  if (report && report->lost_at) end.checkpoint = *report->lost_at;
  end.passed_over = report && report->passed_over;
  end.news = report && (report->books.accepted > 0 || report->vanished > 0);
  if (report) end.not_before = report->retry_after_ms * 1'000;
  const auto now = session_.now();
  due.supervisor.ended(end, now);
  // One that was ended for want of room did nothing wrong.
  if (room_->is_full()) due.nudged = true;
  if (std::exchange(due.nudged, false)) due.supervisor.nudge(now);
  if (!ok && !stopping && !room_->is_full())
    ops::log_error("source.failed", fmt::format("{}: {}; {}", due.source->name,
                                                report ? report->message : report.error().message,
                                                what_next(due.supervisor, now)));
  return {};
}

// What comes while the source is being read may come too late for that run: it is due again at its end.
void Service::nudge(Due& due) const {
  due.nudged = due.running;
  if (!due.running) due.supervisor.nudge(session_.now());
}

void Service::alarm(Due& due) const {
  if (!due.supervisor.overdue(session_.now())) return;
  ops::log_error("source.silent",
                 fmt::format("{}: nothing new for {} h, though it is expected within {} h", due.source->name,
                             (session_.now() - due.supervisor.last_news()) / (3'600 * kSecond),
                             due.source->expected_hours));
}

// Until the next source is due, the next alarm could be raised, or the next day comes.
std::chrono::milliseconds Service::pause_before_next(const std::vector<Due>& all) const {
  auto until = base::start_of_karachi_day(session_.today() + 1);
  for (const auto& due : all) {
    until = std::min(until, due.supervisor.alarm_at());
    if (!due.running) until = std::min(until, due.supervisor.due());
  }
  const auto wait = std::clamp<base::Micros>(until - session_.now(), 0, kLongestPause);
  return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::microseconds(wait));
}

void Service::begin_due(std::vector<Due>& all, SourceRuns& runs) const {
  for (std::size_t who = 0; who < all.size(); ++who) {
    auto& due = all[who];
    if (due.running || due.supervisor.due() > session_.now()) continue;
    due.running = true;
    runs.begin(who);
  }
}

base::Result<> Service::read_until_stopped(std::vector<Due>& all, FolderWatch& watch, SourceRuns& runs,
                                           Interrupt& interrupt) {
  while (!interrupt.stopped()) {
    if (room_->look(*watched_)) begin_due(all, runs);
    if (dropping_) MIZAN_TRY(drop_some());
    auto pause = dropping_ ? std::chrono::milliseconds(1) : pause_before_next(all);
    // A run that goes on may fill the disk, and room may be made while nothing else happens.
    if (room_->is_full() || std::ranges::any_of(all, &Due::running)) pause = std::min(pause, kLookForRoom);
    const auto woken = interrupt.wait(pause, {watch.descriptor(), runs.descriptor()});
    if (woken == Interrupt::Wake::kInterrupt) break;
    if (woken == Interrupt::Wake::kReload) reload();
    MIZAN_TRY(follow_the_day());
    for (auto& due : all) alarm(due);
    for (const auto& ended : runs.take_ended())
      MIZAN_TRY(end(all[ended.who], ended.report, interrupt.stopped()));
    for (const auto who : watch.take()) who < all.size() ? nudge(all[who]) : tell_releases();
  }
  return {};
}

base::Result<> Service::run(Interrupt& interrupt) {
  std::vector<Due> all;
  FolderWatch watch;
  for (const auto& source : session_.source_configs()) {
    const auto folder = watched_folder(source);
    all.push_back(first_due(source, folder && watch.add(*folder, all.size())));
  }
  if (all.empty() && !rounds_)
    return base::Error{base::Code::kConfig,
                       "there is no source file to read, and no hub whose cells to take"};
  watch.add(session_.config().releases, all.size());  // where it is there
  StopAll stop(interrupt, *room_);
  SourceRuns runs(all.size(), [&](std::size_t who) { return session_.ingest(*all[who].source, {}, stop); });
  auto done = read_until_stopped(all, watch, runs, interrupt);
  stopping_ = true;
  stop.now();
  if (rounds_) rounds_->stop();
  for (const auto& ended : runs.take_all()) {
    const auto settled = end(all[ended.who], ended.report, true);
    if (done && !settled) done = settled;
  }
  // What the last runs brought is told before anybody is sent away.
  server_->drain(kDrain);
  if (webhooks_) webhooks_->stop();
  return done;
}

}  // namespace mizan::app
