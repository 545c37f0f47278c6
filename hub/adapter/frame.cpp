#include "adapter/frame.hpp"

#include <fmt/format.h>

#include "adapter/byte_stream.hpp"

namespace mizan::adapter {

base::Error broken_protocol(std::string_view what) {
  return {base::Code::kInternal, fmt::format("the worker broke the protocol: {}", what)};
}

base::Result<FrameHeader> decode_header(std::string_view bytes, std::size_t limit) {
  ByteReader reader(bytes);
  const auto size = reader.number<std::uint32_t>();
  const auto type = reader.number<std::uint16_t>();
  const auto version = reader.number<std::uint16_t>();
  if (!reader.finished()) return broken_protocol("a frame without a whole header");
  if (version != kWireVersion)
    return broken_protocol(fmt::format("a frame of version {}, this is version {}", version, kWireVersion));
  if (type < static_cast<std::uint16_t>(FrameType::kHello) ||
      type > static_cast<std::uint16_t>(FrameType::kPassOver))
    return broken_protocol(fmt::format("a frame of the unknown type {}", type));
  if (size > limit) return broken_protocol(fmt::format("a frame of {} bytes, the limit is {}", size, limit));
  return FrameHeader{static_cast<FrameType>(type), size};
}

void append_frame(std::string& out, FrameType type, std::string_view payload) {
  ByteWriter writer(out);
  writer.number(static_cast<std::uint32_t>(payload.size()));
  writer.number(static_cast<std::uint16_t>(type));
  writer.number(kWireVersion);
  out.append(payload);
}

bool takes_credit(FrameType type) {
  return type == FrameType::kRecords || type == FrameType::kCheckpoint || type == FrameType::kReject ||
         type == FrameType::kSnapshot;
}

}  // namespace mizan::adapter
