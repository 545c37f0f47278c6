#include "store/sqlite.hpp"

#include <fmt/format.h>

namespace mizan::store {
namespace {

// SQLite binds a null pointer as NULL; an empty text is not NULL.
const char* never_null(std::string_view text) {
  return text.data() == nullptr ? "" : text.data();
}

std::string_view advice(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      return "the disk is full (or the store's size limit is reached): free space and run again";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another process holds the store: stop it, or wait";
    case SQLITE_CORRUPT:
      return "the store's file is damaged: restore a backup";
    case SQLITE_NOTADB:
      return "the file is not a Mizan store";
    case SQLITE_READONLY:
      return "the store cannot be written: look at the rights of its file and folder";
    case SQLITE_CANTOPEN:
      return "the store cannot be opened: look at its path and the rights of its folder";
    case SQLITE_IOERR:
      return "the disk does not answer as it should";
    default:
      return "";
  }
}

}  // namespace

base::Error sqlite_error(sqlite3* db, int code) {
  const auto hint = advice(code);
  const std::string_view said = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  return {base::Code::kStore,
          hint.empty() ? fmt::format("store: {}", said) : fmt::format("store: {} ({})", hint, said)};
}

Statement& Statement::bind(int at, std::int64_t value) {
  sqlite3_bind_int64(statement_.get(), at, value);
  return *this;
}

Statement& Statement::bind(int at, std::string_view text) {
  sqlite3_bind_text(statement_.get(), at, never_null(text), static_cast<int>(text.size()), SQLITE_STATIC);
  return *this;
}

Statement& Statement::bind_blob(int at, std::string_view bytes) {
  sqlite3_bind_blob(statement_.get(), at, never_null(bytes), static_cast<int>(bytes.size()), SQLITE_STATIC);
  return *this;
}

Statement& Statement::bind_null(int at) {
  sqlite3_bind_null(statement_.get(), at);
  return *this;
}

base::Result<bool> Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  auto error = sqlite_error(db_, code);
  reset();
  return error;
}

base::Result<> Statement::run() {
  MIZAN_ASSIGN(bool more, step());
  while (more) {
    MIZAN_ASSIGN(more, step());
  }
  reset();
  return {};
}

void Statement::reset() {
  sqlite3_reset(statement_.get());
}

std::string_view Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  return bytes == nullptr
             ? std::string_view()
             : std::string_view(bytes,
                                static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  return bytes == nullptr
             ? std::string_view()
             : std::string_view(bytes,
                                static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column)));
}

base::Result<Database> Database::open(const std::string& path, bool read_only) {
  // Statistics that nobody reads would make every thread wait for one lock. Before the first connection only.
  static const int kQuiet = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(kQuiet);
  sqlite3* raw = nullptr;
  const int flags =
      SQLITE_OPEN_NOMUTEX | (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  const int code = sqlite3_open_v2(path.c_str(), &raw, flags, nullptr);
  Database database(raw);
  if (code != SQLITE_OK) return base::within(path, sqlite_error(raw, code));
  sqlite3_busy_timeout(raw, 10'000);
  sqlite3_extended_result_codes(raw, 1);
  return database;
}

std::string Database::file() const {
  const char* path = sqlite3_db_filename(db_.get(), "main");
  return path == nullptr ? "" : path;
}

base::Result<Statement> Database::prepare(const std::string& sql) const {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v3(db_.get(), sql.c_str(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return sqlite_error(db_.get(), code);
  return Statement(db_.get(), raw);
}

base::Result<> Database::execute(const std::string& sql) const {
  const int code = sqlite3_exec(db_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_error(db_.get(), code);
  return {};
}

base::Result<std::int64_t> Database::query_integer(const std::string& sql) const {
  MIZAN_ASSIGN(auto statement, prepare(sql));
  MIZAN_ASSIGN(const bool row, statement.step());
  return row ? statement.integer(0) : std::int64_t{0};
}

base::Result<Transaction> Transaction::begin(const Database& db) {
  MIZAN_TRY(db.execute("BEGIN IMMEDIATE"));
  return Transaction(&db);
}

Transaction::~Transaction() {
  // A rollback can fail only where SQLite has rolled back by itself already (disk full, I/O error).
  if (db_ != nullptr && !db_->execute("ROLLBACK")) db_ = nullptr;
}

base::Result<> Transaction::commit() {
  MIZAN_TRY(db_->execute("COMMIT"));
  db_ = nullptr;
  return {};
}

base::Result<FewPages> FewPages::kept(const Database& db) {
  MIZAN_ASSIGN(const auto cached, db.query_integer("PRAGMA cache_size"));
  MIZAN_ASSIGN(const auto mapped, db.query_integer("PRAGMA mmap_size"));
  MIZAN_TRY(db.execute("PRAGMA cache_size = -1024; PRAGMA mmap_size = 0"));
  return FewPages(&db, cached, mapped);
}

FewPages::~FewPages() {
  // Nothing depends on its success but the speed of later readings.
  const auto sql = fmt::format("PRAGMA cache_size = {}; PRAGMA mmap_size = {}", cached_, mapped_);
  if (db_ != nullptr && !db_->execute(sql)) db_ = nullptr;
}

base::Result<Snapshot> Snapshot::begin(const Database& db) {
  MIZAN_TRY(db.execute("BEGIN"));
  return Snapshot(&db);
}

Snapshot::~Snapshot() {
  // Nothing was written that could fail to be kept; a transaction that an error has ended is over already.
  if (db_ != nullptr && !db_->execute("COMMIT")) db_ = nullptr;
}

}  // namespace mizan::store
