// What whoever watches over the running hub asks of it, and tells it.
#include "app/config_files.hpp"
#include "app/hub_metrics.hpp"
#include "app/service.hpp"
#include "ops/log.hpp"

namespace mizan::app {

// Who may ask, and the certificate. What cannot be used changes nothing.
void Service::reload() {
  if (const auto read = read_access(); !read)
    ops::log_error("access.unreadable", read.error().message + "; what held goes on");
  if (key_rounds_) key_rounds_->fetch_now();
  server_->reload_tls();
  say_what_waits();
}

// One line, so that nobody takes for done what is not.
void Service::say_what_waits() {
  const auto files = config_files(session_.config(), session_.source_configs());
  const TakenFiles taken(session_.config());
  if (const auto noted = taken.note_reload(files); !noted)
    return ops::log_error("config.unnoted", noted.error().message);
  const auto before = taken.read();
  if (!before) return ops::log_error("config.unnoted", before.error().message);
  std::string waiting;
  for (const auto& changed : changed_files(files, *before))
    waiting += (waiting.empty() ? "" : ", ") + changed.file.file.string();
  if (waiting.empty()) return ops::log_info("config.reloaded", "everything that was changed is in use");
  ops::log_warn("config.restart_needed", "these need `mizan run` to be started anew: " + waiting);
}

// From the threads of answers: nothing here is changed once the API listens, but for the flags.
api::Watch Service::watch() {
  api::Watch watch;
  watch.traffic = traffic_;
  watch.not_ready = [this] { return not_ready(); };
  watch.metrics = [this] { return metrics(); };
  return watch;
}

std::string Service::not_ready() const {
  if (stopping_) return "stopping";
  if (behind_) return "behind";
  return store::Store::open(session_.config().store.string(), store::OpenMode::kRead) ? "" : "store";
}

base::Result<std::string> Service::metrics() const {
  const auto& config = session_.config();
  MIZAN_ASSIGN(const auto store, store::Store::open(config.store.string(), store::OpenMode::kRead));
  const HubState state{!stopping_ && !behind_, room_ && room_->is_full()};
  MIZAN_ASSIGN(const auto all, hub_metrics(config, webhook_configs_, store, *traffic_, state));
  return ops::metrics_text(all);
}

}  // namespace mizan::app
