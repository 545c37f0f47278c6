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

/// What is said of a value beside it.
inline constexpr std::array<std::string_view, 6> kAttributes = {
    "OBS_STATUS", "UNIT_MEASURE", "KPI_VERSION", "NUMERATOR", "DENOMINATOR", "REPORTING_YEAR_START_DAY"};

/// Where a value stands, as identifiers.
using Key = std::array<std::string, 7>;

/// A fiscal year is the reporting year 2025-A1 that begins on the REPORTING_YEAR_START_DAY (SDMX 2.1, section
/// 6, 4.2.6), under a frequency of its own, so that no series has both it and the calendar year.
Key key_of(const model::KpiResult& result);

/// --07-01 of a fiscal year; empty of any other period, which is of the calendar.
std::string_view reporting_year_start_day(const model::KpiResult& result);

/// "A", "FY", "Q", "M" as this hub calls them; nothing: none of these.
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

/// Narrows by `c[TIME_PERIOD]`: "ge:2025-01+le:2025-12", "eq:2025-01", "2025-01", "2025-A1" for a fiscal
/// year. kData: it is none of these.
base::Result<> narrow_time(Wanted& wanted, std::string_view text);

/// The status of an observation (CL_OBS_STATUS): A normal, P provisional, Q suppressed, L not collected, M
/// that cannot exist, O without a value for another reason, as a share of nothing.
std::string_view status_of(const model::KpiResult& result);

}  // namespace mizan::sdmx
