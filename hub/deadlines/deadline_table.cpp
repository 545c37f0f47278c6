#include "deadlines/deadline_table.hpp"

#include <fmt/format.h>

#include "base/text.hpp"
#include "normalize/csv.hpp"

namespace mizan::deadlines {
namespace {

using base::Code;
using base::Error;
using normalize::CsvTable;

base::Result<Deadline> read_row(const CsvTable& table, const CsvTable::Row& row) {
  const auto cell = [&](std::string_view name) { return std::string(table.cell(row, table.column(name))); };
  const auto refuse = [&](std::string_view what) {
    return Error{Code::kConfig, fmt::format("{}: {}", table.where(row), what)};
  };
  Deadline deadline;
  deadline.id = cell("id");
  deadline.law = cell("law");
  deadline.province = cell("province");
  deadline.start = cell("start");
  deadline.end = cell("end");
  deadline.applies = cell("applies");
  for (const auto* name : {"id", "law", "start", "source"}) {
    if (cell(name).empty()) return refuse(fmt::format("{}: is empty", name));
  }
  const auto days = base::parse_int(cell("days"));
  if (!days || *days < 1 || *days > 36'500)
    return refuse(fmt::format("days: '{}' is no number of days", cell("days")));
  deadline.days = static_cast<std::int32_t>(*days);
  const auto count = cell("count");
  if (count != "calendar" && count != "working")
    return refuse(fmt::format("count: '{}' is none of calendar, working", count));
  deadline.working = count == "working";
  MIZAN_ASSIGN(deadline.from, table.day(row, "valid_from", base::kFarPast));
  MIZAN_ASSIGN(deadline.to, table.day(row, "valid_to", base::kFarFuture));
  if (deadline.to <= deadline.from) return refuse("valid_to: is not after valid_from");
  const auto kpis = cell("kpis");
  for (const auto kpi : base::split(kpis, ';')) {
    if (!base::trim(kpi).empty()) deadline.kpis.emplace_back(base::trim(kpi));
  }
  deadline.source = cell("source");
  deadline.where = table.where(row);
  return deadline;
}

bool holds_with(const Deadline& a, const Deadline& b) {
  return a.id == b.id && a.province == b.province && a.applies == b.applies && a.from < b.to && b.from < a.to;
}

}  // namespace

base::Result<DeadlineTable> DeadlineTable::parse_csv(std::string_view text, std::string_view file) {
  MIZAN_ASSIGN(const auto table,
               normalize::read_csv(text, file,
                                   {"id", "law", "province", "start", "end", "applies", "days", "count",
                                    "valid_from", "valid_to", "kpis", "source"}));
  DeadlineTable all;
  for (const auto& row : table.rows) {
    MIZAN_ASSIGN(auto deadline, read_row(table, row));
    for (const auto& other : all.rows_) {
      if (holds_with(deadline, other))
        return Error{Code::kConfig, fmt::format("{}: id: '{}' holds already, by {}", deadline.where,
                                                deadline.id, other.where)};
    }
    all.rows_.push_back(std::move(deadline));
  }
  return all;
}

const Deadline* DeadlineTable::find(std::string_view id, std::string_view province, std::string_view applies,
                                    base::Day start) const {
  const Deadline* found = nullptr;
  for (const auto& row : rows_) {
    if (row.id != id || row.applies != applies || start < row.from || row.to <= start) continue;
    if (row.province == province) return &row;
    if (row.province.empty()) found = &row;
  }
  return found;
}

}  // namespace mizan::deadlines
