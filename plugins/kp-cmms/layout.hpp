#pragma once
#include <cstdint>
#include <mizan/parts/layout_file.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mizan::cmms {

/// A code that stood for a district from one day on, up to another.
struct DistrictCode {
  std::string code;
  std::string name;
  std::int64_t from = 0;   ///< days since 1970-01-01; the first on which it holds
  std::int64_t until = 0;  ///< the first on which it holds no longer
};

/// Codes of districts by their days. A code without a district on its day is handed on as it is written, so
/// that the hub says that it does not know the place.
class DistrictCodes {
 public:
  /// False: it holds on days on which the code means something already.
  bool add(DistrictCode code);
  /// The district's name; nothing if the code means none on that day. Without a day: what the code means,
  /// where it never meant another.
  std::optional<std::string_view> find(std::string_view code, std::optional<std::int64_t> day) const;

 private:
  std::vector<DistrictCode> codes_;
};

/// A table of the database and what its rows are.
struct Table {
  std::uint16_t kind = 0;  ///< MIZAN_KIND_*
  std::string name;        ///< "report", as the layout calls it
  std::string table;       ///< may have a schema before a full stop
  std::string id;
  std::string changed;
  std::string of_case;  ///< column with the case's id; "" of the case itself
  std::vector<parts::FieldPlace> fields;
};

/// What is assumed of the system: plugins/kp-cmms/README.md, config/provinces/kp-cmms/layout.toml.
struct Layout {
  std::vector<Table> tables;  ///< the case first
  std::string district;       ///< columns of the case
  std::string entered_on;
  std::vector<std::string> date_formats;
  DistrictCodes districts;
};

/// Throws sdk::Error (MIZAN_E_CONFIG) with file, line and key.
Layout read_layout(std::string_view text, const std::string& name);

/// True of a name that may stand in a statement: letters, digits and '_', at most 63, no digit first.
bool is_column_name(std::string_view name);

}  // namespace mizan::cmms
