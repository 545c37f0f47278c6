// Any bytes are facts or none; what was read once is read again as the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "kpi/facts.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr mizan::kpi::NameId kNames = 100;
  mizan::kpi::Facts facts;
  if (!mizan::kpi::decode_facts({reinterpret_cast<const char*>(data), size}, kNames, facts)) return 0;
  mizan::kpi::Facts again;
  if (!mizan::kpi::decode_facts(mizan::kpi::encode_facts(facts), kNames, again) || !(again == facts))
    std::abort();
  return 0;
}
