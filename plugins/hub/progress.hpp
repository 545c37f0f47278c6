#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mizan::peer {

/// How far reading one source of a peer has come.
struct Progress {
  std::string cursor;             ///< the peer's own, opaque; empty: from the beginning
  std::uint64_t declaration = 0;  ///< digest of what the peer's source declared last; 0: not known
};

/// A cursor that can stand in an address as it is: 1 to 256 letters, digits, '-', '_', '.', '~'.
bool is_cursor(std::string_view text);

/// Reads what write_token() wrote; an empty token is the beginning. Throws sdk::Error (MIZAN_E_CHECKPOINT) if
/// it cannot be read, or is of another source of the peer.
Progress read_token(std::string_view token, std::string_view source);
std::string write_token(const Progress& progress, std::string_view source);

}  // namespace mizan::peer
