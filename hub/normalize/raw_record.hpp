#pragma once
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "model/field.hpp"

namespace mizan::normalize {

enum class Op : std::uint8_t { kUpsert, kDelete };

/// How an adapter typed a value. kText uses `text`, the others `integer`.
enum class RawType : std::uint8_t {
  kText,
  kInteger,
  kBoolean,  ///< 0 is false, anything else true
  kTime,     ///< an instant: microseconds since 1970-01-01 UTC
  kDate,     ///< a civil day: days since 1970-01-01
  kLocal,    ///< wall-clock time of the source: microseconds since 1970-01-01 00:00 as its clock shows it
};

/// One value as the adapter read it. The view is not owned.
struct RawField {
  model::FieldId id = 0;
  RawType type = RawType::kText;
  std::string_view text;
  std::int64_t integer = 0;
};

/// One record as an adapter sent it: syntax only, codes as the source writes them. Nothing is owned: every
/// view must outlive the call it is passed to. Any byte may stand anywhere.
struct RawRecord {
  std::uint32_t kind = 0;  ///< number of a model::Kind; others are rejected as unknown_kind
  Op op = Op::kUpsert;
  std::string_view key;
  std::int64_t revision = 0;
  base::Micros changed_at = 0;   ///< when the source changed it; 0: it does not say
  std::string_view raw;          ///< the JSON or text it was read from; may be empty
  std::vector<RawField> fields;  ///< of fields given twice, the last counts
};

}  // namespace mizan::normalize
