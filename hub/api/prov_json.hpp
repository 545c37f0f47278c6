#pragma once
#include <nlohmann/json_fwd.hpp>

#include "api/explain.hpp"

namespace mizan::api {

/// An explanation as PROV-JSON (W3C member submission of 2013-04-24): the value, counted by the definition
/// from linked cases, each a collection of records, each made from a raw text by a run of an adapter with a
/// mapping. Names of things are in the namespace `mizan`, `urn:mizan:`; what is in them is percent-encoded.
/// The cases that the explanation names, and no others.
nlohmann::ordered_json prov_json(const Explanation& explanation);

}  // namespace mizan::api
