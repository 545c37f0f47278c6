#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace mizan::ops {

/// One value of a metric, with the labels that tell it from its others.
struct Sample {
  std::vector<std::pair<std::string, std::string>> labels;
  double value = 0;
};

/// A metric, as Prometheus names and types it.
struct Metric {
  std::string name;
  std::string help;
  bool only_grows = false;  ///< a counter; else a gauge
  std::vector<Sample> samples;
};

/// Prometheus' text format 0.0.4. What a label must not hold as it is is escaped.
std::string metrics_text(const std::vector<Metric>& metrics);

inline constexpr const char* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

/// What the kernel says of this process; 0 where it does not.
struct ProcessState {
  double cpu_seconds = 0;
  std::int64_t resident_bytes = 0;
  std::int64_t open_files = 0;
  std::int64_t threads = 0;
  double started_at = 0;  ///< seconds since 1970
};
ProcessState process_state();

}  // namespace mizan::ops
