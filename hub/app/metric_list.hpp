#pragma once
#include <span>
#include <string_view>

namespace mizan::app {

/// A metric that the hub gives, as docs/metrics.md lists it.
struct MetricInfo {
  std::string_view name;
  std::string_view labels;  ///< by commas; empty: none
  bool only_grows;          ///< a counter; else a gauge
  std::string_view help;
};

/// All there are: whoever gathers metrics can give no others.
std::span<const MetricInfo> metric_list();

}  // namespace mizan::app
