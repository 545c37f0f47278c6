// Any bytes as a sheet, as its shared strings or as a heading: rows or a refusal, within bounds.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "heading.hpp"
#include "heading_text.hpp"
#include "number_format.hpp"
#include "sheet_rows.hpp"

namespace {
using namespace mizan;

// The first byte says how many of its first bytes are shared strings; what follows is the sheet.
xlsx::CellContext context_of(std::string_view strings, const xlsx::Limits& limits) {
  xlsx::CellContext context;
  context.meanings = {xlsx::Meaning::kNumber, xlsx::Meaning::kDate, xlsx::Meaning::kTime};
  context.from_1904 = strings.size() % 2 == 1;
  try {
    context.strings = xlsx::SharedStrings(strings, "strings", limits);
  } catch (const xlsx::Flaw&) {
  }
  return context;
}

void read_sheet(std::string_view xml, const xlsx::CellContext& context, const xlsx::Limits& limits) {
  xlsx::SheetRows rows(xml, "sheet", context, limits);
  mapping::InputSheet rule;
  rule.header_rows = 2;
  static const std::vector<mapping::Place> kPlaces = {{"no", 1}, {"a | b", 2}};
  const auto heading = xlsx::find_heading(rows, rule, kPlaces);
  if (heading && heading->columns.size() != kPlaces.size()) std::abort();
  rows.rewind();
  std::uint32_t before = 0;
  while (rows.next()) {
    if (rows.number() <= before) std::abort();  // it must go on
    before = rows.number();
    for (std::size_t column = 0; column < rows.width(); ++column) {
      const auto value = rows.value(column);
      if (value && (value->empty() || value->size() > limits.cell_bytes)) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const xlsx::Limits kLimits = [] {
    xlsx::Limits limits;
    limits.columns = 64;  // rows as wide as a sheet only make the fuzzer slow
    limits.cell_bytes = 256;
    return limits;
  }();
  if (size == 0) return 0;
  const std::string_view all(reinterpret_cast<const char*>(data) + 1, size - 1);
  const auto strings = all.substr(0, data[0]);
  const auto sheet = all.substr(strings.size());
  static_cast<void>(xlsx::heading_text(strings));
  static_cast<void>(xlsx::meaning_of_code(strings));
  try {
    read_sheet(sheet, context_of(strings, kLimits), kLimits);
  } catch (const xlsx::Flaw&) {
  }
  return 0;
}
