#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::store {

/// The raw texts of one batch, compressed together: similar records share most of their bytes. Layout: count,
/// then the end offset of each text (all u32 little-endian), then the texts; the whole as one zstd frame.
std::string pack_raw(const std::vector<std::string_view>& texts);

/// The text with that index; empty if there is none or the block is damaged.
std::string raw_at(std::string_view block, std::size_t index);

}  // namespace mizan::store
