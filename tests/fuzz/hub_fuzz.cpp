// Any bytes are a page of another hub and a checkpoint: what is taken from a page is what the boundary may be
// given, and a checkpoint that can be read is read again as it was written.
#include <cstdint>
#include <cstdlib>
#include <mizan/sdk/adapter.hpp>
#include <string>
#include <string_view>

#include "page.hpp"
#include "progress.hpp"

namespace {
using namespace mizan;

void require(bool holds) {
  if (!holds) std::abort();
}

void check(const mizan_record& record) {
  require(record.kind >= MIZAN_KIND_CASE && record.kind <= MIZAN_KIND_CHARGE);
  require(record.key.size >= 1 && record.key.size <= 512 && record.raw.size <= (1U << 20U));
  require(record.op == MIZAN_UPSERT || (record.op == MIZAN_DELETE && record.field_count == 0));
  for (std::uint32_t f = 0; f < record.field_count; ++f)
    require(record.fields[f].id > 0 && record.fields[f].id < 200 && record.fields[f].type <= MIZAN_DATE);
}

void take_page(const std::string& text) {
  static peer::PageReader reader("punjab", 5);
  static peer::LeftOut left_out;
  sdk::Batch batch;
  try {
    const auto page = reader.open(text);
    require(peer::is_cursor(page.next) && page.records.size() <= 5);
    for (const auto record : page.records) {
      const auto before = batch.size();
      const auto refusal = reader.read(record, batch, left_out);
      require(batch.size() == before + (refusal ? 0 : 1));
    }
    require(left_out.summary().size() < 4096);
  } catch (const sdk::Error& error) {
    require(error.code() == MIZAN_E_DATA || error.code() == MIZAN_E_UNSUPPORTED);
  }
  for (const auto& record : batch.records()) check(record);
}

void take_token(const std::string& text) {
  try {
    const auto progress = peer::read_token(text, "punjab");
    if (text.empty()) return;
    const auto again = peer::read_token(peer::write_token(progress, "punjab"), "punjab");
    require(again.cursor == progress.cursor && again.declaration == progress.declaration);
  } catch (const sdk::Error& error) {
    require(error.code() == MIZAN_E_CHECKPOINT);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  take_page(text);
  take_token(text);
  for (const char c : peer::detail_of(text)) require(c >= ' ' && c <= '~');
  return 0;
}
