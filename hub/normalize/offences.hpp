#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.hpp"
#include "normalize/sections.hpp"

namespace mizan::normalize {

/// What the offence table says of one section of law.
struct Offence {
  std::string law;
  std::string section;
  std::string clause;  ///< empty: every clause that has no row of its own
  std::string title;
  std::string group;  ///< "homicide", "robbery" …: the break-down of the KPIs
  std::string iccs;   ///< ICCS code, 2 to 5 digits; may be empty
  int rank = 0;       ///< the section of highest rank stands for the case; 0: ancillary, stands for no case
  int max_years = 0;  ///< longest imprisonment; 99 for life or death
  bool death = false;
  bool murder = false;
  bool sexual_violence = false;
  std::string confidence;  ///< "high", "medium", "low": how sure the ICCS class is
};

/// Group of a case none of whose sections is in the table above rank 0.
inline constexpr std::string_view kNotElsewhereClassified = "not_elsewhere_classified";

/// Law, section and clause → offence. Immutable once read; safe from any thread.
class OffenceTable {
 public:
  /// Reads
  /// "law,section,clause,title,offence_group,iccs,rank,max_years,death,murder,sexual_violence,confidence"
  /// below a header in any order. A section given twice, a bad number or flag are kConfig errors naming file,
  /// line and column.
  static base::Result<OffenceTable> parse_csv(std::string_view text, std::string_view file);

  /// The row of that clause, of its first part ("2" of "2(a)"), or of the whole section. Null if there is
  /// none.
  const Offence* find(std::string_view law, std::string_view section, std::string_view clause) const;

  std::size_t size() const { return rows_.size(); }
  /// By law, number, section and clause; they live as long as the table.
  std::vector<const Offence*> rows() const;

 private:
  std::unordered_map<std::string, Offence, ViewHash, std::equal_to<>> rows_;  ///< "law|section|clause"
};

/// What the sections of one case amount to.
struct OffenceSummary {
  /// Highest rank, first written of equals; null if no section above rank 0 is known.
  const Offence* main = nullptr;
  int max_years = 0;   ///< longest of any section
  bool death = false;  ///< of any section
  bool murder = false;
  bool sexual_violence = false;
  std::size_t unknown = 0;  ///< sections without a row

  std::string_view group() const {
    return main != nullptr ? std::string_view(main->group) : kNotElsewhereClassified;
  }
  /// "death;murder", in this order; empty if no flag is set.
  std::string flags() const;
};

OffenceSummary summarise(std::span<const Section> sections, const OffenceTable& table);

}  // namespace mizan::normalize
