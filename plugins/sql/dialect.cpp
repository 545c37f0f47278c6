#include "dialect.hpp"

#include <fmt/format.h>

#include <mizan/sdk/error.hpp>

namespace mizan::sql {
namespace {

std::string select(Dialect dialect, std::string_view what, std::int64_t rows) {
  return dialect == Dialect::kSqlServer ? fmt::format("SELECT TOP ({}) {}", rows, what)
                                        : fmt::format("SELECT {}", what);
}

std::string limit(Dialect dialect, std::int64_t rows) {
  switch (dialect) {
    case Dialect::kPostgreSql:
    case Dialect::kMariaDb:
    case Dialect::kSqlite:
      return fmt::format(" LIMIT {}", rows);
    case Dialect::kSqlServer:
      return "";
    default:
      return fmt::format(" FETCH FIRST {} ROWS ONLY", rows);
  }
}

std::string derived(const std::string& sql) {
  return fmt::format(" FROM ({}) q", sql);
}

/// Writes conditions and keeps the values that belong to them.
class Conditions {
 public:
  Conditions(Dialect dialect, const Page& page, std::vector<Value>& bound)
      : dialect_(dialect), page_(page), bound_(bound) {}

  /// At or behind `from` in the order of all its columns, written so that an index on them serves:
  /// a >= x AND (a > x OR (b >= y AND (b > y OR …))).
  std::string from(std::size_t column = 0) {
    auto at_least = compare(column, ">=", page_.from[column]);
    if (column + 1 == page_.from.size()) return at_least;
    const auto behind = compare(column, ">", page_.from[column]);
    return fmt::format("{} AND ({} OR ({}))", at_least, behind, from(column + 1));
  }
  std::string until() { return compare(0, "<=", page_.until); }

 private:
  std::string compare(std::size_t column, std::string_view operation, const Value& value) {
    bound_.push_back(value);
    const auto parameter = fmt::format(":p{}", bound_.size());
    return fmt::format("{} {} {}", quoted(dialect_, page_.order[column]), operation,
                       page_.kinds[column] == ColumnKind::kTime ? as_time(parameter) : parameter);
  }

  // Where a text is not taken for a time by itself, or by the rules of some language.
  std::string as_time(const std::string& parameter) const {
    if (dialect_ == Dialect::kSqlServer) return fmt::format("CAST({} AS datetime2(7))", parameter);
    if (dialect_ == Dialect::kOracle) return fmt::format("CAST({} AS TIMESTAMP)", parameter);
    return parameter;
  }

  Dialect dialect_;
  const Page& page_;
  std::vector<Value>& bound_;
};

std::string listed(Dialect dialect, const std::vector<std::string>& columns) {
  std::string out;
  for (const auto& column : columns) out += (out.empty() ? "" : ", ") + quoted(dialect, column);
  return out;
}

}  // namespace

std::string quoted(Dialect dialect, std::string_view name) {
  if (name.empty() || name.find_first_of("\"`':?#\\\0") != std::string_view::npos) {
    throw sdk::Error(
        MIZAN_E_CONFIG,
        fmt::format("the column \"{}\" has a name that cannot be passed on safely: give it another "
                    "by AS in the query",
                    name));
  }
  return dialect == Dialect::kMariaDb ? fmt::format("`{}`", name) : fmt::format("\"{}\"", name);
}

Statement page_of(Dialect dialect, const std::string& sql, const Page& page) {
  Statement out;
  Conditions conditions(dialect, page, out.bound);
  std::string where;
  if (!page.from.empty()) where = conditions.from();
  if (!page.until.null) where += (where.empty() ? "" : " AND ") + conditions.until();
  out.text = select(dialect, listed(dialect, page.columns), page.rows) + derived(sql) +
             (where.empty() ? "" : " WHERE ") + where + " ORDER BY " + listed(dialect, page.order) +
             limit(dialect, page.rows);
  return out;
}

Statement columns_of(const std::string& sql) {
  return {"SELECT *" + derived(sql) + " WHERE 1 = 0", {}};
}

Statement largest_of(Dialect dialect, const std::string& sql, const std::string& column) {
  const auto name = quoted(dialect, column);
  return {select(dialect, name, 1) + derived(sql) +
              fmt::format(" WHERE {0} IS NOT NULL ORDER BY {0} DESC", name) + limit(dialect, 1),
          {}};
}

Statement lacking(Dialect dialect, const std::string& sql, const std::vector<std::string>& columns) {
  std::string where;
  for (const auto& column : columns)
    where += fmt::format("{}{} IS NULL", where.empty() ? "" : " OR ", quoted(dialect, column));
  return {select(dialect, "1", 1) + derived(sql) + " WHERE " + where + limit(dialect, 1), {}};
}

Statement time_of(Dialect dialect) {
  if (dialect == Dialect::kMariaDb) return {"SELECT CURRENT_TIMESTAMP(6)", {}};
  return {dialect == Dialect::kOracle ? "SELECT CURRENT_TIMESTAMP FROM dual" : "SELECT CURRENT_TIMESTAMP",
          {}};
}

}  // namespace mizan::sql
