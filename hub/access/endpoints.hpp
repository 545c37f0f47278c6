#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "access/roles.hpp"

namespace mizan::access {

/// How the rows of an answer follow from a request.
enum class Shape : std::uint8_t {
  kHub,       ///< about the hub; no rows
  kValues,    ///< rows of KPI values under "values", by the parameters by, province and member
  kOneValue,  ///< one KPI value, by the same, and the cases behind it
  kSeries,    ///< KPI values of any breakdown; the page itself leaves out what is not shown
  kFeed,      ///< KPI values as they change
  kPlaces,    ///< of places of one level, by the parameters by, province, district and station
  kCases,     ///< single cases
  kRecords    ///< the records, or the cells, as a whole
};

/// A kind of answer that the sharing matrix speaks of.
struct Endpoint {
  std::string_view name;
  /// Below /v1, segments separated by '/'; "*" is any one segment.
  std::string_view pattern;
  Shape shape;
};

/// All there are. Two patterns may bear one name.
std::span<const Endpoint> endpoints();

/// Whose pattern that path has; null: no page of the API. `format`: of the query, for an answer in another
/// format may be another endpoint.
const Endpoint* endpoint_of(const std::vector<std::string>& path, std::string_view format);

const Endpoint* find_endpoint(std::string_view name);

/// The grains that answers of that shape can have.
Grains grains_of(Shape shape);

}  // namespace mizan::access
