#include "statements.hpp"

#include <fmt/format.h>

#include <mizan/sdk/adapter.hpp>

namespace mizan::cmms {
namespace {

// The layout has checked the name, so no quote is in it.
std::string in_quotes(std::string_view name) {
  return fmt::format("\"{}\"", name);
}

std::string table_of(std::string_view name) {
  const auto stop = name.find('.');
  return stop == name.npos ? in_quotes(name)
                           : in_quotes(name.substr(0, stop)) + "." + in_quotes(name.substr(stop + 1));
}

std::string of_row(std::string_view column) {
  return "t." + in_quotes(column);
}

std::string selected(const Layout& layout, const Table& table) {
  const auto& cases = layout.tables.front();
  const bool is_case = table.kind == MIZAN_KIND_CASE;
  auto columns = fmt::format("{}::text, {}::timestamp::text", of_row(table.id), of_row(table.changed));
  if (is_case) {
    columns += fmt::format(", {}::text, {}::text", of_row(layout.district), of_row(layout.entered_on));
  } else {
    columns +=
        fmt::format(", {}::text, (c.{} IS NOT NULL)::text", of_row(table.of_case), in_quotes(cases.id));
  }
  for (const auto& field : table.fields) {
    // A truth value's text is "true", which is a word like others; its own form is 't'.
    columns += ", " + of_row(field.place);
  }
  auto from = fmt::format("SELECT {} FROM {} t", columns, table_of(table.table));
  if (!is_case)
    from += fmt::format(" LEFT JOIN {} c ON c.{} = {}", table_of(cases.table), in_quotes(cases.id),
                        of_row(table.of_case));
  return from;
}

std::string ordered(const Table& table, std::string_view limit) {
  return fmt::format(" ORDER BY {}, {} LIMIT {}::bigint", of_row(table.changed), of_row(table.id), limit);
}

}  // namespace

std::string page_after(const Layout& layout, const Table& table) {
  return fmt::format("{} WHERE ({}, {}) > ($1::timestamp, $2) AND {} <= $3::timestamp{}",
                     selected(layout, table), of_row(table.changed), of_row(table.id), of_row(table.changed),
                     ordered(table, "$4"));
}

std::string page_from(const Layout& layout, const Table& table) {
  return fmt::format(
      "{} WHERE {} >= $1::timestamp - $2::double precision * interval '1 second' AND {} <= $3::timestamp{}",
      selected(layout, table), of_row(table.changed), of_row(table.changed), ordered(table, "$4"));
}

std::string newest_of(const Table& table) {
  return fmt::format(
      "SELECT n.at::timestamp::text, LEAST(n.at::timestamp, localtimestamp)::text FROM (SELECT max({}) AS at "
      "FROM {} t) n "
      "WHERE n.at IS NOT NULL",
      of_row(table.changed), table_of(table.table));
}

std::string lacking_of(const Table& table) {
  return fmt::format("SELECT 1 FROM {} t WHERE {} IS NULL OR {} IS NULL LIMIT 1", table_of(table.table),
                     of_row(table.changed), of_row(table.id));
}

std::string probe_of(const Table& table) {
  return fmt::format("SELECT 1 FROM {} t WHERE ({}, {}) > ($1::timestamp, $2) LIMIT 0", table_of(table.table),
                     of_row(table.changed), of_row(table.id));
}

}  // namespace mizan::cmms
