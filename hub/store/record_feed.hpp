#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "store/store.hpp"

namespace mizan::store {

/// A place in the change log of one store: all accepted changes up to `sequence` have been seen.
struct LogPlace {
  std::string epoch;             ///< the store's; empty with sequence 0: the beginning of any store
  model::Sequence sequence = 0;  ///< 0: before the first change
  /// 48 bits of what the store wrote there. After a restore the same number may name another change, but not
  /// with the same mark.
  std::uint64_t mark = 0;

  friend bool operator==(const LogPlace&, const LogPlace&) = default;
};

/// A record as it is now, at the place of its latest change; or one that is gone, of which `record` has kind
/// and key alone. Identity data are pseudonyms, as stored.
struct LogRecord {
  model::Sequence sequence = 0;
  model::SourceId source;
  bool gone = false;
  model::Record record;
};

/// The record is the call's own, and is gone after it. False: no more.
using LogVisitor = std::function<bool(const LogRecord&)>;

/// How far a reading of the log came.
struct LogPage {
  LogPlace place;    ///< go on from here
  bool end = false;  ///< nothing came after it at that moment
};

/// Records in the order of their latest change, from behind `after` until `visit` has enough or the end: what
/// is here now, and what is gone since. As of one moment. Whoever goes on from place to place misses nothing,
/// whatever changes meanwhile, and may be given a record again. `source`: that one's alone; then a page may
/// end early, without a record, where there is much of others. kCheckpoint: `after` is no place of this
/// store; kTransient: its first load is not done.
base::Result<LogPage> read_log(const Store& store, const LogPlace& after,
                               std::optional<model::SourceId> source, const LogVisitor& visit);

/// Whether the store keeps what read_log() needs to be quick: an index for each kind, which loading pays for.
/// Makes or drops them; at the end of a first load, if one is open. Of a store that is open for writing.
base::Result<> keep_log_order(const Store& store, bool on);

// Private to this folder: what read_log() asks; and the order, for begin and end of a first load.
std::string log_query();
base::Result<> make_log_order(const Database& db);
base::Result<> drop_log_order(const Database& db);

}  // namespace mizan::store
