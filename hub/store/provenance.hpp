#pragma once
#include <string>
#include <vector>

#include "model/finding.hpp"
#include "store/store.hpp"

namespace mizan::store {

/// Where a record came from.
struct Provenance {
  model::Kind kind = model::Kind::kCase;
  std::string key;
  std::string source;
  model::Sequence sequence = 0;  ///< of the change that made it what it is, or was
  base::Micros accepted_at = 0;
  RunRow run;                            ///< that brought it
  std::string raw;                       ///< as received, redacted; empty: none was sent, or none is kept
  bool raw_dropped = false;              ///< there was one, and its time is over (retention.hpp)
  std::vector<model::Finding> findings;  ///< of records as they are now; those of the past are not kept
};

/// The records of a linked case as they stood at `at`, each with where it came from: those of now first, then
/// those that have changed or gone since; by kind, case and key. Empty: the case had none then.
base::Result<std::vector<Provenance>> provenance_of(Store& reader, model::LinkedCaseId id,
                                                    model::Sequence at);

}  // namespace mizan::store
