#pragma once
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace mizan::sdmx {

/// Who says it, and of what.
inline constexpr std::string_view kAgency = "MIZAN";
inline constexpr std::string_view kDataflow = "DF_KPI";
inline constexpr std::string_view kDataStructure = "DSD_KPI";
inline constexpr std::string_view kVersion = "1.0.0";
inline constexpr std::string_view kDataflowUrn =
    "urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=MIZAN:DF_KPI(1.0.0)";

/// The head of a message: `kind` and the moment make its id.
nlohmann::ordered_json meta_json(std::string_view kind, base::Micros prepared);

/// What a code of a dimension is called, in English; the code itself where it has no other name. From any
/// thread.
using ConceptNames = std::function<std::string(std::string_view dimension, std::string_view code)>;

/// Those that no hub's data change: of dimensions, frequencies, statistics, statuses; nothing: of another.
std::string fixed_name(std::string_view dimension, std::string_view code);

}  // namespace mizan::sdmx
