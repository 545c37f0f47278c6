#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "model/field.hpp"

namespace mizan::normalize {

/// Lets maps of strings be searched by view, without a copy.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
using ViewMap = std::unordered_map<std::string, std::string, ViewHash, std::equal_to<>>;

/// Native code → common code of one field of one source. Found by the exact text (ends trimmed, blanks
/// collapsed), then without regard to ASCII case, then by the longest prefix of an entry "Foo*" (no case).
/// Immutable once read; safe from any thread.
class CodeTable {
 public:
  /// Reads "native,common[,note]" lines below a header that names them. Two entries for one native code, and
  /// a common code that the field's closed set does not have, are kConfig errors naming file, line and field.
  static base::Result<CodeTable> parse_csv(std::string_view text, std::string_view file,
                                           model::FieldId field);

  /// The common code; nothing if the native code has no entry. The view lives as long as the table.
  std::optional<std::string_view> find(std::string_view native) const;

  std::size_t size() const { return exact_.size() + prefixes_.size(); }

 private:
  friend class CodeTableBuilder;
  ViewMap exact_;
  ViewMap folded_;
  std::vector<std::pair<std::string, std::string>> prefixes_;  ///< longest first
};

/// Reads a TOML file with one table a field: `[disposal]` and below it `"ACQ 249-A" = "acquitted_summary"`.
/// Same checks and errors as parse_csv.
base::Result<std::map<model::FieldId, CodeTable>> parse_code_toml(std::string_view text,
                                                                  std::string_view file);

/// The code tables of one source: by field, and where kinds differ by kind and field.
class CodeTables {
 public:
  /// Replaces the table of that field; `kind`: for that kind alone, before the one for all kinds.
  void add(std::optional<model::Kind> kind, model::FieldId field, CodeTable table);

  /// Null if there is none.
  const CodeTable* find(model::Kind kind, model::FieldId field) const;

 private:
  std::map<std::pair<int, model::FieldId>, CodeTable> tables_;  ///< kind 0: any
};

/// True if the field's common codes are a closed set (disposal, outcome, sex, decision …).
bool is_closed_set(model::FieldId field);

/// True if `common` may stand in that field: a member of its closed set, "unclassified", or any lower-case
/// code of an open set.
bool is_common_code(model::FieldId field, std::string_view common);

}  // namespace mizan::normalize
