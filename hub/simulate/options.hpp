#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/civil.hpp"

namespace mizan::simulate {

/// Which file format each province gets (README.md, "What lies on disk").
enum class Layout : std::uint8_t { kMixed, kCsv, kNdjson };

/// Reads "mixed", "csv" or "ndjson".
std::optional<Layout> find_layout(std::string_view name);

struct Options {
  std::uint64_t seed = 1;
  std::int64_t cases = 20'000;  ///< court records of all provinces, 1 to 50 million
  double defect_rate = 0.01;    ///< share of FIRs with one defect each, 0 to 1
  base::Day from{19'723};       ///< 2024-01-01: first day of the window
  base::Day to{20'453};         ///< 2025-12-31: last day of it; nothing is recorded after it
  int lead_days = 365;          ///< FIRs begin so long before `from`, so that it opens with pending cases
  std::filesystem::path out;    ///< made if it is not there; files of earlier runs are replaced
  int provinces = 2;            ///< 1 to 4: Punjab, Khyber Pakhtunkhwa, Sindh, Balochistan
  Layout layout = Layout::kMixed;
  int listing_days = 32;    ///< from one hearing of a case to the next on average, 20 to 400
  bool json_array = false;  ///< JSON provinces as one array instead of a document a line
};

/// Rows of one kind in one province, and what a correct reader makes of them.
struct RowCounts {
  std::int64_t written = 0;
  std::int64_t accepted = 0;   ///< first rows of a key
  std::int64_t unchanged = 0;  ///< exact repetitions
  std::int64_t rejected = 0;   ///< torn or without key

  friend bool operator==(const RowCounts&, const RowCounts&) = default;
};

struct ProvinceSummary {
  std::string code;    ///< "PB"
  std::string folder;  ///< below Options::out
  RowCounts cases;
  RowCounts hearings;
  std::int64_t firs = 0;                        ///< FIRs, complaints not among them
  std::map<std::string, std::int64_t> defects;  ///< how often each kind was put in
};

struct Summary {
  base::Day today;  ///< the capture day: `to` + 1
  std::vector<ProvinceSummary> provinces;
  std::int64_t bytes = 0;  ///< of all exports
};

/// Called now and then with the court records done so far and their total.
using ProgressFn = std::function<void(std::int64_t done, std::int64_t total)>;

}  // namespace mizan::simulate
