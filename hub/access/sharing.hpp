#pragma once
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "access/field_paths.hpp"
#include "access/roles.hpp"
#include "base/error.hpp"

namespace mizan::access {

/// What one role is shown of one endpoint.
struct Share {
  Grains grains;      ///< everywhere
  Grains own_grains;  ///< in districts of one's own
  FieldPaths fields;
};

/// The sharing matrix (docs/security.md): role by endpoint, what is shown. What is not in it is refused.
class Sharing {
 public:
  /// Reads `sharing.toml`. kConfig names file, line, role and endpoint; refused are endpoints, grains and
  /// roles that there are not, grains that an endpoint cannot have, and numbers for the public, for which
  /// this hub has no disclosure control.
  static base::Result<Sharing> parse(std::string_view text, const std::string& file);

  void give(Role role, std::string_view endpoint, Share share);
  /// Null: refused.
  const Share* find(Role role, std::string_view endpoint) const;

 private:
  std::map<std::pair<Role, std::string>, Share, std::less<>> shares_;
};

}  // namespace mizan::access
