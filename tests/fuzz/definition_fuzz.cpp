// Any text is a KPI definition or a mistake with its line.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kpi/definition.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto definition = mizan::kpi::parse_definition(text, "k.toml");
  if (!definition && !definition.error().message.starts_with("k.toml:")) std::abort();
  return 0;
}
