// What a subscriber says over a WebSocket: any bytes in any pieces are answered the same, with little.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/websocket.hpp"

namespace {

// All that is said back, to pieces of that size.
std::string answered(std::string_view bytes, std::size_t piece, bool& over) {
  mizan::api::WebSocketReader reader;
  std::string last;
  over = false;
  while (!bytes.empty() && !over) {
    const auto heard = reader.take(bytes.substr(0, piece));
    if (heard.answer.size() > 2U + 125U + 4U) std::abort();
    if (!heard.answer.empty()) last = heard.answer;
    over = heard.over;
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return over ? last.substr(last.size() - 4) : "";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  bool whole = false;
  bool parts = false;
  const auto at_once = answered(bytes, size + 1, whole);
  const auto by_bytes = answered(bytes, 1, parts);
  if (whole != parts || at_once != by_bytes) std::abort();
  return 0;
}
