#include <fmt/format.h>

#include <bitset>
#include <unordered_map>

#include "store/raw_block.hpp"
#include "store/raw_places_impl.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

/// Which texts of a block are led to. A bit a text: of a hundred million they are some megabytes.
using Used = std::bitset<kTextsPerBlock>;
using UsedByBlock = std::unordered_map<std::int64_t, Used>;

base::Result<> add_used(const Database& db, const std::string& table, UsedByBlock& used) {
  MIZAN_ASSIGN(
      auto rows,
      db.prepare(fmt::format("SELECT raw_block, raw_at FROM {} WHERE raw_block > 0 AND raw_at >= 0", table)));
  while (true) {
    MIZAN_ASSIGN(const bool row, rows.step());
    if (!row) return {};
    const auto at = static_cast<std::size_t>(rows.integer(1));
    if (at < kTextsPerBlock) used[rows.integer(0)].set(at);
  }
}

base::Result<UsedByBlock> used_texts(const Database& db) {
  UsedByBlock used;
  for (int kind = 1; kind <= model::kKindCount; ++kind)
    MIZAN_TRY(add_used(db, std::string(table_of(static_cast<model::Kind>(kind))), used));
  MIZAN_TRY(add_used(db, "superseded", used));
  return used;
}

base::Result<> put_block(const Database& db, std::int64_t id, const std::string& data) {
  MIZAN_ASSIGN(auto put, db.prepare("UPDATE raw_block SET data = ?2 WHERE id = ?1"));
  return put.bind(1, id).bind_blob(2, data).run();
}

}  // namespace

base::Result<> blank_texts_of_no_record(const Database& db) {
  MIZAN_ASSIGN(const auto used, used_texts(db));
  MIZAN_ASSIGN(auto next, db.prepare("SELECT id, data FROM raw_block WHERE id > ?1 ORDER BY id LIMIT 1"));
  for (std::int64_t id = 0;;) {
    MIZAN_ASSIGN(const bool row, next.bind(1, id).step());
    if (!row) return {};
    id = next.integer(0);
    const std::string block(next.blob(1));
    next.reset();
    const auto found = used.find(id);
    const auto led_to = found == used.end() ? Used() : found->second;
    const auto left = without_texts(block, [&](std::size_t at) { return !led_to.test(at); });
    if (!left)
      return base::Error{base::Code::kStore,
                         fmt::format("the raw texts of block {} are damaged, so it cannot be said what is in "
                                     "it: `[retention] raw_days` drops it",
                                     id)};
    if (*left != block) MIZAN_TRY(put_block(db, id, *left));
  }
}

}  // namespace mizan::store
