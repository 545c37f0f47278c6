#pragma once
// Private to this folder: what all pages say of a request that is not theirs.
#include <set>
#include <string>

#include "api/http.hpp"
#include "api/selection.hpp"

namespace mizan::api {

/// kData: the request has a parameter that is none of these.
inline base::Result<> only(const Request& request, const std::set<std::string>& known) {
  for (const auto& [name, value] : request.query) {
    if (!known.contains(name))
      return base::Error{base::Code::kData, "there is no parameter \"" + name + "\" here"};
  }
  return {};
}

/// kData: `format` is neither json nor csv.
inline base::Result<> json_or_csv(const Request& request) {
  const auto format = request.get("format");
  if (format.empty() || format == "json" || format == "csv") return {};
  return base::Error{base::Code::kData, "format is json or csv"};
}

/// What a page below `/v1/kpis/{id}/` selects.
inline Selection selection_of(const Request& request) {
  return {request.path[2],         request.get("period"), request.get("from"),
          request.get("to"),       request.get("every"),  request.get("by"),
          request.get("province"), request.get("member"), request.get("version")};
}

/// One answer must not eat the machine: kData where it would have more than 50,000 values.
inline base::Result<> refuse_too_many(std::size_t values) {
  if (values <= 50'000) return {};
  return base::Error{base::Code::kData,
                     "these are more than 50000 values: ask for fewer periods or one province"};
}

inline base::Error no_such_page() {
  return {base::Code::kNotFound, "there is no such page; /v1 lists what there is"};
}

}  // namespace mizan::api
