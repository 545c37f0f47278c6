// Section texts are written by anyone, in anything: no bytes may crash the parser or break its promises.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "normalize/sections.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const mizan::normalize::LawTable laws("PPC");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = mizan::normalize::parse_sections(text, laws);
  if (parsed.sections.size() > mizan::normalize::kMaxSections) std::abort();
  for (const auto& section : parsed.sections) {
    if (section.law.empty() || section.section.empty() || section.text.empty()) std::abort();
    if (section.section[0] < '1' || section.section[0] > '9') std::abort();
  }
  return 0;
}
