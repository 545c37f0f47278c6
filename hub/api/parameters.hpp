#pragma once
// Private to this folder: what all pages say of a request that is not theirs.
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "api/http.hpp"
#include "api/selection.hpp"

namespace mizan::api {

/// kData: the request has a parameter that is none of these.
base::Result<> only(const Request& request, const std::set<std::string>& known);

/// kData: `format` is neither json nor csv.
base::Result<> json_or_csv(const Request& request);

/// The least and the most that a number may be.
struct Bounds {
  std::int64_t from = 0;
  std::int64_t to = 0;
};

/// A whole number of the request; nothing: it is not given. kData: it is none, or not within the bounds.
base::Result<std::optional<std::int64_t>> number_in(const Request& request, const std::string& name,
                                                    Bounds bounds);
/// The same, where it is not given that one.
base::Result<std::int64_t> number_in(const Request& request, const std::string& name, Bounds bounds,
                                     std::int64_t otherwise);

/// What a page below `/v1/kpis/{id}/` selects.
Selection selection_of(const Request& request);

/// One answer must not eat the machine: kData where it would have more than 50,000 values.
base::Result<> refuse_too_many(std::size_t values);

base::Error no_such_page();

}  // namespace mizan::api
