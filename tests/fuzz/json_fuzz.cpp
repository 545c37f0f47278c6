// Any bytes are documents or refusals, cut and parsed and mapped as the json connector does it.
#include <cstdint>
#include <cstdlib>
#include <mizan/mapping/mapping.hpp>
#include <mizan/sdk/batch.hpp>
#include <string_view>

#include "json_row.hpp"

namespace {

constexpr const char* kMapping = R"(format = 1
[input]
format = "json"
files = "*.json"
[[record]]
kind = "case"
key = { first = ["/a", "/b/-1", "/*/0"] }
[record.fields]
district = { from = ["/a", "/b"], join = "-" }
instituted_on = { from = "/d", date = ["%d-%m-%Y"] }
[[record]]
kind = "hearing"
each = "/h/*/e"
when = [{ from = "/t", matches = "a+" }]
key = "/k"
[record.fields]
case = "^/a"
held_on = { from = "/d", find_date = ["%Y-%m-%d"] }
)";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto mapping = mizan::mapping::Mapping::compile(kMapping, "m.toml");
  static const auto groups = [] {
    std::vector<mizan::json::Group> all;
    for (const auto& group : mapping.groups()) all.emplace_back(group, mapping.places(group));
    return all;
  }();
  static simdjson::dom::parser parser;
  mizan::json::DocumentScanner scanner({reinterpret_cast<const char*>(data), size});
  mizan::sdk::Batch batch;
  std::uint64_t before = 0;
  while (const auto document = scanner.next()) {
    if (scanner.position() <= before) std::abort();  // it must go on
    before = scanner.position();
    simdjson::dom::element root;
    if (parser.parse(document->data(), document->size(), true).get(root) != simdjson::SUCCESS) continue;
    for (const auto& group : groups)
      group.for_each(root, [&](const mizan::json::JsonRow& row) { mapping.apply(group.name(), row, batch); });
  }
  return 0;
}
