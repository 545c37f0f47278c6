#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "model/linked_case.hpp"
#include "model/record.hpp"

namespace mizan::model {

/// Position in the change log: the count of accepted changes so far. 0 is before the first.
using Sequence = std::int64_t;

/// Why a published value changed (KPIS §1).
enum class ChangeReason : std::uint8_t {
  kLate,
  kReopened,
  kCorrected,
  kDeleted,
  kRelinked,
  kDefinition,
  kConfig,
  kClock,
};

inline constexpr int kChangeReasonCount = 8;

std::string_view change_reason_name(ChangeReason reason);

/// One accepted change of one record: no `before`: it is new; no `after`: it was deleted.
struct RecordChange {
  Sequence sequence = 0;
  SourceId source;
  std::optional<Record> before;
  std::optional<Record> after;
  LinkedCaseId case_before;  ///< 0 if it counted nowhere
  LinkedCaseId case_after;
  /// Where the hub made it without the source: config (tables), relinked (links). Nothing: it follows from
  /// the images.
  std::optional<ChangeReason> cause = std::nullopt;
};

}  // namespace mizan::model
