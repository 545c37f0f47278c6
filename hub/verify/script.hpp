#pragma once
#include <map>
#include <string>
#include <string_view>

#include "base/civil.hpp"
#include "base/error.hpp"
#include "store/sqlite.hpp"

namespace mizan::verify {

/// Runs SQL on one connection. Each statement is prepared once and kept; its ?1 is the day of computation.
/// One thread.
class Script {
 public:
  explicit Script(const store::Database& db) : db_(&db) {}

  /// Runs statements that give no rows, each ended by a semicolon at the end of a line. The error names what
  /// failed.
  base::Result<> run(std::string_view statements, base::Day today);
  /// One statement, ready to step; ?1 is bound. The caller resets it.
  base::Result<store::Statement*> query(const std::string& sql, base::Day today);
  const store::Database& database() const { return *db_; }

 private:
  const store::Database* db_;
  std::map<std::string, store::Statement, std::less<>> prepared_;
};

}  // namespace mizan::verify
