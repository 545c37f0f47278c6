#include "conformance/reading.hpp"

#include <fmt/format.h>

namespace mizan::conformance {

std::string why_not(const char* call, mizan_status status, const Probe& probe) {
  return fmt::format("with these settings {} ends with status {}: {}", call, status, probe.message());
}

WholeRead read_whole(const mizan_adapter_plugin& plugin, const Subject& subject, Manner manner,
                     std::string_view token) {
  WholeRead whole;
  Probe probe(plugin, subject, std::move(manner));
  whole.status = probe.create();
  if (whole.status != MIZAN_OK) {
    whole.trouble = why_not("create", whole.status, probe);
    return whole;
  }
  whole.status = probe.read(token);
  if (whole.status != MIZAN_OK) whole.trouble = why_not("read", whole.status, probe);
  whole.seen = probe.seen();
  whole.set = {whole.seen.records.begin(), whole.seen.records.end()};
  return whole;
}

std::vector<std::size_t> some_of(std::size_t count, std::size_t most) {
  std::vector<std::size_t> chosen;
  if (count <= most) {
    for (std::size_t i = 0; i < count; ++i) chosen.push_back(i);
    return chosen;
  }
  for (std::size_t i = 0; i < most; ++i) chosen.push_back(i * (count - 1) / (most - 1));
  return chosen;
}

}  // namespace mizan::conformance
