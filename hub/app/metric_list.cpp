#include "app/metric_list.hpp"

namespace mizan::app {
namespace {

constexpr MetricInfo kMetrics[] = {
    {"mizan_build_info", "version,schema_version", false, "1; the program's version and that of its stores."},
    {"mizan_ready", "", false, "1 if /readyz says so."},

    {"mizan_source_records_total", "source,result", true,
     "Records received, by what became of them: accepted, unchanged or quarantined."},
    {"mizan_source_deleted_total", "source", true, "Records deleted; they are among the accepted."},
    {"mizan_source_last_read_timestamp_seconds", "source", false,
     "When the source was last read to its end; 0 if never."},
    {"mizan_source_last_run_ok", "source", false, "1 if its latest run ended ok, or is still going on."},
    {"mizan_quarantine_open", "source", false, "Quarantine entries that wait for somebody."},

    {"mizan_kpi_changes_behind", "", false, "Accepted changes that the KPIs have not counted yet."},
    {"mizan_feed_last_event", "", false, "Place of the newest event of the feed."},
    {"mizan_feed_events", "", false, "Events that the feed keeps."},
    {"mizan_feed_subscribers", "", false, "Who follows the feed over HTTP now."},
    {"mizan_feed_farthest_behind_events", "", false,
     "How many events the last of them has still to be given."},

    {"mizan_webhook_behind_events", "receiver", false, "Events behind the receiver's place."},
    {"mizan_webhook_paused", "receiver", false, "1 if nothing is sent until somebody resumes it."},
    {"mizan_webhook_failed_attempts", "receiver", false, "Failed attempts of the event that is due."},
    {"mizan_webhook_set_aside", "receiver", false, "Events that were refused and set aside."},

    {"mizan_http_connections", "", false, "Open connections, those of the feed among them."},
    {"mizan_http_requests_total", "endpoint,status", true,
     "Answers, by the endpoint's name in the sharing matrix (none: no page) and the kind of status."},
    {"mizan_http_answer_seconds_total", "endpoint,status", true, "Time that making these answers took."},

    {"mizan_store_used_bytes", "", false, "Of the store's file, without pages that are free."},
    {"mizan_store_free_bytes", "", false, "Pages of the file that are free to be used again."},
    {"mizan_store_wal_bytes", "", false, "The write-ahead log beside it."},
    {"mizan_disk_free_bytes", "", false, "Room on the store's disk."},
    {"mizan_disk_bytes", "", false, "Size of that disk."},
    {"mizan_disk_full", "", false, "1 while nothing is taken in, for want of room ([disk])."},

    {"mizan_audit_entries", "", false, "Entries of the audit trail."},
    {"mizan_backup_timestamp_seconds", "", false, "State of the last whole backup; 0 if there is none."},
    {"mizan_certificate_end_timestamp_seconds", "", false,
     "When the API's certificate ends; without TLS it is not there."},

    {"process_cpu_seconds_total", "", true, "Processor time of this process, without its workers."},
    {"process_resident_memory_bytes", "", false, "Memory of this process."},
    {"process_open_fds", "", false, "Its open files and connections."},
    {"process_threads", "", false, "Its threads."},
    {"process_start_time_seconds", "", false, "When it was started."},
};

}  // namespace

std::span<const MetricInfo> metric_list() {
  return kMetrics;
}

}  // namespace mizan::app
