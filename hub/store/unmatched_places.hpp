#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "store/store.hpp"

namespace mizan::store {

/// A name that current records give a place by and that no table has.
struct UnmatchedPlace {
  model::FieldId field = 0;  ///< province, district, police_station or court
  std::string spelling;      ///< as written, at most 256 bytes
  std::string source;
  std::string province;  ///< of the case, as far as known
  std::string district;
  std::int64_t records = 0;
};

/// Those of one source, or with an empty name of all, most frequent first.
base::Result<std::vector<UnmatchedPlace>> unmatched_places(const Store& store, std::string_view source,
                                                           int limit);

}  // namespace mizan::store
