#pragma once
// Private to this folder: what may stand as a query in a mapping.
#include <optional>
#include <string>
#include <string_view>

namespace mizan::mapping {

/// Longest query, bytes.
inline constexpr std::size_t kMaxSelect = std::size_t{64} << 10U;

/// Checks that a text is one SELECT (or WITH … SELECT) that can stand in parentheses as a derived table, and
/// puts it without comments into `out`. What servers read in different ways is refused, so that nothing is a
/// quotation here and an instruction there: a backslash before a quote, '#', '?', ':', dollar quotes, nested
/// comments. Returns what is wrong, in one sentence that quotes nothing; nothing: it is sound.
std::optional<std::string> read_select(std::string_view sql, std::string& out);

}  // namespace mizan::mapping
