#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::cfms {

/// A text of objections taken apart: one part an objection. Numbers before a part ("۱۔", "2)", "(3)"), Urdu
/// full stops, semicolons and line breaks part them, and commas unless they stand between two digits
/// ("۳۰۲، ۳۴"). An ASCII full stop parts nothing: "Cr.P.C" has three.
std::vector<std::string> objection_parts(std::string_view text);

/// What the words of objections mean. Immutable once filled; safe from any thread.
class ObjectionPhrases {
 public:
  /// The code of a part that holds none of the phrases. The clerk's own words go no further than the record's
  /// raw text: they may name people, and codes are published.
  static constexpr std::string_view kOther = "other";

  /// False: the phrase is known already, or nothing is left of it where spellings are compared.
  bool add(std::string_view phrase, std::string_view code);

  struct Found {
    std::vector<std::string> codes;  ///< in the order of the text, each once; kOther for what is not known
    std::size_t unknown = 0;         ///< parts with no phrase
  };
  /// The objections of a text. In a part each place counts once, for the longest phrase there; phrases begin
  /// and end with a word.
  Found codes_of(std::string_view text) const;

 private:
  std::vector<std::string> codes_of_part(std::string_view part) const;

  std::map<std::string, std::string, std::less<>> codes_;  ///< by folded phrase
};

/// True of what may stand between semicolons: small letters, digits, '_' and '-'.
bool is_objection_code(std::string_view code);

}  // namespace mizan::cfms
