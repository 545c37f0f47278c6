#pragma once
#include <memory>
#include <vector>

#include "base/error.hpp"
#include "simulate/export_writer.hpp"
#include "simulate/options.hpp"
#include "simulate/truth.hpp"

namespace mizan::simulate {

/// A kConfig error naming the first option that is out of its range.
base::Result<void> check_options(const Options& options);

/// True if that province is written as CSV in the layout.
bool writes_csv(const Options& options, const ProvinceInfo& province);

/// Court records of each province, in order; they sum to options.cases.
std::vector<std::int64_t> records_of_provinces(const Options& options);

/// Makes the province's folder and opens its files for writing.
base::Result<std::unique_ptr<ExportWriter>> open_export(const Options& options, const Geography& geography);

Summary summarize(const Options& options, const std::vector<std::unique_ptr<Truth>>& truths,
                  std::int64_t bytes);

}  // namespace mizan::simulate
