#pragma once
#include <map>
#include <string>
#include <vector>

#include "disclosure/protection.hpp"
#include "release/archive.hpp"

namespace mizan::api {

/// What anybody may be shown of the releases that an office published: their values with small counts hidden,
/// and those from which they would follow (hub/disclosure). It follows from the releases alone, in the order
/// of the log, so it is the same whenever it is made.
class PublicReleases {
 public:
  /// Goes through those with these ids, in the order of the log. kData: a document cannot be read.
  static base::Result<PublicReleases> of(const release::Archive& archive,
                                         const std::vector<std::string>& ids);

  /// JSON: `release`, `period`, `known_at`, `held`, `values`. Null: there is no such release.
  const std::string* find(const std::string& id) const;

 private:
  base::Result<> add(const std::string& id, std::string_view document);

  std::map<std::string, disclosure::Publication, std::less<>> publications_;  // by family
  std::map<std::string, std::string> texts_;                                  // by release
};

}  // namespace mizan::api
