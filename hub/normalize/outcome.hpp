#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/finding.hpp"
#include "model/record.hpp"
#include "normalize/identity.hpp"

namespace mizan::normalize {

/// The record in the common model, ready to be stored.
struct Accepted {
  model::Record record;
  std::vector<model::Finding> findings;  ///< in the order of discovery
  std::string raw;                       ///< redacted
  /// Kind case: the FIR it is about. Nothing for other kinds, or if a part of the FIR key is missing: then
  /// the source's own key is the identity.
  std::optional<CaseIdentity> identity;
};

/// The source says that the record is no more.
struct Deleted {
  model::Kind kind = model::Kind::kCase;
  std::string key;
  std::string case_key;  ///< of the record's case, if the source gave it; else empty
  std::int64_t revision = 0;
};

/// Not accepted: goes to quarantine with its redacted raw.
struct Rejected {
  model::Rejection rejection;
  std::string raw;
  std::string key;  ///< that it would be stored by; empty if that cannot be told
};

using Outcome = std::variant<Accepted, Deleted, Rejected>;

}  // namespace mizan::normalize
