#include "due/rules.hpp"

#include <fmt/format.h>

#include "base/digest.hpp"

namespace mizan::due {

using deadlines::Deadline;

namespace {

constexpr std::string_view kReportItself = "crpc-173-report";

std::string text_of(const Deadline& row) {
  return fmt::format("{}|{}|{}|{}|{}|{}|{}\n", row.id, row.province, row.applies, row.days, row.working,
                     row.from.value, row.to.value);
}

}  // namespace

Rules::Rows Rules::rows_of(std::string_view id) const {
  Rows rows;
  for (const auto& row : table_.all()) {
    if (row.id == id) rows.push_back(&row);
  }
  return rows;
}

base::Result<Rules> Rules::of(deadlines::DeadlineTable table, deadlines::Calendar calendar) {
  Rules rules(std::move(table), std::move(calendar));
  const auto take = [&](std::string_view id, Rows& rows) -> base::Result<> {
    rows = rules.rows_of(id);
    if (!rows.empty()) return {};
    return base::Error{
        base::Code::kConfig,
        fmt::format("the table of deadlines has no row \"{}\", by which the list of what is due "
                    "counts",
                    id)};
  };
  for (const auto kind : kKinds) {
    const auto id = facts_of(kind).deadline;
    if (!id.empty()) MIZAN_TRY(take(id, rules.rows_[static_cast<std::size_t>(kind)]));
  }
  MIZAN_TRY(take(kReportItself, rules.report_rows_));
  std::string all;
  for (const auto& rows : rules.rows_) {
    for (const auto* row : rows) all += text_of(*row);
  }
  all += rules.calendar_.basis();
  rules.basis_ = fmt::format("{:016x}", base::digest64(all));
  return rules;
}

// The province's own row goes before the one for everywhere.
std::optional<Limit> Rules::limit(const Rows& rows, std::string_view province, std::string_view applies,
                                  base::Day start) const {
  const Deadline* found = nullptr;
  for (const auto* row : rows) {
    if (row->applies != applies || start < row->from || row->to <= start) continue;
    if (row->province == province) {
      found = row;
      break;
    }
    if (row->province.empty()) found = row;
  }
  if (found == nullptr) return std::nullopt;
  return Limit{found, calendar_.due_on(start, found->days, found->working, province)};
}

std::optional<Limit> Rules::limit(Kind kind, std::string_view province, std::string_view applies,
                                  base::Day start) const {
  return limit(rows_[static_cast<std::size_t>(kind)], province, applies, start);
}

std::optional<Limit> Rules::report_itself(std::string_view province, base::Day fir_on) const {
  return limit(report_rows_, province, "", fir_on);
}

}  // namespace mizan::due
