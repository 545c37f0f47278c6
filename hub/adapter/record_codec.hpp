#pragma once
#include <mizan/abi/mizan_adapter.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace mizan::adapter {

/// The payload of a kRecords frame: u16 count, then each record as
///   u16 kind | u16 op | u32 fields | i64 revision | i64 changed_at | text key | text raw
/// and each of its fields as
///   u16 id | u16 type | nothing (null), a text, or an i64
/// where a text is u32 size and bytes.

/// Appends as many of the checked records as one frame takes, at least one, and gives their number.
std::size_t encode_records(std::string& out, std::span<const mizan_record> records);

/// Decodes again and again into the same memory.
class RecordDecoder {
 public:
  /// Every record has been checked (checks.hpp) when this returns them. They are views into `payload` and
  /// this object, valid until the next call.
  base::Result<std::span<const mizan_record>> decode(std::string_view payload);

 private:
  std::vector<mizan_record> records_;
  std::vector<mizan_field> fields_;
};

}  // namespace mizan::adapter
