#pragma once
#include <cstdint>
#include <mizan/mapping/field_table.hpp>
#include <mizan/toml/toml.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::parts {

/// A field of the model and where the source has its value: a column, or a JSON Pointer.
struct FieldPlace {
  const mapping::FieldEntry* field = nullptr;
  std::string place;
};

/// The text of a file in the folder that the settings name. `name` must be a plain file name. Throws
/// sdk::Error (MIZAN_E_CONFIG) that names the file.
std::string read_layout_text(const std::string& folder, const std::string& name);

/// A layout file, read table by table. Every mistake is an sdk::Error (MIZAN_E_CONFIG) of one sentence
/// "layout.toml:12: report.fields.decision: …", thrown at once.
class LayoutFile {
 public:
  /// `format = 1` must stand in it.
  LayoutFile(std::string_view text, std::string name);

  const toml::table& root() const { return parsed_.table; }

  /// Fails for every key that is not one of these. `path`: the table's name, "" for the file itself.
  void allow(const toml::table& table, std::string_view path,
             const std::vector<std::string_view>& keys) const;
  const toml::table& table(const toml::table& in, std::string_view key, std::string_view path = "") const;
  /// A text that is not empty.
  std::string text(const toml::table& in, std::string_view key, std::string_view path) const;
  /// The same; `otherwise` where the key is not there.
  std::string text(const toml::table& in, std::string_view key, std::string_view path,
                   const std::string& otherwise) const;
  std::int64_t integer(const toml::table& in, std::string_view key, std::string_view path,
                       std::int64_t otherwise, std::int64_t least, std::int64_t most) const;
  /// One text or more, none of them empty.
  std::vector<std::string> texts(const toml::table& in, std::string_view key, std::string_view path) const;
  /// A day, as days since 1970-01-01; `otherwise` where the key is not there.
  std::int64_t day(const toml::table& in, std::string_view key, std::string_view path,
                   std::int64_t otherwise) const;
  /// The table `fields` of a kind (MIZAN_KIND_*): fields of the model that the kind has, in the order of the
  /// file. `key` and `case` are the adapter's own, so no field may be "case" or "accused".
  std::vector<FieldPlace> fields(const toml::table& in, std::string_view path, std::uint16_t kind) const;

  /// Throws the sentence; `node`: where, null for the file itself.
  [[noreturn]] void fail(const toml::node* node, std::string_view path, std::string_view what) const;

 private:
  std::string name_;
  toml_file::Parsed parsed_;
};

/// "report" and "decision" as "report.decision".
std::string dotted(std::string_view path, std::string_view key);

}  // namespace mizan::parts
