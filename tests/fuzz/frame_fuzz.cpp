// What a worker sends may be anybody's bytes: a frame is taken whole or refused, its payload is decoded or
// refused, and a record that was decoded keeps the boundary's rules.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "adapter/checks.hpp"
#include "adapter/frame.hpp"
#include "adapter/messages.hpp"
#include "adapter/record_codec.hpp"
#include "adapter/service_messages.hpp"

namespace {
using namespace mizan::adapter;

void take(FrameType type, std::string_view payload) {
  static RecordDecoder records;
  if (type == FrameType::kRecords) {
    if (const auto decoded = records.decode(payload)) {
      for (const auto& record : *decoded) {
        if (!check_record(record)) std::abort();
      }
    }
  }
  if (type == FrameType::kReject) {
    if (const auto decoded = decode_reject(payload); decoded && !check_reject(*decoded)) std::abort();
  }
  if (const auto done = decode_done(payload); done && done->message.find('\n') != std::string::npos)
    std::abort();
  static_cast<void>(decode_service_request(payload));
  static_cast<void>(decode_secret(payload));
  static_cast<void>(decode_time(payload));
  static_cast<void>(decode_response(payload));
  static_cast<void>(decode_hello(payload));
  static_cast<void>(decode_snapshot(payload));
  static_cast<void>(decode_log(payload));
  static_cast<void>(decode_credit(payload));
  if (const auto items = decode_pass_over(payload)) {
    if (items->size() > kMostPassedOver) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view left(reinterpret_cast<const char*>(data), size);
  while (left.size() >= kFrameHeaderBytes) {
    const auto header = decode_header(left.substr(0, kFrameHeaderBytes));
    if (!header) return 0;
    if (header->size > kMaxPayloadBytes) std::abort();
    left.remove_prefix(kFrameHeaderBytes);
    const auto payload = left.substr(0, header->size);
    take(header->type, payload);
    left.remove_prefix(payload.size());
  }
  return 0;
}
