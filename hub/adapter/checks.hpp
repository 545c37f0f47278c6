#pragma once
#include <mizan/abi/mizan_adapter.h>

#include <string_view>

#include "base/error.hpp"

namespace mizan::adapter {

/// Limits on what one record may carry. A plugin that exceeds them is broken, and its read ends with a
/// sentence.
inline constexpr std::size_t kMaxKeyBytes = 512;
inline constexpr std::size_t kMaxFields = 256;
inline constexpr std::size_t kMaxTextBytes = 1U << 20U;
inline constexpr std::size_t kMaxRawBytes = 1U << 20U;
/// Of one record altogether: its key, raw and texts.
inline constexpr std::size_t kMaxRecordBytes = 3U << 20U;
inline constexpr std::size_t kMaxTokenBytes = 64U * 1024U;
inline constexpr std::size_t kMaxBatch = 65'536;

/// Holds a record against the boundary's rules: kind, op, sizes, pointers, types. Texts may hold any bytes;
/// whether they are UTF-8 is a property of the data, which the normalizer judges record by record.
base::Result<> check_record(const mizan_record& record);
base::Result<> check_reject(const mizan_reject& reject);
base::Result<> check_token(mizan_str token);

/// A view of the boundary's text; empty for a null pointer.
inline std::string_view text_of(mizan_str text) {
  return text.data == nullptr ? std::string_view() : std::string_view(text.data, text.size);
}

}  // namespace mizan::adapter
