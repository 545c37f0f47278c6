#pragma once
// Private to this folder: the parts of a golden case, as its TOML says them.
#include <mizan/toml/toml.hpp>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "kpi/engine.hpp"

namespace mizan::kpi {

/// An error that names the node's line.
base::Error wrong(const std::string& file, const toml::node& node, const std::string& what);

/// Nothing if there is no such day.
std::optional<base::Day> day_of(const toml::date& date);

/// Those of `source`, in its order; without it one of each holder, which sees everything and has no horizon.
/// `newest` has the moment of the newest change by name.
base::Result<std::vector<SourceState>> read_golden_sources(const toml::table& golden,
                                                           const std::string& file);

/// The source that a record's `source` names, or the first of its `holder`: the court unless said.
base::Result<model::SourceId> source_of_record(const toml::table& record,
                                               const std::vector<SourceState>& sources,
                                               const std::string& file);

/// How a result differs from a line of `expect`; empty if it does not.
std::string difference_from(const toml::table& expect, const model::KpiResult& result);

}  // namespace mizan::kpi
