#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "model/record.hpp"
#include "model/source.hpp"

namespace mizan::model {

/// Number of a linked case within one store; the readable case id is minted from it.
struct LinkedCaseId {
  std::int64_t value = 0;
  friend auto operator<=>(LinkedCaseId, LinkedCaseId) = default;
};

/// One case record of one source, with the records that name it.
struct SourceCase {
  SourceId source;
  Record record;                 ///< kind case
  std::vector<Record> children;  ///< every other kind, by (kind, key)
};

/// All that is known of one FIR (or, without one, of one source's case): the unit that KPIs are counted from
/// (DESIGN §8). Ordered by (source, key), so that equal knowledge gives an equal value.
struct LinkedCase {
  LinkedCaseId id;
  std::vector<SourceCase> cases;
};

}  // namespace mizan::model
