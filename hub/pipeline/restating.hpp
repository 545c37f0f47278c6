#pragma once
#include "base/clock.hpp"
#include "reconcile/sources.hpp"
#include "store/store.hpp"

namespace mizan::pipeline {

/// Tells the feed which figures that an office has signed are others now, with the records that moved them:
/// one event and one row a figure for all changes since it was told last, in one transaction with the
/// position of this stage (docs/decisions/0063). To be called before the KPIs are brought up to date, for the
/// changes that they have counted are gone; what is lost that way, or counted by other sources, is counted
/// anew as a whole. Gives how many figures moved. Works beside the process that writes.
///
/// Where nothing is signed it costs one lookup. Else, of each change of a case or of a report in a signed
/// month, of a holder that has signed anything, the linked case before and after.
base::Result<std::size_t> tell_restated(store::Store& store, const reconcile::Sources& sources,
                                        base::Micros now);

}  // namespace mizan::pipeline
