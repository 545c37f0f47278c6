#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "model/kpi_result.hpp"

namespace mizan::sdmx {

/// The dimensions of a value, in the order of its key.
inline constexpr std::array<std::string_view, 7> kDimensions = {"FREQ",      "REF_AREA", "KPI",        "STAT",
                                                                "BREAKDOWN", "MEMBER",   "TIME_PERIOD"};
/// All but time.
inline constexpr std::size_t kSeriesDimensions = 6;

/// Where a value stands, as identifiers.
using Key = std::array<std::string, 7>;

/// Nothing: of a fiscal year, which SDMX writes otherwise in each of its versions; those are not given.
std::optional<Key> key_of(const model::KpiResult& result);

/// "A", "Q", "M" as this hub calls them; nothing: none of these.
std::optional<model::Granularity> granularity_of(std::string_view frequency);

/// What a query asks for, as codes of this hub. An empty list wants all.
struct Wanted {
  std::array<std::vector<std::string>, kSeriesDimensions> codes;
  std::string from = {};  ///< first period, as a label; empty: from the first
  std::string to = {};    ///< last period

  bool wants(std::size_t dimension, std::string_view code) const;
};

/// Reads the key of SDMX-REST: "M.PB.pending.*.district.*", one position a dimension of the series, '*' or
/// nothing for all of them, '+' between several; "*" or "all" wants everything. kData: it has other
/// positions, or a position is no identifier.
base::Result<Wanted> parse_key(std::string_view text);

/// Narrows by `c[TIME_PERIOD]`: "ge:2025-01+le:2025-12", "eq:2025-01", "2025-01". kData: it is none of these.
base::Result<> narrow_time(Wanted& wanted, std::string_view text);

/// The status of an observation (CL_OBS_STATUS): A normal, P provisional, Q suppressed, L not collected, M
/// that cannot exist, O without a value for another reason, as a share of nothing.
std::string_view status_of(const model::KpiResult& result);

}  // namespace mizan::sdmx
