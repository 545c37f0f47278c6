#include "normalize/offences.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <tuple>

#include "base/text.hpp"
#include "normalize/csv.hpp"
#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

using base::Code;
using base::Error;

std::string row_key(std::string_view law, std::string_view section, std::string_view clause) {
  return fmt::format("{}|{}|{}", law, section, clause);
}

// The cells of one row, each checked for its type.
class RowReader {
 public:
  RowReader(const CsvTable& table, const CsvTable::Row& row) : table_(table), row_(row) {}

  std::string text(std::string_view column) const { return std::string(cell(column)); }

  base::Result<int> number(std::string_view column, int most) const {
    const auto value = base::parse_int(cell(column));
    if (!value || *value < 0 || *value > most)
      return wrong(column, fmt::format("a number from 0 to {}", most));
    return static_cast<int>(*value);
  }

  base::Result<bool> flag(std::string_view column) const {
    const auto value = cell(column);
    if (value != "0" && value != "1" && !value.empty()) return wrong(column, "0 or 1");
    return value == "1";
  }

  base::Result<std::string> iccs() const {
    const auto value = cell("iccs");
    const bool digits = std::all_of(value.begin(), value.end(), is_digit);
    if (!digits || value.size() == 1 || value.size() > 6) return wrong("iccs", "2 to 6 digits");
    return std::string(value);
  }

  Error wrong(std::string_view column, std::string_view expected) const {
    return Error{Code::kConfig, fmt::format("{}: {}: '{}' should be {}", table_.where(row_), column,
                                            cell(column), expected)};
  }

 private:
  std::string_view cell(std::string_view column) const { return table_.cell(row_, table_.column(column)); }

  const CsvTable& table_;
  const CsvTable::Row& row_;
};

base::Result<Offence> read_offence(const RowReader& row) {
  Offence offence{row.text("law"),
                  row.text("section"),
                  base::to_lower(row.text("clause")),
                  row.text("title"),
                  row.text("offence_group"),
                  {},
                  0,
                  0,
                  false,
                  false,
                  false,
                  row.text("confidence")};
  if (offence.law.empty()) return row.wrong("law", "the short name of a law");
  if (offence.section.empty()) return row.wrong("section", "a section");
  if (!is_common_code(model::field::offence_group_id, offence.group))
    return row.wrong("offence_group", "a lower-case code");
  MIZAN_ASSIGN(offence.iccs, row.iccs());
  MIZAN_ASSIGN(offence.rank, row.number("rank", 1000));
  MIZAN_ASSIGN(offence.max_years, row.number("max_years", 99));
  MIZAN_ASSIGN(offence.death, row.flag("death"));
  MIZAN_ASSIGN(offence.murder, row.flag("murder"));
  MIZAN_ASSIGN(offence.sexual_violence, row.flag("sexual_violence"));
  return offence;
}

}  // namespace

base::Result<OffenceTable> OffenceTable::parse_csv(std::string_view text, std::string_view file) {
  MIZAN_ASSIGN(const auto table,
               read_csv(text, file,
                        {"law", "section", "clause", "title", "offence_group", "iccs", "rank", "max_years",
                         "death", "murder", "sexual_violence", "confidence"}));
  OffenceTable offences;
  for (const auto& row : table.rows) {
    const RowReader reader(table, row);
    MIZAN_ASSIGN(auto offence, read_offence(reader));
    const auto key = row_key(offence.law, offence.section, offence.clause);
    if (!offences.rows_.emplace(key, std::move(offence)).second)
      return reader.wrong("section", "in the table once");
  }
  return offences;
}

const Offence* OffenceTable::find(std::string_view law, std::string_view section,
                                  std::string_view clause) const {
  const std::array<std::string_view, 3> tries = {clause, clause.substr(0, clause.find('(')), {}};
  for (const auto attempt : tries) {
    if (const auto found = rows_.find(row_key(law, section, attempt)); found != rows_.end())
      return &found->second;
  }
  return nullptr;
}

std::vector<const Offence*> OffenceTable::rows() const {
  std::vector<const Offence*> all;
  for (const auto& [key, row] : rows_) all.push_back(&row);
  std::ranges::sort(all, {}, [](const Offence* row) {
    return std::tuple(std::string_view(row->law), std::atoi(row->section.c_str()),
                      std::string_view(row->section), std::string_view(row->clause));
  });
  return all;
}

std::string OffenceSummary::flags() const {
  std::string out;
  const auto add = [&out](bool set, std::string_view name) {
    if (!set) return;
    if (!out.empty()) out += ';';
    out += name;
  };
  add(death, "death");
  add(murder, "murder");
  add(sexual_violence, "sexual_violence");
  return out;
}

OffenceSummary summarise(std::span<const Section> sections, const OffenceTable& table) {
  OffenceSummary summary;
  for (const auto& section : sections) {
    const auto* offence = table.find(section.law, section.section, section.clause);
    if (offence == nullptr) {
      ++summary.unknown;
      continue;
    }
    if (offence->rank > (summary.main != nullptr ? summary.main->rank : 0)) summary.main = offence;
    summary.max_years = std::max(summary.max_years, offence->max_years);
    summary.death |= offence->death;
    summary.murder |= offence->murder;
    summary.sexual_violence |= offence->sexual_violence;
  }
  return summary;
}

}  // namespace mizan::normalize
