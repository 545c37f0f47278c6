// Bytes from the store are a bucket or nothing; what was decoded is encoded and decoded to the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kpi/cells.hpp"
#include "model/record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto bucket = mizan::kpi::decode_bucket(bytes);
  if (bucket && mizan::kpi::decode_bucket(mizan::kpi::encode_bucket(*bucket)) != bucket) std::abort();
  if (const auto record = mizan::model::Record::decode(bytes);
      record && !mizan::model::Record::decode(record->encode())) {
    std::abort();
  }
  return 0;
}
