#include "ops/metrics.hpp"

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>

namespace mizan::ops {
namespace {

prometheus::ClientMetric client_metric(const Sample& sample, bool counter) {
  prometheus::ClientMetric out;
  for (const auto& [name, value] : sample.labels) out.label.push_back({name, value});
  if (counter) {
    out.counter.value = sample.value;
  } else {
    out.gauge.value = sample.value;
  }
  return out;
}

// What stands behind the command, which may itself have blanks and brackets (proc(5)).
std::vector<std::string> stat_fields() {
  std::ifstream in("/proc/self/stat");
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const auto end = text.rfind(')');
  std::istringstream words(end == std::string::npos ? std::string() : text.substr(end + 1));
  return {std::istream_iterator<std::string>(words), {}};
}

double boot_time() {
  std::ifstream in("/proc/stat");
  std::string word;
  double seconds = 0;
  while (in >> word) {
    if (word == "btime" && in >> seconds) return seconds;
  }
  return 0;
}

}  // namespace

std::string metrics_text(const std::vector<Metric>& metrics) {
  std::vector<prometheus::MetricFamily> families;
  for (const auto& metric : metrics) {
    prometheus::MetricFamily family;
    family.name = metric.name;
    family.help = metric.help;
    family.type = metric.only_grows ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
    for (const auto& sample : metric.samples)
      family.metric.push_back(client_metric(sample, metric.only_grows));
    families.push_back(std::move(family));
  }
  return prometheus::TextSerializer().Serialize(families);
}

ProcessState process_state() {
  ProcessState state;
  const auto fields = stat_fields();
  constexpr std::size_t kUser = 11, kSystem = 12, kThreads = 17, kStarted = 19, kResident = 21;
  if (fields.size() <= kResident) return state;
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  state.cpu_seconds = (std::stod(fields[kUser]) + std::stod(fields[kSystem])) / ticks;
  state.threads = std::stoll(fields[kThreads]);
  state.started_at = boot_time() + std::stod(fields[kStarted]) / ticks;
  state.resident_bytes = std::stoll(fields[kResident]) * sysconf(_SC_PAGESIZE);
  std::error_code failed;
  for (const auto& each : std::filesystem::directory_iterator("/proc/self/fd", failed)) {
    static_cast<void>(each);
    ++state.open_files;
  }
  return state;
}

}  // namespace mizan::ops
