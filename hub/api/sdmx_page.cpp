#include "api/sdmx_page.hpp"

#include "api/parameters.hpp"
#include "api/sdmx_values.hpp"

namespace mizan::api {
namespace {

constexpr const char* kJson = "application/vnd.sdmx.data+json; version=2.1.0";
constexpr const char* kCsv = "application/vnd.sdmx.data+csv; version=2.1.0";
constexpr const char* kStructure = "application/vnd.sdmx.structure+json; version=2.1.0";

// /v1/sdmx/data/dataflow/MIZAN/DF_KPI/1.0.0/KEY; '*' is any agency, flow or version.
bool is_of(std::string_view segment, std::string_view name) {
  return segment == "*" || segment == name;
}

base::Result<> check_flow(const Request& request, std::string_view id) {
  const auto& path = request.path;
  if (is_of(path[4], sdmx::kAgency) && is_of(path[5], id) && is_of(path[6], sdmx::kVersion)) return {};
  return base::Error{base::Code::kNotFound,
                     "the one dataflow here is MIZAN/DF_KPI/1.0.0, of the structure DSD_KPI"};
}

base::Result<bool> wants_csv(const Request& request) {
  const auto format = request.get("format");
  if (format == "csvdata") return true;
  if (format == "jsondata") return false;
  if (!format.empty()) return base::Error{base::Code::kData, "format is jsondata or csvdata"};
  return request.accept.find("application/vnd.sdmx.data+csv") != std::string::npos;
}

base::Result<sdmx::Wanted> wanted_of(const Request& request) {
  MIZAN_ASSIGN(auto wanted, sdmx::parse_key(request.path.size() > 7 ? request.path[7] : std::string()));
  MIZAN_TRY(sdmx::narrow_time(wanted, request.get("c[TIME_PERIOD]")));
  const auto at = request.get("dimensionAtObservation");
  if (!at.empty() && at != "AllDimensions")
    return base::Error{base::Code::kData, "dimensionAtObservation is AllDimensions here"};
  return wanted;
}

// What a KPI is called is its title; of other codes that have no fixed name, the code.
sdmx::ConceptNames names_of(const HubView& hub) {
  return [&hub](std::string_view component, std::string_view code) {
    auto name = sdmx::fixed_name(component, code);
    if (!name.empty()) return name;
    for (const auto& definition : hub.engine.definitions()) {
      if (component == "KPI" && definition.id == code) return definition.title;
    }
    return std::string(code);
  };
}

base::Result<std::vector<model::KpiResult>> values_now(const sdmx::Wanted& wanted, const HubView& hub,
                                                       const access::Grant& grant, base::Micros moment) {
  const std::shared_lock lock(hub.engine_lock);
  return sdmx_values(wanted, hub.engine, grant, moment);
}

// With `updatedAfter`: what who was told then must be told now.
base::Result<sdmx::Observations> observations(const Request& request, const sdmx::Wanted& wanted,
                                              const HubView& hub, const access::Grant& grant) {
  const auto moment = hub.clock.now();
  MIZAN_ASSIGN(auto values, values_now(wanted, hub, grant, moment));
  sdmx::Observations told;
  if (const auto after = request.get("updatedAfter"); after.empty()) {
    told.values = std::move(values);
  } else {
    if (!hub.past) return base::Error{base::Code::kUnsupported, "updatedAfter is not answered here"};
    MIZAN_ASSIGN(const auto past, hub.past(after));
    MIZAN_ASSIGN(const auto before, sdmx_values(wanted, past->engine, grant, past->moment));
    told = changes_between(before, std::move(values));
  }
  told.prepared = moment;
  return told;
}

base::Result<Response> data_page(const Request& request, const HubView& hub, const access::Grant& grant) {
  MIZAN_TRY(only(request, {"c[TIME_PERIOD]", "updatedAfter", "dimensionAtObservation", "format"}));
  MIZAN_TRY(check_flow(request, sdmx::kDataflow));
  MIZAN_ASSIGN(const bool csv, wants_csv(request));
  MIZAN_ASSIGN(const auto wanted, wanted_of(request));
  MIZAN_ASSIGN(const auto told, observations(request, wanted, hub, grant));
  if (csv) return Response{200, kCsv, sdmx::data_csv(told)};
  return Response{200, kJson, sdmx::data_message(told, names_of(hub))};
}

base::Result<Response> structure_page(const Request& request, const HubView& hub,
                                      const access::Grant& grant) {
  MIZAN_TRY(only(request, {"references", "detail"}));
  const auto& kind = request.path[3];
  if (kind != "dataflow" && kind != "datastructure")
    return base::Error{base::Code::kNotFound,
                       "there are a dataflow and a datastructure; both come with all they refer to"};
  MIZAN_TRY(check_flow(request, kind == "dataflow" ? sdmx::kDataflow : sdmx::kDataStructure));
  sdmx::Wanted wanted;
  wanted.codes[0] = {"A"};  // any code that a month has, its year has too
  const auto moment = hub.clock.now();
  MIZAN_ASSIGN(const auto values, values_now(wanted, hub, grant, moment));
  return Response{200, kStructure, sdmx::structure_message(code_lists_of(values), names_of(hub), moment)};
}

}  // namespace

base::Result<Response> sdmx_page(const Request& request, const HubView& hub, const access::Grant& grant) {
  const auto& path = request.path;
  const bool data = path.size() >= 7 && path[2] == "data" && path[3] == "dataflow";
  if (data && path.size() <= 8) return data_page(request, hub, grant);
  if (path.size() == 7 && path[2] == "structure") return structure_page(request, hub, grant);
  return no_such_page();
}

}  // namespace mizan::api
