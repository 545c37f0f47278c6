#pragma once
#include <string>
#include <vector>

#include "store/store.hpp"

namespace mizan::store {

/// A source over all its runs.
struct SourceStatistics {
  std::string name;
  Books books;
  base::Micros read_at = 0;      ///< when it was last read to its end; 0: never
  std::string last_status = {};  ///< of its latest run; empty: it has none
  std::int64_t open_quarantine = 0;
};

/// What a store holds in numbers that cost little, for whoever watches over it.
struct Statistics {
  std::vector<SourceStatistics> sources;
  std::int64_t used_bytes = 0;  ///< of the file, without pages that are free to be used again
  std::int64_t free_bytes = 0;  ///< those pages
  model::Sequence head = 0;
  model::Sequence counted = 0;  ///< up to here the KPIs have counted
  std::int64_t last_event = 0;
  std::int64_t events = 0;  ///< kept in the feed
  std::int64_t audit_entries = 0;
  base::Micros backup_at = 0;  ///< when the state of the last whole backup was taken; 0: never
};

/// As of one moment.
base::Result<Statistics> statistics_of(const Store& store);

/// How much of the file is in use, as above: for whoever must know it again and again.
base::Result<std::int64_t> used_bytes_of(const Store& store);

/// That a backup of that moment is whole; beside the process that writes (OpenMode::kAside).
base::Result<> note_backup(Store& store, base::Micros state_of);

}  // namespace mizan::store
