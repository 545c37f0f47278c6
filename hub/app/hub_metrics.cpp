#include "app/hub_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "api/tls_context.hpp"
#include "app/metric_list.hpp"
#include "base/text.hpp"
#include "ops/disk.hpp"
#include "publish/cursor.hpp"
#include "store/schema.hpp"
#include "store/statistics.hpp"
#include "webhook/dead_letters.hpp"
#include "webhook/place.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

double seconds_of(base::Micros at) {
  return static_cast<double>(at) / 1e6;
}

/// Metrics in the order of their list.
class Gathering {
 public:
  Gathering() {
    for (const auto& info : metric_list())
      metrics_.push_back({std::string(info.name), std::string(info.help), info.only_grows, {}});
  }

  /// `labels`: values, in the order of the list.
  void put(std::string_view name, double value, const std::vector<std::string>& labels = {}) {
    const auto list = metric_list();
    const auto found = std::ranges::find(list, name, &MetricInfo::name);
    if (found == list.end()) throw std::logic_error(fmt::format("the metric {} is in no list", name));
    ops::Sample sample{{}, value};
    if (!found->labels.empty()) {
      std::size_t at = 0;
      for (const auto label : base::split(found->labels, ','))
        sample.labels.emplace_back(label, labels.at(at++));
    }
    metrics_[static_cast<std::size_t>(found - list.begin())].samples.push_back(std::move(sample));
  }
  void put(std::string_view name, std::int64_t value, const std::vector<std::string>& labels = {}) {
    put(name, static_cast<double>(value), labels);
  }

  /// What has no value is left out.
  std::vector<ops::Metric> take() {
    std::erase_if(metrics_, [](const ops::Metric& metric) { return metric.samples.empty(); });
    return std::move(metrics_);
  }

 private:
  std::vector<ops::Metric> metrics_;
};

void put_source(Gathering& out, const store::SourceStatistics& source) {
  const auto& books = source.books;
  out.put("mizan_source_records_total", books.accepted, {source.name, "accepted"});
  out.put("mizan_source_records_total", books.unchanged, {source.name, "unchanged"});
  out.put("mizan_source_records_total", books.quarantined, {source.name, "quarantined"});
  out.put("mizan_source_deleted_total", books.deleted, {source.name});
  out.put("mizan_source_last_read_timestamp_seconds", seconds_of(source.read_at), {source.name});
  const bool ok = source.last_status.empty() || source.last_status == "ok" || source.last_status == "running";
  out.put("mizan_source_last_run_ok", ok ? 1.0 : 0.0, {source.name});
  out.put("mizan_quarantine_open", source.open_quarantine, {source.name});
}

void put_store(Gathering& out, const store::Statistics& all) {
  for (const auto& source : all.sources) put_source(out, source);
  out.put("mizan_kpi_changes_behind", all.head - all.counted);
  out.put("mizan_feed_last_event", all.last_event);
  out.put("mizan_feed_events", all.events);
  out.put("mizan_store_used_bytes", all.used_bytes);
  out.put("mizan_store_free_bytes", all.free_bytes);
  out.put("mizan_audit_entries", all.audit_entries);
  out.put("mizan_backup_timestamp_seconds", seconds_of(all.backup_at));
}

// A receiver that was not told anything yet, or whose file cannot be read just now, has no place to tell of.
void put_webhook(Gathering& out, const HubConfig& config, const WebhookConfig& webhook,
                 std::int64_t last_event) {
  const auto place = webhook::PlaceFile(config.webhook_places, webhook.name).read();
  if (!place) return;
  const auto cursor = publish::decode_cursor(place->cursor);
  if (cursor)
    out.put("mizan_webhook_behind_events", std::max<std::int64_t>(last_event - cursor->position, 0),
            {webhook.name});
  out.put("mizan_webhook_paused", place->paused.empty() ? 0.0 : 1.0, {webhook.name});
  out.put("mizan_webhook_failed_attempts", std::int64_t{place->failed}, {webhook.name});
  const auto dead = webhook::DeadLetters(config.webhook_places, webhook.name).all();
  if (dead) out.put("mizan_webhook_set_aside", std::ssize(*dead), {webhook.name});
}

void put_traffic(Gathering& out, const api::Traffic& traffic) {
  const auto followers = traffic.followers();
  out.put("mizan_feed_subscribers", followers.subscribers);
  out.put("mizan_feed_farthest_behind_events", followers.farthest);
  out.put("mizan_http_connections", followers.connections);
  for (const auto& answers : traffic.answers()) {
    const std::vector<std::string> labels = {answers.endpoint, fmt::format("{}xx", answers.status)};
    out.put("mizan_http_requests_total", answers.count, labels);
    out.put("mizan_http_answer_seconds_total", answers.seconds, labels);
  }
}

void put_disk(Gathering& out, const HubConfig& config, bool full) {
  std::error_code lacks;
  const auto wal = fs::file_size(config.store.string() + "-wal", lacks);
  out.put("mizan_store_wal_bytes", lacks ? 0.0 : static_cast<double>(wal));
  const auto disk = ops::disk_of(config.store);
  out.put("mizan_disk_free_bytes", disk.free_bytes);
  out.put("mizan_disk_bytes", disk.total_bytes);
  out.put("mizan_disk_full", full ? 1.0 : 0.0);
}

void put_process(Gathering& out) {
  const auto state = ops::process_state();
  out.put("process_cpu_seconds_total", state.cpu_seconds);
  out.put("process_resident_memory_bytes", state.resident_bytes);
  out.put("process_open_fds", state.open_files);
  out.put("process_threads", state.threads);
  out.put("process_start_time_seconds", state.started_at);
}

}  // namespace

base::Result<std::vector<ops::Metric>> hub_metrics(const HubConfig& config,
                                                   const std::vector<WebhookConfig>& webhooks,
                                                   const store::Store& store, const api::Traffic& traffic,
                                                   const HubState& state) {
  MIZAN_ASSIGN(const auto all, store::statistics_of(store));
  Gathering out;
  out.put("mizan_build_info", 1.0, {MIZAN_VERSION, std::to_string(store::kSchemaVersion)});
  out.put("mizan_ready", state.ready ? 1.0 : 0.0);
  put_store(out, all);
  for (const auto& webhook : webhooks) put_webhook(out, config, webhook, all.last_event);
  put_traffic(out, traffic);
  put_disk(out, config, state.disk_full);
  if (config.tls) {
    if (const auto end = api::certificate_end(config.tls->certificate); end)
      out.put("mizan_certificate_end_timestamp_seconds", seconds_of(*end));
  }
  put_process(out);
  return out.take();
}

}  // namespace mizan::app
