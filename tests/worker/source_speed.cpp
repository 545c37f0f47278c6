// What a worker costs: one source read in this process and through a worker, turn by turn.
//   mizan_source_speed PLUGIN SETTINGS-FILE [ROUNDS [FOLDER…]]
// FOLDERs may be read by the worker, besides the one of the settings. Prints one line of JSON; figures are
// medians: seconds on the clock and of the processors (of the worker too), milliseconds that a worker takes
// to start, its largest memory. Not a test: `./dev bench` runs it.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "adapter/inline_source.hpp"
#include "adapter/worker_source.hpp"

namespace {
using namespace mizan::adapter;
using Clock = std::chrono::steady_clock;

class Counting final : public SourceSink {
 public:
  mizan::base::Result<> emit(std::span<const mizan_record> records) override {
    count += records.size();
    return {};
  }
  mizan::base::Result<> checkpoint(std::string_view) override { return {}; }
  mizan::base::Result<> reject(const mizan_reject&) override { return {}; }
  mizan::base::Result<> snapshot(SnapshotPhase) override { return {}; }
  std::size_t count = 0;
};

class Quiet final : public SourceLog, public StopRequest {
 public:
  void write(int, std::string_view) override {}
  bool stopped() const override { return false; }
};

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

double processor_seconds(int who) {
  rusage used{};
  getrusage(who, &used);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/// A process as /proc tells of it.
struct Process {
  int parent = 0;
  long peak_kib = 0;
};

std::map<int, Process> processes() {
  std::map<int, Process> all;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const int pid = std::atoi(entry.path().filename().c_str());
    std::ifstream status(entry.path() / "status");
    if (pid == 0) continue;
    for (std::string line; std::getline(status, line);) {
      if (line.starts_with("PPid:")) all[pid].parent = std::atoi(line.c_str() + 5);
      if (line.starts_with("VmHWM:")) all[pid].peak_kib = std::atol(line.c_str() + 6);
    }
  }
  return all;
}

// Of the workers of this process, and whatever they have started.
long peak_of_workers() {
  auto all = processes();
  long sum = 0;
  for (const auto& [pid, process] : all) {
    auto above = process.parent;
    while (above > 1 && above != getpid()) above = all.contains(above) ? all[above].parent : 0;
    if (above == getpid()) sum += process.peak_kib;
  }
  return sum;
}

struct Reading {
  std::vector<double> seconds;
  std::vector<double> cpu;
  std::size_t records = 0;

  // False, and said, where it failed. A worker's processor time is known once it has ended.
  bool run(std::unique_ptr<Source> source, Quiet& quiet, long* peak) {
    Counting sink;
    const auto children = processor_seconds(RUSAGE_CHILDREN);
    const auto own = processor_seconds(RUSAGE_SELF);
    const auto start = Clock::now();
    const auto read = source->read("", sink, quiet);
    seconds.push_back(seconds_since(start));
    const auto used = processor_seconds(RUSAGE_SELF) - own;
    if (peak != nullptr) *peak = std::max(*peak, peak_of_workers());
    source.reset();
    cpu.push_back(used + processor_seconds(RUSAGE_CHILDREN) - children);
    records = sink.count;
    if (!read) fmt::print(stderr, "{}\n", read.error().message);
    return read.has_value();
  }
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  std::ifstream in(argv[2]);
  const std::string settings((std::istreambuf_iterator<char>(in)), {});
  Quiet quiet;
  WorkerOptions options;
  options.program = std::filesystem::read_symlink("/proc/self/exe").parent_path() / "mizan-worker";
  options.plugin = argv[1];
  options.limits.readable = {std::filesystem::absolute(argv[2]).parent_path()};
  for (int i = 4; i < argc; ++i) options.limits.readable.emplace_back(argv[i]);
  Reading here;
  Reading there;
  std::vector<double> starts;
  long peak = 0;
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 11;
  for (int round = 0; round < rounds; ++round) {
    auto library = Library::open(argv[1]);
    if (!library) return 1;
    auto local = open_inline_source(std::move(*library), settings, quiet);
    const auto start = Clock::now();
    auto worker = open_worker_source(options, settings, quiet);
    starts.push_back(seconds_since(start));
    if (!local || !worker) {
      fmt::print(stderr, "{}\n", local ? worker.error().message : local.error().message);
      return 1;
    }
    if (!here.run(std::move(*local), quiet, nullptr) || !there.run(std::move(*worker), quiet, &peak))
      return 1;
  }
  fmt::print(R"({{"records":{},"rounds":{},"inline":{{"seconds":{:.6f},"cpu":{:.6f}}},)"
             R"("worker":{{"seconds":{:.6f},"cpu":{:.6f},"start_ms":{:.2f},"peak_kib":{}}}}})"
             "\n",
             here.records, rounds, median(here.seconds), median(here.cpu), median(there.seconds),
             median(there.cpu), median(starts) * 1000, peak);
  return here.records == there.records ? 0 : 1;
}
