#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace mizan::store {

/// Few enough that one text is found without unpacking much, enough that they compress well.
inline constexpr std::size_t kTextsPerBlock = 1024;

/// Raw texts of a batch, compressed together: similar records share most of their bytes. Layout: count,
/// then the end offset of each text (all u32 little-endian), then the texts; the whole as one zstd frame.
std::string pack_raw(std::span<const std::string_view> texts);

/// The text with that index; empty if there is none or the block is damaged.
std::string raw_at(std::string_view block, std::size_t index);

/// The block with texts empty where `goes` says so of their index, and all others as they are, in the same
/// places. Nothing: it is damaged.
std::optional<std::string> without_texts(std::string_view block,
                                         const std::function<bool(std::size_t index)>& goes);

}  // namespace mizan::store
