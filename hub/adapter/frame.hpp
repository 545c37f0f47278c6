#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::adapter {

/// How the hub and a worker talk: frames on a stream socket. A frame is
///   u32 size of the payload | u16 type | u16 version of the protocol | payload
/// little-endian. The worker speaks first (kHello, or kDone with the reason why it cannot). Then the hub asks
/// one thing at a time, kCreate, kCheck or kRead, and each is answered by one kDone; before it, a read is
/// answered by what it reads. kPassOver may come before a question and is not answered. kCredit and kCancel
/// may come during a read, kLog at any time. During any call the worker may ask something of the hub, one
/// thing at a time.
enum class FrameType : std::uint16_t {
  kHello = 1,            ///< worker: who the plugin is, and the layers of its sandbox
  kCreate = 2,           ///< hub: the settings, one JSON object
  kCheck = 3,            ///< hub: nothing
  kRead = 4,             ///< hub: the token
  kRecords = 5,          ///< worker: see record_codec.hpp
  kCheckpoint = 6,       ///< worker: the token
  kReject = 7,           ///< worker: see messages.hpp
  kSnapshot = 8,         ///< worker: u16 phase
  kLog = 9,              ///< worker: u16 level, text
  kCredit = 10,          ///< hub: u32 bytes of payload that may be sent beyond those granted before
  kCancel = 11,          ///< hub: nothing
  kDone = 12,            ///< worker: u16 status (0–10), i64 milliseconds to wait, text
  kServiceRequest = 13,  ///< worker: see service_messages.hpp; waits for the reply
  kServiceReply = 14,    ///< hub
  kPassOver = 15,        ///< hub: the items that every later read leaves out, see messages.hpp
};

inline constexpr std::uint16_t kWireVersion = 1;
inline constexpr std::size_t kFrameHeaderBytes = 8;
inline constexpr std::size_t kMaxPayloadBytes = 8U << 20U;
/// Of what a worker takes: a kServiceReply may hold a response.
inline constexpr std::size_t kMaxReplyBytes = 64U << 20U;
inline constexpr std::size_t kMaxFrameRecords = 512;
/// Bytes of payload that may be on their way to the hub; it bounds what lies between the two. Any one frame
/// fits.
inline constexpr std::size_t kCreditWindow = 8U << 20U;

struct FrameHeader {
  FrameType type = FrameType::kDone;
  std::uint32_t size = 0;
};

struct Frame {
  FrameType type = FrameType::kDone;
  std::string_view payload;
};

/// Of kFrameHeaderBytes bytes. An unknown type, another version or a size beyond the limit is an error.
base::Result<FrameHeader> decode_header(std::string_view bytes, std::size_t limit = kMaxPayloadBytes);

/// Appends a whole frame.
void append_frame(std::string& out, FrameType type, std::string_view payload);

/// Counts as what is read, so it takes credit.
bool takes_credit(FrameType type);

/// The error of an end that does not keep to the protocol.
base::Error broken_protocol(std::string_view what);

}  // namespace mizan::adapter
