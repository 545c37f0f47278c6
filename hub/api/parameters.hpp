#pragma once
// Private to this folder: what all pages say of a request that is not theirs.
#include <set>
#include <string>

#include "api/http.hpp"

namespace mizan::api {

/// kData: the request has a parameter that is none of these.
inline base::Result<> only(const Request& request, const std::set<std::string>& known) {
  for (const auto& [name, value] : request.query) {
    if (!known.contains(name))
      return base::Error{base::Code::kData, "there is no parameter \"" + name + "\" here"};
  }
  return {};
}

inline base::Error no_such_page() {
  return {base::Code::kNotFound, "there is no such page; /v1 lists what there is"};
}

}  // namespace mizan::api
