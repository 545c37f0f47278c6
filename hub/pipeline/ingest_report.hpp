#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "store/ingest_batch.hpp"

namespace mizan::pipeline {

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
  std::int64_t read_anew = 0;  ///< records held that other place tables changed, before the source was read
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

}  // namespace mizan::pipeline
