#include "database.hpp"

#include <soci/odbc/soci-odbc.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <charconv>
#include <chrono>
#include <deque>
#include <mizan/sdk/error.hpp>

#include "connect.hpp"
#include "cursor.hpp"
#include "failure.hpp"

namespace mizan::sql {
namespace {
using Clock = std::chrono::steady_clock;

constexpr int kStepsBetweenLooks = 10'000;

/// A statement that SOCI has prepared, given its values and executed, and the memory of those values.
class Execution {
 public:
  Execution(soci::session& session, const Statement& what, std::int64_t most_seconds) : statement_(session) {
    statement_.alloc();
    statement_.prepare(what.text);
    bound_in_time(session, most_seconds);
    for (const auto& value : what.bound) bind(value);
    statement_.define_and_bind();
    statement_.execute(false);
    cursor_ = open_cursor(session, statement_);
  }

  Cursor& cursor() { return *cursor_; }

 private:
  void bind(const Value& value) {
    if (value.integer) {
      auto& number = numbers_.emplace_back(0);
      std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
      statement_.exchange(soci::use(number));
    } else {
      statement_.exchange(soci::use(texts_.emplace_back(value.text)));
    }
  }

  // Other servers are told when the session begins.
  void bound_in_time(soci::session& session, std::int64_t most_seconds) {
    if (session.get_backend_name() != "odbc") return;
    auto* backend = static_cast<soci::odbc_statement_backend*>(statement_.get_backend());
    SQLSetStmtAttr(backend->hstmt_, SQL_ATTR_QUERY_TIMEOUT, reinterpret_cast<SQLPOINTER>(most_seconds), 0);
  }

  soci::statement statement_;
  std::deque<long long> numbers_;  // SOCI keeps their addresses
  std::deque<std::string> texts_;
  std::unique_ptr<Cursor> cursor_;
};

void read_row(Cursor& cursor, const std::vector<Column>& columns, Row& row) {
  row.resize(columns.size());
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    row[i] = Value{};
    cursor.value(i, row[i]);
    bytes += row[i].text.size();
    if (bytes > kMaxRowBytes) row[i] = Value{"", false, false, Flaw::kTooLarge};
    make_uniform(row[i], columns[i].kind);
  }
}

}  // namespace

struct Database::Impl {
  Connection connection;
  std::int64_t statement_seconds = 0;
  Clock::time_point until;  ///< SQLite: when a statement is broken off

  // SQLite has no clock of its own.
  static int look(void* self) { return Clock::now() >= static_cast<Impl*>(self)->until ? 1 : 0; }
  void watch() {
    if (connection.session->get_backend_name() != "sqlite3") return;
    auto* backend = static_cast<soci::sqlite3_session_backend*>(connection.session->get_backend());
    sqlite_api::sqlite3_progress_handler(backend->conn_, kStepsBetweenLooks, &look, this);
  }

  Execution execute(const Statement& statement) {
    until = Clock::now() + std::chrono::seconds(statement_seconds);
    return Execution(*connection.session, statement, statement_seconds);
  }
};

Database::Database(const Settings& settings, std::string_view password) : impl_(std::make_unique<Impl>()) {
  impl_->connection = connect(settings, password);
  impl_->statement_seconds = settings.statement_seconds;
  impl_->watch();
}
Database::~Database() = default;

Dialect Database::dialect() const {
  return impl_->connection.dialect;
}

bool Database::begin_snapshot() {
  return sql::begin_snapshot(*impl_->connection.session, dialect());
}

void Database::run(const Statement& statement) {
  guarded("preparing", [&] { impl_->execute(statement).cursor().next(); });
}

std::vector<Column> Database::columns(std::string_view operation, const Statement& statement) {
  return guarded(operation, [&] { return impl_->execute(statement).cursor().columns(); });
}

void Database::rows(std::string_view operation, const Statement& statement,
                    const std::function<bool(Row&)>& take) {
  guarded(operation, [&] {
    auto execution = impl_->execute(statement);
    const auto columns = execution.cursor().columns();
    Row row(columns.size());
    while (execution.cursor().next()) {
      read_row(execution.cursor(), columns, row);
      if (!take(row)) break;
    }
  });
}

Value Database::value(std::string_view operation, const Statement& statement) {
  Value out;
  rows(operation, statement, [&](Row& row) {
    out = std::move(row.front());
    return false;
  });
  return out;
}

}  // namespace mizan::sql
