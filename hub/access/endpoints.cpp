#include "access/endpoints.hpp"

#include <algorithm>
#include <initializer_list>

#include "base/text.hpp"

namespace mizan::access {
namespace {

constexpr Endpoint kEndpoints[] = {
    {"index", "", Shape::kHub},
    {"index", "openapi.json", Shape::kHub},
    {"index", "asyncapi.json", Shape::kHub},
    {"index", "reference", Shape::kHub},
    {"kpis", "kpis", Shape::kHub},
    {"values", "kpis/*/values", Shape::kValues},
    {"merged", "kpis/*/merged", Shape::kValues},
    {"sdmx", "sdmx/data/dataflow/*/*/*", Shape::kSeries},
    {"sdmx", "sdmx/data/dataflow/*/*/*/*", Shape::kSeries},
    {"sdmx", "sdmx/structure/*/*/*/*", Shape::kSeries},
    {"explain", "kpis/*/explain", Shape::kOneValue},
    {"provenance", "kpis/*/explain", Shape::kOneValue},  // format=prov
    {"case", "cases/*", Shape::kCases},
    {"due", "due", Shape::kCases},
    {"reconciliation", "reconciliation", Shape::kPlaces},
    {"differences", "reconciliation/differences", Shape::kPlaces},
    {"gaps", "reconciliation/gaps", Shape::kPlaces},
    {"fields", "reconciliation/fields", Shape::kPlaces},
    {"signatures", "reconciliation/signatures", Shape::kPlaces},
    {"coverage", "coverage", Shape::kHub},
    {"sources", "sources", Shape::kHub},
    {"cells", "cells", Shape::kRecords},
    {"records", "records", Shape::kRecords},
    {"records", "records/source-file", Shape::kRecords},
    {"releases", "releases", Shape::kHub},
    {"release", "releases/*", Shape::kHub},
    {"public-values", "releases/*/values", Shape::kHub},
    {"release-log", "releases/*/proof", Shape::kHub},
    {"release-log", "release-log", Shape::kHub},
    {"release-log", "release-log/consistency", Shape::kHub},
    {"feed", "feed", Shape::kFeed},
    {"feed", "feed/events", Shape::kFeed},
    {"metrics", "metrics", Shape::kHub},  // also /metrics
};

// `path` has "v1" before what the pattern speaks of.
bool has_pattern(const std::vector<std::string>& path, std::string_view pattern) {
  if (path.empty() || path[0] != "v1") return false;
  if (pattern.empty()) return path.size() == 1;
  const auto parts = base::split(pattern, '/');
  if (path.size() != parts.size() + 1) return false;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i] != "*" && parts[i] != path[i + 1]) return false;
  }
  return true;
}

Grains grains(std::initializer_list<Grain> list) {
  Grains out;
  for (const auto grain : list) out.add(grain);
  return out;
}

}  // namespace

std::span<const Endpoint> endpoints() {
  return kEndpoints;
}

const Endpoint* endpoint_of(const std::vector<std::string>& path, std::string_view format) {
  const auto* found = std::find_if(std::begin(kEndpoints), std::end(kEndpoints),
                                   [&](const Endpoint& each) { return has_pattern(path, each.pattern); });
  if (found == std::end(kEndpoints)) return nullptr;
  return found->name == "explain" && format == "prov" ? find_endpoint("provenance") : found;
}

const Endpoint* find_endpoint(std::string_view name) {
  const auto* found = std::find_if(std::begin(kEndpoints), std::end(kEndpoints),
                                   [&](const Endpoint& each) { return each.name == name; });
  return found == std::end(kEndpoints) ? nullptr : found;
}

Grains grains_of(Shape shape) {
  switch (shape) {
    case Shape::kHub:
      return grains({Grain::kHub});
    case Shape::kCases:
      return grains({Grain::kCase});
    case Shape::kRecords:
      return grains({Grain::kRecord});
    case Shape::kPlaces:
      return grains({Grain::kProvince, Grain::kDistrict, Grain::kStation});
    default:
      break;
  }
  auto of_values = grains({Grain::kNation, Grain::kProvince, Grain::kGroup, Grain::kSource, Grain::kDistrict,
                           Grain::kStation, Grain::kCourt, Grain::kPerson});
  if (shape == Shape::kFeed) {
    of_values.add(Grain::kHub);   // what is released
    of_values.add(Grain::kCase);  // what is due in a case
  }
  return of_values;
}

}  // namespace mizan::access
