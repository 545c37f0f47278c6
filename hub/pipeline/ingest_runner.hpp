#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "adapter/source.hpp"
#include "base/clock.hpp"
#include "normalize/normalizer.hpp"
#include "store/shared_store.hpp"

namespace mizan::pipeline {

/// What one run of one source needs and knows.
struct IngestJob {
  model::SourceId source;
  std::string mapping_digest;
  int plausible_percent = 20;  ///< a snapshot that lacks more of what is held deletes nothing
  std::function<void(std::int64_t received)> progress;  ///< may be empty
  const std::set<std::string>* watched =
      nullptr;           ///< keys of records whose acceptance is reported; may be null
  std::size_t step = 0;  ///< items a transaction, about; 0: as is best
};

/// Where the time of a run went, in seconds. No moment of a thread counts for two of them. Reading,
/// normalizing and waiting take turns on one thread while the store writes on another, so that together they
/// may be more than `all`; where there is no other thread, as in a short run, they are not.
struct StageTimes {
  double read = 0;       ///< in the adapter: bytes to fields
  double normalize = 0;  ///< fields to records
  double wait = 0;       ///< for the store to catch up
  double store = 0;      ///< records to disk
  double all = 0;        ///< on the clock, from the beginning of the run to its end

  StageTimes& operator+=(const StageTimes& other) {
    read += other.read;
    normalize += other.normalize;
    wait += other.wait;
    store += other.store;
    all += other.all;
    return *this;
  }
};

/// How a run ended. `status`: "ok", "partial" (the source or a snapshot stopped half-way; what was taken is
/// kept), or "failed" (nothing could be read).
struct IngestReport {
  std::string status;
  std::string message;  ///< what went wrong; of an "ok" run, what the operator should know, or nothing
  store::Books books;
  std::int64_t vanished = 0;
  StageTimes times;
  std::string first_quarantined;           ///< "cases.csv:17: the row is not well-formed UTF-8"; empty: none
  std::set<std::string> watched_accepted;  ///< of IngestJob::watched, those that were accepted or unchanged
  std::int64_t retry_after_ms = 0;         ///< the source asks not to be read before; 0: it does not say
  /// The run ended because the adapter's process did: the checkpoint that the store held then.
  std::optional<std::string> lost_at = std::nullopt;
  std::optional<std::string> lost_in = std::nullopt;  ///< the item of the source that it ended in, if known
  bool passed_over = false;                           ///< that item is left out by the next run

  /// Takes in what the next run of the same source came to: its end, and the books of both.
  void follow(IngestReport next);

  /// Of a run that could not even begin.
  static IngestReport never_begun(std::string why) {
    IngestReport report;
    report.status = "failed";
    report.message = std::move(why);
    return report;
  }
};

/// A record as it came over the plugin boundary, for the normalizer. `to` is used again and again; its views
/// are those of `from`.
void to_raw(const mizan_record& from, normalize::RawRecord& to);

/// One run: source → normalize → store, from the last checkpoint until caught up. Every batch is one
/// transaction with the checkpoint that covers it. Where the last run ended ok and there is nothing new, no
/// run is written, only the time. An error of the store ends with that error; one of the source is in the
/// report. Records that a snapshot no longer has are taken for deleted only if nothing that could not be read
/// or named may be these (Store::complete_snapshot), and not more than `plausible_percent` are gone; else the
/// run is "partial" and says so. Runs of several sources may go on at once, each on a thread of its own.
base::Result<IngestReport> run_ingest(adapter::Source& source, normalize::Normalizer& normalizer,
                                      store::SharedStore& store, const IngestJob& job,
                                      const base::Clock& clock, const adapter::StopRequest& stop);

}  // namespace mizan::pipeline
