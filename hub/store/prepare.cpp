#include <algorithm>
#include <span>

#include "store/ingest_batch.hpp"
#include "store/raw_block.hpp"

namespace mizan::store {
namespace {

std::vector<std::string> packed(const std::vector<Item>& items) {
  std::vector<std::string_view> texts;
  bool any = false;
  for (const auto& item : items) {
    const auto* upsert = std::get_if<Upsert>(&item);
    if (upsert == nullptr) continue;
    texts.emplace_back(upsert->raw);
    any = any || !upsert->raw.empty();
  }
  std::vector<std::string> blocks;
  for (std::size_t from = 0; any && from < texts.size(); from += kTextsPerBlock) {
    const auto count = std::min(kTextsPerBlock, texts.size() - from);
    blocks.push_back(pack_raw(std::span(texts).subspan(from, count)));
  }
  return blocks;
}

}  // namespace

void prepare(IngestBatch& batch) {
  batch.raw_blocks = packed(batch.items);
  for (auto& item : batch.items) {
    auto* upsert = std::get_if<Upsert>(&item);
    if (upsert == nullptr) continue;
    upsert->digest = upsert->record.digest();
    upsert->raw = {};
  }
}

}  // namespace mizan::store
