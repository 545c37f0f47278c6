#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "simulate/case_group.hpp"
#include "simulate/geography.hpp"

namespace mizan::simulate {

/// Writes the case groups of one province in one file format (README.md, "What lies on disk"). Not for
/// several threads at once.
class ExportWriter {
 public:
  virtual ~ExportWriter() = default;
  virtual void write(const CaseGroup& group) = 0;
  virtual std::int64_t bytes() const = 0;
  /// Puts the files in place. An error that happened while writing comes out here, as kStore.
  virtual base::Result<void> finish() = 0;
};

/// What is the same for every row of a file set.
struct ExportPlan {
  std::filesystem::path folder;  ///< must exist
  const Geography* geography = nullptr;
  base::Day stamp;          ///< the day in updated_at
  bool json_array = false;  ///< JSON only
};

base::Result<std::unique_ptr<ExportWriter>> open_csv_export(const ExportPlan& plan);
base::Result<std::unique_ptr<ExportWriter>> open_json_export(const ExportPlan& plan);

}  // namespace mizan::simulate
