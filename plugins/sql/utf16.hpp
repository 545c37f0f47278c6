#pragma once
#include <string>
#include <string_view>

namespace mizan::sql {

/// Appends a text of UTF-16 as UTF-8. False: a half of a pair stands alone.
bool append_utf16(std::u16string_view text, std::string& out);

}  // namespace mizan::sql
