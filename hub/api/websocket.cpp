#include "api/websocket.hpp"

#include <openssl/sha.h>

#include <array>

#include "base/base64.hpp"

namespace mizan::api {
namespace {

constexpr std::string_view kMagic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

enum Opcode : std::uint8_t { kText = 1, kClose = 8, kPing = 9, kPong = 10 };
constexpr std::uint8_t kFinal = 0x80;
constexpr std::uint8_t kReserved = 0x70;
constexpr std::uint8_t kMasked = 0x80;
constexpr std::size_t kShort = 125;  // the most that the second byte tells by itself
constexpr std::size_t kMedium = 0xFFFF;
constexpr std::size_t kHead = 2;
constexpr std::size_t kMask = 4;

void put_number(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
    out.push_back(static_cast<char>((value >> shift) & 0xFF));
}

void add_frame(std::string& out, Opcode opcode, std::string_view payload) {
  out.push_back(static_cast<char>(kFinal | opcode));
  if (payload.size() <= kShort) {
    out.push_back(static_cast<char>(payload.size()));
  } else if (payload.size() <= kMedium) {
    out.push_back(126);
    put_number(out, payload.size(), 2);
  } else {
    out.push_back(127);
    put_number(out, payload.size(), 8);
  }
  out += payload;
}

std::uint8_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint8_t>(bytes[at]);
}

}  // namespace

std::string websocket_accept(std::string_view key) {
  const auto text = std::string(key).append(kMagic);
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return base::to_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

bool is_websocket_key(std::string_view key) {
  const auto bytes = base::from_base64(key);
  return bytes && bytes->size() == 16;
}

void add_text_message(std::string& out, std::string_view text) {
  add_frame(out, kText, text);
}

void add_ping(std::string& out, std::string_view bytes) {
  add_frame(out, kPing, bytes);
}

void add_pong(std::string& out, std::string_view bytes) {
  add_frame(out, kPong, bytes);
}

void add_close(std::string& out, CloseCode code) {
  std::string payload;
  put_number(payload, static_cast<std::uint16_t>(code), 2);
  add_frame(out, kClose, payload);
}

// How many bytes the frame that is coming has, as far as that is known.
std::size_t WebSocketReader::wanted() const {
  return frame_.size() < kHead ? kHead : kHead + kMask + (byte_at(frame_, 1) & ~kMasked);
}

WebSocketReader::Heard WebSocketReader::take(std::string_view bytes) {
  Heard heard;
  pong_.clear();
  while (!over_ && !bytes.empty()) {
    const auto part = bytes.substr(0, wanted() - frame_.size());
    frame_ += part;
    bytes.remove_prefix(part.size());
    take_frame(heard);
  }
  heard.answer.insert(0, pong_);
  return heard;
}

// Its head is judged before the rest is waited for.
void WebSocketReader::take_frame(Heard& heard) {
  if (frame_.size() < kHead) return;
  const auto first = byte_at(frame_, 0);
  const auto second = byte_at(frame_, 1);
  const auto opcode = first & 0x0F;
  if ((first & kReserved) != 0 || (second & kMasked) == 0) return end(heard, CloseCode::kProtocolError);
  if (opcode < kClose)
    return end(heard, opcode <= 2 ? CloseCode::kUnsupportedData : CloseCode::kProtocolError);
  if (opcode > kPong || (first & kFinal) == 0 || (second & ~kMasked) > static_cast<int>(kShort))
    return end(heard, CloseCode::kProtocolError);
  if (frame_.size() < wanted()) return;
  heard.alive = true;
  if (opcode == kClose) return end(heard, CloseCode::kNormal);
  if (opcode == kPing) {
    auto payload = frame_.substr(kHead + kMask);
    for (std::size_t i = 0; i < payload.size(); ++i)
      payload[i] = static_cast<char>(byte_at(payload, i) ^ byte_at(frame_, kHead + i % kMask));
    pong_.clear();
    add_pong(pong_, payload);
  }
  frame_.clear();
}

void WebSocketReader::end(Heard& heard, CloseCode code) {
  over_ = true;
  heard.over = true;
  frame_.clear();
  add_close(heard.answer, code);
}

}  // namespace mizan::api
