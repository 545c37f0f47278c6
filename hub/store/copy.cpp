#include "store/copy.hpp"

#include <fmt/format.h>

#include <memory>

#include "store/schema.hpp"
#include "store/sqlite.hpp"

namespace mizan::store {
namespace {

// About 16 MiB, so that progress is seen and a stop is not far.
constexpr int kPages = 4096;

using Backup = std::unique_ptr<sqlite3_backup, int (*)(sqlite3_backup*)>;

base::Result<> refuse_others(const Database& db, const std::string& path) {
  MIZAN_ASSIGN(const auto application, db.query_integer("PRAGMA application_id"));
  if (application == kApplicationId) return {};
  return base::Error{base::Code::kStore, path + ": is not a Mizan store"};
}

base::Result<> copy_pages(const Database& from, const Database& to, const CopyProgress& progress) {
  Backup copying(sqlite3_backup_init(to.handle(), "main", from.handle(), "main"), &sqlite3_backup_finish);
  if (!copying) return sqlite_error(to.handle(), sqlite3_errcode(to.handle()));
  int code = SQLITE_OK;
  while (code == SQLITE_OK) {
    code = sqlite3_backup_step(copying.get(), kPages);
    const std::int64_t all = sqlite3_backup_pagecount(copying.get());
    if (progress) progress(all - sqlite3_backup_remaining(copying.get()), all);
  }
  if (code != SQLITE_DONE) return sqlite_error(to.handle(), code);
  code = sqlite3_backup_finish(copying.release());
  return code == SQLITE_OK ? base::Result<>() : base::Result<>(sqlite_error(to.handle(), code));
}

// The copy is marked as one with a write-ahead log, as the store is; what is asked for may be refused by
// answering with what there is.
base::Result<> make_one_file(const Database& db) {
  MIZAN_ASSIGN(auto mode, db.prepare("PRAGMA journal_mode = DELETE"));
  MIZAN_ASSIGN(const bool row, mode.step());
  if (row && mode.text(0) == "delete") return {};
  return base::Error{base::Code::kStore, "store: the copy cannot be closed as one file"};
}

// SQLite says "ok", or what is wrong, a line each; the first is enough.
base::Result<> check_pages(const Database& db, const std::string& file) {
  MIZAN_ASSIGN(auto check, db.prepare("PRAGMA integrity_check(1)"));
  MIZAN_ASSIGN(const bool row, check.step());
  const std::string said(row ? check.text(0) : "nothing");
  if (said == "ok") return {};
  return base::Error{base::Code::kStore, fmt::format("{}: is damaged: {}", file, said)};
}

}  // namespace

base::Result<> copy_store(const std::string& from, const std::string& to, const CopyProgress& progress) {
  MIZAN_ASSIGN(const auto source, Database::open(from, true));
  // While this lasts the copy sees one moment, and SQLite does not begin it anew after each write of others.
  MIZAN_ASSIGN(const auto moment, Snapshot::begin(source));
  MIZAN_TRY(refuse_others(source, from));
  MIZAN_ASSIGN(const auto copy, Database::open(to, false));
  MIZAN_TRY(copy_pages(source, copy, progress));
  return make_one_file(copy);
}

base::Result<CopyState> check_copy(const std::string& file) {
  // Without a write-ahead log it can be read on a read-only disk too.
  MIZAN_ASSIGN(const auto db, Database::open(file, true));
  MIZAN_TRY(refuse_others(db, file));
  CopyState state;
  MIZAN_ASSIGN(state.schema_version, db.query_integer("PRAGMA user_version"));
  if (state.schema_version > kSchemaVersion)
    return base::Error{base::Code::kStore, fmt::format("{}: is of version {}, newer than this program ({})",
                                                       file, state.schema_version, kSchemaVersion)};
  MIZAN_TRY(check_pages(db, file));
  MIZAN_ASSIGN(state.epoch, setting(db, "epoch"));
  MIZAN_ASSIGN(state.audit_head, setting(db, "audit_head"));
  MIZAN_ASSIGN(state.last_event, db.query_integer("SELECT max(id) FROM outbox"));
  MIZAN_ASSIGN(state.last_sequence, db.query_integer("SELECT max(last_seq) FROM batch"));
  return state;
}

}  // namespace mizan::store
