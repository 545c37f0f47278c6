#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "kpi/definition.hpp"
#include "kpi/engine.hpp"

namespace mizan::kpi {

/// What a hub has in one golden case.
struct GoldenCase {
  std::string kpi;
  std::string name;
  std::vector<Definition> definitions;  ///< those given, and the one that only this case is about
  std::vector<SourceState> sources;     ///< numbered from 1 on
  std::vector<model::LinkedCase> cases;
  std::vector<Receipt> receipts;
  base::Day today{};
  base::Micros known_at = 0;
};

/// Reads the golden cases of one file (docs/kpi-definitions.md gives the format). A file that cannot be read
/// is an error naming file, line and key.
base::Result<std::vector<GoldenCase>> read_golden(std::string_view text, const std::string& file,
                                                  const std::vector<Definition>& definitions);

/// How one golden case ended. `failure` is empty if every expected value came out.
struct GoldenResult {
  std::string kpi;
  std::string name;
  std::string failure;
};

/// Runs the golden cases of one file: records worked by hand, and the values that follow from them. Errors as
/// of read_golden().
base::Result<std::vector<GoldenResult>> run_golden(std::string_view text, const std::string& file,
                                                   const std::vector<Definition>& definitions);

}  // namespace mizan::kpi
