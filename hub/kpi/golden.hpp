#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "kpi/definition.hpp"

namespace mizan::kpi {

/// How one golden case ended. `failure` is empty if every expected value came out.
struct GoldenResult {
  std::string kpi;
  std::string name;
  std::string failure;
};

/// Runs the golden cases of one file: records worked by hand, and the values that follow from them
/// (docs/kpi-definitions.md gives the format). A file that cannot be read is an error naming file, line and
/// key.
base::Result<std::vector<GoldenResult>> run_golden(std::string_view text, const std::string& file,
                                                   const std::vector<Definition>& definitions);

}  // namespace mizan::kpi
