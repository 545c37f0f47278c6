// Any text is a table of codes or offences, or a mistake in one; what a table holds is found in it.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "normalize/code_table.hpp"
#include "normalize/offences.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace mizan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto codes = normalize::CodeTable::parse_csv(text, "c.csv", model::field::disposal_id);
  if (codes) codes->find("Convicted of murder");
  if (!codes && !codes.error().message.starts_with("c.csv")) std::abort();
  const auto tables = normalize::parse_code_toml(text, "c.toml");
  if (!tables && !tables.error().message.starts_with("c.toml:")) std::abort();
  const auto offences = normalize::OffenceTable::parse_csv(text, "o.csv");
  if (!offences && !offences.error().message.starts_with("o.csv")) std::abort();
  return 0;
}
