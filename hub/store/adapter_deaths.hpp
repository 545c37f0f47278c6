#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/source.hpp"
#include "store/store.hpp"

// Which items of a source its adapter's process ended in, and how often in a row. A count holds for one state
// of the reading, a digest of all that makes the item another or its reading another: the checkpoint, the
// adapter's version, the mapping. What is known of other states is forgotten.
namespace mizan::store {

/// An item is passed over from its third death in a row on.
inline constexpr std::int64_t kDeathsToPassOver = 3;

struct AdapterDeath {
  std::string place;
  std::int64_t deaths = 0;
  std::string how;  ///< one sentence on the last of them
};

/// By place.
base::Result<std::vector<AdapterDeath>> adapter_deaths(Store& store, model::SourceId source,
                                                       std::int64_t state);

/// One more; gives how many there are in a row now. Items that are passed over already stay so; the row of
/// any other is broken.
base::Result<std::int64_t> note_adapter_death(Store& store, model::SourceId source, std::int64_t state,
                                              const AdapterDeath& death);

/// A read ended otherwise: every row is broken that is not long enough yet.
base::Result<> end_adapter_deaths(Store& store, model::SourceId source, std::int64_t state);

}  // namespace mizan::store
