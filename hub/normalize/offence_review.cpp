#include "normalize/offence_review.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "base/text.hpp"
#include "normalize/digits.hpp"

namespace mizan::normalize {
namespace {

// The number that a section begins with; 0: with none.
int number_of(std::string_view section) {
  int number = 0;
  for (const char c : section) {
    if (!is_digit(c) || number > 99'999) break;
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

std::string plain_section(std::string_view section) {
  std::string plain;
  for (const char c : section) {
    if (c == '-' || c == ' ') continue;
    plain += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return plain;
}

void SectionReview::add(std::string_view text, const LawTable& laws, std::int64_t records) {
  const auto parsed = parse_sections(text, laws);
  if (!parsed.leftovers.empty() || parsed.truncated || parsed.sections.empty()) unread_ += records;
  for (const auto& each : parsed.sections) {
    if (table_.find(each.law, each.section, each.clause) != nullptr) {
      known_ += records;
      continue;
    }
    unknown_ += records;
    auto& found = unmapped_[{each.law, each.section, each.clause}];
    if (found.records == 0) found = {each.law, each.section, each.clause, 0, std::string(text)};
    found.records += records;
  }
}

std::vector<UnmappedSection> SectionReview::unmapped() const {
  std::vector<UnmappedSection> all;
  for (const auto& [key, section] : unmapped_) all.push_back(section);
  std::ranges::stable_sort(all, std::ranges::greater(), &UnmappedSection::records);
  return all;
}

std::vector<const Offence*> nearest_rows(const OffenceTable& table, std::string_view law,
                                         std::string_view section, std::size_t most) {
  auto rows = table.rows();
  std::erase_if(rows, [&](const Offence* row) { return row->law != law; });
  const int number = number_of(section);
  std::ranges::stable_sort(rows, {},
                           [&](const Offence* row) { return std::abs(number_of(row->section) - number); });
  if (rows.size() > most) rows.resize(most);
  return rows;
}

std::vector<OffenceFinding> contradictions(const OffenceTable& table) {
  std::vector<OffenceFinding> found;
  for (const auto* row : table.rows()) {
    const auto say = [&](bool wrong, const char* what) {
      if (wrong) found.push_back({row, what});
    };
    say(row->death && row->max_years != 99, "death, but not 99 years");
    say(row->rank > 0 && row->iccs.empty(), "stands for cases, but has no ICCS class");
    say(row->confidence != "high" && row->confidence != "medium" && row->confidence != "low",
        "confidence is high, medium or low");
  }
  return found;
}

std::vector<OffenceFinding> sections_not_in(const OffenceTable& table, std::string_view law,
                                            const std::set<std::string>& sections) {
  std::set<std::string> plain;
  for (const auto& each : sections) plain.insert(plain_section(each));
  std::vector<OffenceFinding> found;
  for (const auto* row : table.rows()) {
    if (row->law == law && !plain.contains(plain_section(row->section)))
      found.push_back({row, "the list has no such section"});
  }
  return found;
}

std::vector<OffenceFinding> classes_not_in(const OffenceTable& table, const std::set<std::string>& classes) {
  std::vector<OffenceFinding> found;
  for (const auto* row : table.rows()) {
    if (!row->iccs.empty() && !classes.contains(row->iccs))
      found.push_back({row, fmt::format("the list has no class {}", row->iccs)});
  }
  return found;
}

}  // namespace mizan::normalize
