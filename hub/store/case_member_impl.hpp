#pragma once
// Private to this folder: a case record as links look at it.
#include <cstdint>
#include <optional>
#include <string>

#include "store/store_impl.hpp"

namespace mizan::store {

/// A current case record, and where it counts.
struct Member {
  std::int64_t ref = 0;
  std::int64_t source = 0;
  std::int64_t linked = 0;             ///< where it counts now
  std::optional<std::string> own_fir;  ///< the FIR that it names
  std::string reason;                  ///< of its link; empty: it follows from its own FIR
};

/// Nothing if the record is gone.
base::Result<std::optional<Member>> read_member(Store::Impl& impl, std::int64_t ref);

}  // namespace mizan::store
