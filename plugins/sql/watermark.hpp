#pragma once
#include <cstdint>
#include <optional>

#include "value.hpp"

namespace mizan::sql {

/// A value of a "changed" column on one scale: a whole number as it is, a day or time as seconds of its wall
/// clock. Nothing: it is neither.
std::optional<std::int64_t> measure(const Value& value);

/// The value that lies `overlap` before (seconds, or units of a whole number), written as `value` is, so that
/// it compares with such values as a text too. Null: there is nothing so early. `value` must have a measure.
Value before(const Value& value, std::int64_t overlap);

}  // namespace mizan::sql
