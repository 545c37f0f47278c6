#pragma once
#include "app/meaning.hpp"
#include "store/remaking.hpp"

namespace mizan::app {

/// Reads the places of what the source's records hold anew, if its place tables are others than when that was
/// last done; else, and during a first load, does nothing. Changed records count with the reason "config"
/// when the KPIs are brought up to date next.
base::Result<store::RemakeCount> renew_places(store::Store& store, model::SourceId source,
                                              const Meaning& meaning, base::Micros now);

/// How many records that would change; 0 if the tables are those of last time.
base::Result<store::RemakeCount> places_to_renew(store::Store& store, model::SourceId source,
                                                 const Meaning& meaning);

}  // namespace mizan::app
