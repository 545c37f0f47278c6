// Cells come from other hubs: any bytes are a snapshot whose every part a cell can take, or one sentence that
// names file and line.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "merge/snapshot.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mizan;
  const auto read = merge::read_snapshot({reinterpret_cast<const char*>(data), size}, "x.cells");
  if (!read) {
    if (!read.error().message.starts_with("x.cells:")) std::abort();
    return 0;
  }
  for (const auto& cell : read->cells) {
    for (const auto& part : cell.parts) {
      if (part.component >= kpi::kComponents) std::abort();
    }
  }
  return 0;
}
