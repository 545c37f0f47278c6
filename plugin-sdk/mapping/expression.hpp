#pragma once
// Private to this folder: where a value comes from and how it is read, and the records made of such values.
#include <re2/re2.h>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mizan/mapping/field_table.hpp"
#include "mizan/mapping/mapping.hpp"

namespace mizan::mapping {

/// A text made of places: a constant, a concatenation, or the first that is not empty; then its digits as
/// ASCII digits, a capture, and a small map. One thread at a time.
struct Expression {
  std::optional<std::string> constant;
  std::vector<std::size_t> places;
  bool first = false;  ///< the first non-empty place instead of all of them joined
  std::string join;
  bool ascii_digits = false;
  std::shared_ptr<RE2> match;
  std::map<std::string, std::string, std::less<>> map;
  std::optional<std::string> otherwise;

  /// Nothing if there is no value. A view into the row, into `scratch`, or into what this object holds.
  std::optional<std::string_view> text(const Row& row, std::string& scratch) const;

  mutable std::string digits = {};
};

struct FieldRule {
  FieldEntry field{};
  Expression from;
  std::vector<std::string> formats;  ///< date
  bool find = false;                 ///< a date inside free text
  std::optional<std::size_t> after;  ///< find: the earliest after the date of this field rule
  std::vector<std::string> true_words;
  std::vector<std::string> false_words;
};

/// Holds if the value of a place is one of these, matches, or is there at all.
struct Condition {
  Expression from;
  std::vector<std::string> in;
  bool negated = false;
  std::shared_ptr<RE2> matches;
  std::optional<bool> present;

  bool holds(const Row& row, std::string& scratch) const;
};

/// A place whose text is kept for lineage, with its name as a JSON member begins.
struct RawPlace {
  std::size_t place = 0;
  std::string name;
};

struct RecordRule {
  std::uint16_t kind = 0;
  std::string group;
  std::string name;
  std::vector<Condition> when;
  Expression key;
  std::optional<Expression> revision;
  std::vector<FieldRule> fields;
  std::vector<RawPlace> raw;  ///< raw_places() of this rule
  mutable std::int64_t taken = 0;
  mutable std::int64_t filtered = 0;
};

/// What the mapping names, and nothing else, is kept for lineage.
std::vector<RawPlace> raw_places(const RecordRule& rule, const std::vector<Place>& places);

/// Memory that is used again for every row.
struct RowMemory {
  std::string scratch;
  std::string digits;
  std::string raw;
  std::vector<std::optional<std::int64_t>> dates;
};

/// Puts one record into the batch. Unreadable values go as the text they are: the hub reports them.
void make_record(const RecordRule& rule, const Row& row, RowMemory& memory, sdk::Batch& out);

}  // namespace mizan::mapping
