#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "adapter/source.hpp"
#include "base/clock.hpp"
#include "normalize/normalizer.hpp"
#include "pipeline/ingest_report.hpp"
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
