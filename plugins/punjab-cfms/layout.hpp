#pragma once
#include <cstdint>
#include <json_row.hpp>
#include <mizan/parts/layout_file.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "objections.hpp"

namespace mizan::cfms {

/// A field, and the pointer to its value in the element.
struct Member {
  const mapping::FieldEntry* field;
  std::string name;  ///< the pointer as it stands in the layout
  json::Pointer pointer;
};

/// Ids that count within a case: "{case}-R{number}".
class NumberedIds {
 public:
  /// "" numbers nothing.
  explicit NumberedIds(std::string_view pattern = {});
  static bool is_pattern(std::string_view pattern);

  bool any() const { return !pattern_.empty(); }
  std::string id(std::string_view case_id, std::size_t number) const;
  /// 0: it is none of that case, or its number is not written as id() writes it.
  std::size_t number(std::string_view case_id, std::string_view id) const;

 private:
  std::string pattern_;
};

/// A list of a document and what its elements are.
struct Children {
  std::uint16_t kind = 0;
  std::string name;  ///< "report", for messages
  json::Pointer list{""};
  json::Pointer id{""};  ///< not of hearings, which have none and are numbered by their days
  NumberedIds numbered;
  std::size_t numbers_behind = 0;  ///< how many numbers behind the last listed are looked after
  std::vector<Member> members;
};

/// How the list of documents is asked for.
struct ListQuery {
  std::string path;
  json::Pointer items{""};
  json::Pointer more{""};
  std::string page;
  std::string size;
  std::string since;
  std::string since_format;
  std::int64_t first_page = 1;
  std::int64_t utc_offset_minutes = 0;
};

/// What is assumed of the system: plugins/punjab-cfms/README.md, config/provinces/punjab-cfms/layout.toml.
struct Layout {
  ListQuery query;
  json::Pointer key{""};
  json::Pointer changed{""};
  std::string changed_format;
  std::vector<std::string> date_formats;
  std::vector<Member> of_case;
  Children report;
  Children bail;
  Children hearing;
  Children appeal;
  bool lists_accused =
      false;  ///< bail applications name all accused of a case, so they are taken for its list
  json::Pointer accused{""};       ///< in a bail application
  std::vector<Member> of_accused;  ///< in that object
  ObjectionPhrases objections;
};

/// Throws sdk::Error (MIZAN_E_CONFIG) with file, line and key.
Layout read_layout(std::string_view text, const std::string& name);

}  // namespace mizan::cfms
