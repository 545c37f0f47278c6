#pragma once
#include <functional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "base/error.hpp"
#include "store/store.hpp"

namespace mizan::app {

/// What became of one quarantined entry when its source was read again.
struct Redriven {
  store::QuarantineRow row;
  std::string result;
  bool closed = false;  ///< its state is now "redriven"
};

/// Reads the sources of these open entries again, from their beginning, by their mappings and tables as they
/// are now. The stored raw is redacted and cannot stand for the record, so the source itself is asked once
/// more: its checkpoint is forgotten, it is read in full, and what is held already is unchanged. An entry is
/// closed only where the reading shows that nothing of it is left:
///   - its record was accepted;
///   - its file was read again, and the place in it was not rejected;
///   - it was quarantined again in other words, as another entry;
///   - it had ended its adapter, and the whole source was read without that;
///   - the source is a snapshot, was read whole, and no longer has it.
/// Otherwise it stays open, and `result` says why. KPIs are not brought up to date here.
base::Result<std::vector<Redriven>> redrive(
    Session& session, const std::vector<store::QuarantineRow>& open,
    const std::function<void(const std::string&, std::int64_t)>& progress);

}  // namespace mizan::app
