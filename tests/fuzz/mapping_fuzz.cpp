// Any text is a mapping or a list of mistakes; one that is sound compiles, and reads a row.
#include <cstdint>
#include <cstdlib>
#include <mizan/mapping/mapping.hpp>
#include <mizan/sdk/batch.hpp>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto problems = mizan::mapping::Mapping::validate(text, "m.toml");
  for (const auto& problem : problems) {
    if (problem.line == 0 || problem.message.empty()) std::abort();
  }
  if (!problems.empty()) return 0;
  const auto mapping = mizan::mapping::Mapping::compile(text, "m.toml");
  mizan::sdk::Batch batch;
  for (const auto& group : mapping.groups()) {
    const auto& places = mapping.places(group);
    std::map<std::string, std::string> row;
    for (const auto& place : places) row[place.name] = "2024-02-29";
    mapping.apply(group, mizan::mapping::MapRow(places, row), batch);
  }
  return 0;
}
