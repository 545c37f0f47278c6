#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace mizan::simulate::test {

/// A row of an export by the column names of CSV (README.md); dates as yyyy-mm-dd or empty if there is no
/// such day.
using Row = std::map<std::string, std::string>;

/// What a province's files hold, read by a reader that shares nothing with the writer.
struct Exports {
  std::vector<Row> cases;     ///< first row of each key
  std::vector<Row> hearings;  ///< the same, those of unknown cases left out
  std::int64_t refused = 0;   ///< torn rows and rows without key
  std::int64_t repeated = 0;  ///< further rows of a key
};

Exports read_exports(const std::filesystem::path& folder);

/// "kpi period" or "kpi period member" → (numerator, denominator); counts have denominator 0. Recomputed from
/// the rows the slow way: per case sets and sorted lists, KPIS.md beside it.
using Recount = std::map<std::string, std::pair<std::int64_t, std::int64_t>>;

/// Months from `first` ("2023-01") to `last`, stocks at the close of each.
Recount recount(const Exports& exports, const std::string& first, const std::string& last);

}  // namespace mizan::simulate::test
