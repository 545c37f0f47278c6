// The target of a request line comes from anyone: a path with its query, or a sentence.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "api/http.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view target(reinterpret_cast<const char*>(data), size);
  const auto request = mizan::api::parse_target(target);
  if (!request && mizan::api::problem_of(request.error()).status != 400) std::abort();
  if (request) {
    for (const auto& segment : request->path) mizan::api::problem(404, "Not found", segment);
  }
  return 0;
}
