#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "normalize/code_table.hpp"

namespace mizan::normalize {

/// One section of law that a case was registered or tried under.
struct Section {
  std::string law;      ///< "PPC", "CNSA": the short name of the law table, or the default
  std::string section;  ///< "302", "365-B", "337-A"
  std::string clause;   ///< "c", "2(a)", "ii"; lower case, without the outer brackets; may be empty
  std::string text;     ///< as written, digits in ASCII

  friend bool operator==(const Section&, const Section&) = default;
};

struct ParsedSections {
  std::vector<Section> sections;       ///< in the order written, each once
  std::vector<std::string> leftovers;  ///< what could not be read, in order
  bool truncated = false;              ///< more than kMaxSectionsText bytes or kMaxSections sections
};

inline constexpr std::size_t kMaxSectionsText = 4096;
inline constexpr std::size_t kMaxSections = 256;

/// Short names of laws, and how people write them. Immutable once read; safe from any thread.
class LawTable {
 public:
  /// With the built-in spellings of the laws of Pakistan's criminal courts. `default_law`: of sections that
  /// name none.
  explicit LawTable(std::string_view default_law = "PPC");

  /// The built-in spellings and those of "alias,law" lines below a header; the file wins.
  static base::Result<LawTable> parse_csv(std::string_view text, std::string_view file,
                                          std::string_view default_law);

  const std::string& default_law() const { return default_law_; }

  /// The law spelled so: letters and digits count, case and punctuation do not. Null if unknown.
  const std::string* find(std::string_view spelling) const;

 private:
  void add(std::string_view spelling, std::string_view law);

  std::string default_law_;
  ViewMap laws_;
};

/// Reads section texts as police and courts write them: "302/324/34 PPC", "365-B & 376", "9(c) CNSA",
/// "302 PPC r/w 7 ATA", Urdu digits. A law stands behind its sections and holds for all before it that have
/// none; "u/s", "r/w", "and" are passed over. Never fails: what is no section is a leftover. Linear in the
/// text, of which kMaxSectionsText bytes are used.
ParsedSections parse_sections(std::string_view text, const LawTable& laws);

}  // namespace mizan::normalize
