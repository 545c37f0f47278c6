#pragma once
// A number for a text that is the same in every build, for checkpoints outlive
// programs.
#include <cstdint>
#include <string_view>

namespace mizan::mapping {

/// FNV-1a of 64 bits; `from` is the number of what came before.
constexpr std::uint64_t stable_digest(std::string_view text, std::uint64_t from = 0xcbf29ce484222325U) {
  for (const char c : text) from = (from ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return from;
}

}  // namespace mizan::mapping
