// Any bytes are rows or refusals: the reader ends, and every view lies within what was read.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "csv_rows.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  mizan::csv::CsvRows rows({reinterpret_cast<const char*>(data), size}, ',', '"');
  std::size_t bytes = 0;
  for (auto state = rows.next(); state != mizan::csv::RowState::kEnd; state = rows.next()) {
    // What is refused ends with its line, and the lines behind it are read again.
    if (state != mizan::csv::RowState::kRow) continue;
    for (const auto field : rows.fields()) bytes += field.size();
  }
  if (bytes > size) std::abort();
  return 0;
}
