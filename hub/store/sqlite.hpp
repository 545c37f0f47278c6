#pragma once
#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.hpp"

namespace mizan::store {

/// A prepared statement, reused: bind, step, reset. Parameters and columns count from 1 and 0, as SQLite
/// counts them. Text is bound without copying and must live until reset(). Errors of binding surface at
/// step().
class Statement {
 public:
  Statement() = default;
  Statement(sqlite3* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}

  Statement& bind(int at, std::int64_t value);
  Statement& bind(int at, std::string_view text);
  Statement& bind_blob(int at, std::string_view bytes);
  Statement& bind_null(int at);

  /// True: there is a row. False: there are no more.
  base::Result<bool> step();
  /// Runs to the end and resets.
  base::Result<> run();
  /// True if there was a row; resets unless there was, then the caller does.
  void reset();

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }
  std::string_view text(int column) const;
  std::string_view blob(int column) const;
  bool is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  sqlite3* db_ = nullptr;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// Resets a statement when the scope ends, so that no read lock outlives its use.
class ResetGuard {
 public:
  explicit ResetGuard(Statement& statement) : statement_(statement) {}
  ~ResetGuard() { statement_.reset(); }
  ResetGuard(const ResetGuard&) = delete;
  ResetGuard& operator=(const ResetGuard&) = delete;

 private:
  Statement& statement_;
};

/// One connection. Not shared between threads.
class Database {
 public:
  static base::Result<Database> open(const std::string& path, bool read_only);

  base::Result<Statement> prepare(const std::string& sql) const;
  base::Result<> execute(const std::string& sql) const;
  base::Result<std::int64_t> query_integer(const std::string& sql) const;
  /// Rows that the last INSERT, UPDATE or DELETE changed.
  int changed_rows() const { return sqlite3_changes(db_.get()); }
  std::int64_t last_row() const { return sqlite3_last_insert_rowid(db_.get()); }
  sqlite3* handle() const { return db_.get(); }
  /// Its file, and the folder that this lies in.
  std::string file() const;
  std::filesystem::path folder() const { return std::filesystem::path(file()).parent_path(); }

 private:
  struct Close {
    void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
  };
  explicit Database(sqlite3* db) : db_(db) {}

  std::unique_ptr<sqlite3, Close> db_;
};

/// A transaction that rolls back unless committed.
class Transaction {
 public:
  static base::Result<Transaction> begin(const Database& db);
  ~Transaction();
  Transaction(Transaction&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;

  base::Result<> commit();

 private:
  explicit Transaction(const Database* db) : db_(db) {}

  const Database* db_;
};

/// One moment of the store for all reads until it ends, whatever others write meanwhile.
class Snapshot {
 public:
  static base::Result<Snapshot> begin(const Database& db);
  ~Snapshot();
  Snapshot(Snapshot&& other) noexcept : db_(std::exchange(other.db_, nullptr)) {}
  Snapshot& operator=(Snapshot&&) = delete;

 private:
  explicit Snapshot(const Database* db) : db_(db) {}

  const Database* db_;
};

/// A connection that keeps few pages while this lives: for a reading that sees each page once, where keeping
/// them would cost memory and save nothing, and mapping the file would count its pages once a connection.
class FewPages {
 public:
  static base::Result<FewPages> kept(const Database& db);
  ~FewPages();
  FewPages(FewPages&& other) noexcept
      : db_(std::exchange(other.db_, nullptr)), cached_(other.cached_), mapped_(other.mapped_) {}
  FewPages& operator=(FewPages&&) = delete;

 private:
  FewPages(const Database* db, std::int64_t cached, std::int64_t mapped)
      : db_(db), cached_(cached), mapped_(mapped) {}

  const Database* db_;
  std::int64_t cached_;  // what was kept before, as SQLite counts it
  std::int64_t mapped_;
};

/// SQLite's last error on that connection as one sentence with what to do.
base::Error sqlite_error(sqlite3* db, int code);

}  // namespace mizan::store
