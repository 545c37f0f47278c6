// Any text is searched for dates without harm.
#include <cstdint>
#include <mizan/mapping/read_value.hpp>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  mizan::mapping::find_dates(text, {"%B %d, %Y", "%d-%m-%y", "%d/%m/%Y %I:%M %p"});
  return 0;
}
