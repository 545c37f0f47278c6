#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "package.hpp"

namespace mizan::xlsx {

/// A part that another part names: how it calls it, what it is to it, and where it stands in the archive.
struct Relation {
  std::string id;
  std::string type;  ///< the last word of the type's address: "worksheet", "styles"
  std::string part;
};

/// The relations of a part ("": of the archive itself). Those that lead out of the archive are left out.
std::vector<Relation> relations_of(Package& package, const std::string& part, const Limits& limits);

/// Null if there is none.
const Relation* find_type(const std::vector<Relation>& relations, std::string_view type);
const Relation* find_id(const std::vector<Relation>& relations, std::string_view id);

}  // namespace mizan::xlsx
