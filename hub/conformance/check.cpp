#include "conformance/check.hpp"

#include <array>
#include <vector>

namespace mizan::conformance {

std::string_view verdict_name(Verdict verdict) {
  constexpr std::array<std::string_view, 5> kNames = {"passed", "warned", "skipped", "failed", "crashed"};
  return kNames[static_cast<std::size_t>(verdict)];
}

std::span<const Check> all_checks() {
  static const auto kAll = [] {
    std::vector<Check> all;
    for (const auto part :
         {file_checks(), descriptor_checks(), instance_checks(), read_checks(), resume_checks(),
          stop_checks(), discretion_checks(), fault_checks(), justice_checks(), worker_checks()})
      all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return kAll;
}

}  // namespace mizan::conformance
