#pragma once
#include <libpq-fe.h>

#include <functional>
#include <memory>
#include <mizan/sdk/error.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "row.hpp"
#include "settings.hpp"

namespace mizan::cmms {

/// A connection to PostgreSQL that reads and cannot write: one transaction, in which everything is seen as it
/// was at its beginning. Errors are sdk::Error with their policy; they hold a SQLSTATE, and never the
/// server's own words, which may quote data. One thread.
class Database {
 public:
  /// Connects and begins the transaction. `password`: "" sends none.
  Database(const Settings& settings, const std::string& password);

  /// The rows of a statement with its parameters. `what` is being done, for messages ("table \"report\"").
  std::vector<Row> rows(std::string_view what, const std::string& statement,
                        const std::vector<std::string>& parameters = {});
  /// Whether the server takes the parameters for values of the right types. After false nothing more can be
  /// read.
  bool takes(std::string_view what, const std::string& statement, const std::vector<std::string>& parameters);

 private:
  using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  Result ask(const std::string& statement, const std::vector<std::string>& parameters);
  void tell(const std::string& statement);

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

/// What to do about a SQLSTATE; "" is a lost connection.
sdk::Error failed(std::string_view what, std::string_view sqlstate);

}  // namespace mizan::cmms
