#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "model/field.hpp"

namespace mizan::model {

/// Something worth knowing about a record that was accepted all the same.
struct Finding {
  /// "unmapped_code", "unreadable", "sentinel_date", "impossible_date", "future_date", "out_of_range",
  /// "disposal_before_institution", "hearing_before_institution", "hearing_after_disposal",
  /// "custody_reversed" …: the list is in hub/normalize/README.md.
  std::string code;
  FieldId field = 0;   ///< the field it concerns; 0: the record
  std::string detail;  ///< the native value or both dates; never identity data

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// Why a received record was not accepted. Its redacted raw goes with it.
struct Rejection {
  std::string
      reason;  ///< "no_key", "no_case", "invalid_utf8", "unknown_kind", "too_large", "unreadable_row" …
  FieldId field = 0;
  std::string where;   ///< file and line, or record key
  std::string detail;  ///< one sentence
};

}  // namespace mizan::model
