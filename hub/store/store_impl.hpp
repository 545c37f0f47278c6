#pragma once
// Private to this folder: the parts that store.cpp, ingest.cpp and reading.cpp share.
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/schema.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"
#include "store/writer_lock.hpp"

namespace mizan::store {

/// The prepared statements of one record table.
struct KindStatements {
  Statement find;  ///< by (ref[, key]): revision, seq, digest, linked_case (0: a child), raw_block, raw_at
  Statement load;  ///< all of one ref: key, revision, seq, fields…
  Statement load_one;
  Statement upsert;
  Statement insert;  ///< the same for a record that is most likely new: changes nothing where it is not
  Statement remove;
  Statement by_key;  ///< child kinds: refs of that source under which a key stands
};

struct Store::Impl {
  Impl(Database database, OpenMode open_mode, std::optional<WriterLock> writer_lock)
      : lock(std::move(writer_lock)), db(std::move(database)), mode(open_mode) {}

  base::Result<> prepare();

  std::optional<WriterLock> lock;  // let go last
  Database db;
  OpenMode mode;
  std::string epoch;
  model::Sequence head = 0;
  bool backfill = false;
  std::shared_ptr<struct SealGuard> sealed;  ///< null: nobody has said yet how sealed cases are known
  bool has_links = false;                    ///< some record counts with another case than its own FIR's
  std::array<KindStatements, model::kKindCount + 1> kinds;
  std::unordered_map<std::string, Statement> statements;

  /// A statement prepared at first use.
  base::Result<Statement*> statement(const std::string& sql);

  /// Source cases by key, most recent last; spares a lookup for each of a case's records.
  struct CachedRef {
    std::int64_t source = -1;
    std::string key;
    std::int64_t ref = 0;
  };
  std::vector<CachedRef> ref_cache;
};

/// Rows of a record table begin with these columns, then the fields: key, revision, seq, linked_case (case
/// table only).
model::Record read_record(const Statement& row, model::Kind kind, int first_field);

/// Puts these columns of a row, the first of which is `first`, into a record.
void read_fields(const Statement& row, const std::vector<Column>& columns, int first, model::Record& record);

}  // namespace mizan::store
