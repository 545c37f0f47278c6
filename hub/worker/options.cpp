#include "worker/options.hpp"

#include <charconv>
#include <string_view>

namespace mizan::worker {
namespace {

bool read_number(std::string_view word, std::int64_t& value) {
  const auto* end = word.data() + word.size();
  const auto read = std::from_chars(word.data(), end, value);
  return read.ec == std::errc{} && read.ptr == end && value > 0;
}

}  // namespace

std::optional<Options> parse_options(int count, const char* const* words) {
  if (count < 7) return std::nullopt;
  Options options;
  options.plugin = words[1];
  auto& limits = options.limits;
  const std::string_view network = words[5];
  const std::string_view programs = words[6];
  if (!read_number(words[2], limits.memory_mib) || !read_number(words[3], limits.cpu_seconds) ||
      !read_number(words[4], limits.open_files) || (network != "network" && network != "no-network") ||
      (programs != "programs" && programs != "no-programs"))
    return std::nullopt;
  limits.network = network == "network";
  limits.programs = programs == "programs";
  for (int i = 7; i < count; ++i) limits.readable.emplace_back(words[i]);
  return options;
}

}  // namespace mizan::worker
