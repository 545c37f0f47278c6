#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "value.hpp"

namespace mizan::sql {

/// Whose grammar the connector's own part of a statement follows.
enum class Dialect : std::uint8_t { kPostgreSql, kMariaDb, kSqlite, kSqlServer, kOracle, kStandard };

/// A statement of the connector, with its values apart: it names them :p1, :p2 …
struct Statement {
  std::string text;
  std::vector<Value> bound;
};

/// Which rows of a query are asked for. Columns are as the server spells them.
struct Page {
  std::vector<std::string> columns;
  std::vector<std::string> order;  ///< the rows are ordered by these
  std::vector<ColumnKind> kinds;   ///< of `order`
  /// Rows from here on, this one included: values of the first columns of `order`; empty: from the beginning.
  std::vector<Value> from;
  Value until;  ///< largest value of the first column of `order`; null: no end
  std::int64_t rows = 0;
};

/// A column's name in quotes. Throws sdk::Error (MIZAN_E_CONFIG) if it holds what cannot be passed on safely.
std::string quoted(Dialect dialect, std::string_view name);

/// The statements of the connector around a query `sql`, as a derived table. No OFFSET, which gives other
/// rows when rows come and go between pages: each page says by value where it begins.
Statement page_of(Dialect dialect, const std::string& sql, const Page& page);
/// No rows, all columns.
Statement columns_of(const std::string& sql);
/// The largest value of a column, with no row where there is none.
Statement largest_of(Dialect dialect, const std::string& sql, const std::string& column);
/// A row if any row lacks a value in one of the columns.
Statement lacking(Dialect dialect, const std::string& sql, const std::vector<std::string>& columns);
/// The server's time, in the zone of the session.
Statement time_of(Dialect dialect);

}  // namespace mizan::sql
