#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "normalize/offences.hpp"

// What there is to review in the offence table: sections that records name and it lacks, rows that contradict
// themselves or what somebody else lists. Pure; any thread, but for what says otherwise.
namespace mizan::normalize {

/// A section that the table has no row for.
struct UnmappedSection {
  std::string law;
  std::string section;
  std::string clause;
  std::int64_t records = 0;  ///< that name it
  std::string example;       ///< one text that does
};

/// Collects the sections of texts. One thread.
class SectionReview {
 public:
  explicit SectionReview(const OffenceTable& table) : table_(table) {}

  /// A text that so many records have; `laws`: of their source.
  void add(std::string_view text, const LawTable& laws, std::int64_t records);
  /// The most frequent first.
  std::vector<UnmappedSection> unmapped() const;
  std::int64_t known() const { return known_; }      ///< sections with a row, once a record
  std::int64_t unknown() const { return unknown_; }  ///< and without
  std::int64_t unread() const { return unread_; }    ///< records some part of whose text is no section

 private:
  const OffenceTable& table_;
  std::map<std::tuple<std::string, std::string, std::string>, UnmappedSection> unmapped_;
  std::int64_t known_ = 0;
  std::int64_t unknown_ = 0;
  std::int64_t unread_ = 0;
};

/// The rows of the law whose sections lie nearest, so many at most: the same number first (clauses, letters),
/// then by the distance of the numbers.
std::vector<const Offence*> nearest_rows(const OffenceTable& table, std::string_view law,
                                         std::string_view section, std::size_t most);

/// A row and what is the matter with it, in one clause.
struct OffenceFinding {
  const Offence* row = nullptr;
  std::string what;
};

/// Rows that contradict themselves.
std::vector<OffenceFinding> contradictions(const OffenceTable& table);
/// Rows of the law whose section is not among `sections` ("302", "365-B" or "365B").
std::vector<OffenceFinding> sections_not_in(const OffenceTable& table, std::string_view law,
                                            const std::set<std::string>& sections);
/// Rows whose class is not among `classes`.
std::vector<OffenceFinding> classes_not_in(const OffenceTable& table, const std::set<std::string>& classes);

/// How sections are compared: upper case, without hyphens and blanks.
std::string plain_section(std::string_view section);

}  // namespace mizan::normalize
