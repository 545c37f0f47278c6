#pragma once
#include <functional>

#include "reconcile/selection.hpp"
#include "store/store.hpp"

namespace mizan::reconcile {

/// The case is gone after the call.
using HeldVisitor = std::function<base::Result<>(const HeldCase&)>;

/// Visits, in ascending order of their numbers, the cases of which some record has a day within the
/// selection's periods, and no others need be visited for it: as they are now, with all their entries. One
/// pass over case and report records finds them, so it takes as long as reading these once; hearings are not
/// looked at. One moment of the store for all. Stops at the first error of `visit`.
base::Result<> for_each_held(store::Store& store, const Selection& selection, const Sources& sources,
                             base::Day today, const HeldVisitor& visit);

}  // namespace mizan::reconcile
