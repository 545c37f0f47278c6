#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mizan::mapping {

/// Seconds since 1970-01-01 UTC as an API writes them: "epoch", "epoch_ms", or a pattern of %Y %m %d %H %M %S
/// %z and letters as they are. What a pattern leaves out is 0. %z is "Z" or "+05:00"; without it, times are
/// `offset_minutes` ahead of UTC. After %S a fraction is read and left out.
bool is_time_format(std::string_view format);

std::string write_time(std::int64_t seconds, std::string_view format, std::int64_t offset_minutes);

/// The whole text, or nothing.
std::optional<std::int64_t> read_time(std::string_view text, std::string_view format,
                                      std::int64_t offset_minutes);

}  // namespace mizan::mapping
