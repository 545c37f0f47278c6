// A cursor comes from a subscriber: any bytes are a cursor with exactly one spelling, or none.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "publish/cursor.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cursor = mizan::publish::decode_cursor(text);
  if (cursor && (cursor->position < 0 || mizan::publish::encode_cursor(*cursor) != text)) std::abort();
  const auto record = mizan::publish::decode_record_cursor(text);
  if (record && (record->sequence < 0 || mizan::publish::encode_record_cursor(*record) != text)) std::abort();
  return 0;
}
