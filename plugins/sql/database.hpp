#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "dialect.hpp"
#include "settings.hpp"

namespace mizan::sql {

/// One session with a database, from its making to its end. One thread. What goes wrong is an sdk::Error with
/// a policy; its message names the operation, and nothing that the server said but its code.
class Database {
 public:
  Database(const Settings& settings, std::string_view password);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  Dialect dialect() const;
  /// See begin_snapshot() of connect.hpp.
  bool begin_snapshot();
  /// Carries out what tests of mappings need (test_rows.hpp), with no rows.
  void run(const Statement& statement);

  std::vector<Column> columns(std::string_view operation, const Statement& statement);
  /// Hands over each row, in uniform form, until `take` says false.
  void rows(std::string_view operation, const Statement& statement, const std::function<bool(Row&)>& take);
  /// The first value of the first row; null: there is no row.
  Value value(std::string_view operation, const Statement& statement);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace mizan::sql
