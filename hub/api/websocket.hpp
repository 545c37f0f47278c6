#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mizan::api {

/// The other side's key, answered (RFC 6455, 4.2.2): the value of Sec-WebSocket-Accept.
std::string websocket_accept(std::string_view key);
/// True if a key is 16 bytes of base64, as it must be.
bool is_websocket_key(std::string_view key);

/// Why a connection ends (RFC 6455, 7.4.1).
enum class CloseCode : std::uint16_t {
  kNormal = 1000,
  kGoingAway = 1001,
  kProtocolError = 1002,
  kUnsupportedData = 1003
};

/// Put frames of a server behind `out`: whole, in the clear. `text` is UTF-8; a ping and a pong have up to
/// 125 bytes.
void add_text_message(std::string& out, std::string_view text);
void add_ping(std::string& out, std::string_view bytes);
void add_pong(std::string& out, std::string_view bytes);
void add_close(std::string& out, CloseCode code);

/// Reads what a subscriber says, who has nothing to say but that it is there: pings, pongs and its goodbye.
/// Anything else ends the connection before its payload is read, so what is held is at most one control
/// frame. Any bytes are safe.
class WebSocketReader {
 public:
  struct Heard {
    std::string answer =
        {};              ///< frames to be written back; a ping of several is answered once, with the last
    bool alive = false;  ///< a whole frame came
    bool over = false;   ///< after `answer` the connection ends
  };
  /// Bytes as they come, in pieces of any size. Nothing is read once it is over.
  Heard take(std::string_view bytes);

 private:
  std::size_t wanted() const;
  void take_frame(Heard& heard);
  void end(Heard& heard, CloseCode code);

  std::string frame_;  // what has come of it
  std::string pong_;   // to the latest ping
  bool over_ = false;
};

}  // namespace mizan::api
