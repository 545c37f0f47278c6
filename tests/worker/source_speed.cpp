// Records a second through one source, in this process and through a worker, turn by turn:
//   mizan_source_speed PLUGIN SETTINGS-FILE [ROUNDS]
// and how long a worker takes to start. Figures are medians. Not a test: figures are for docs and decisions.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
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

double read_seconds(Source& source, Quiet& quiet, std::size_t& count) {
  Counting sink;
  const auto start = Clock::now();
  if (const auto read = source.read("", sink, quiet); !read) fmt::print("{}\n", read.error().message);
  count = sink.count;
  return seconds_since(start);
}

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
  std::vector<double> here;
  std::vector<double> there;
  std::vector<double> starts;
  std::size_t count = 0;
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 11;
  for (int round = 0; round < rounds; ++round) {
    auto library = Library::open(argv[1]);
    if (!library) return 1;
    auto local = open_inline_source(std::move(*library), settings, quiet);
    const auto start = Clock::now();
    auto worker = open_worker_source(options, settings, quiet);
    starts.push_back(seconds_since(start));
    if (!local || !worker) {
      fmt::print("{}\n", local ? worker.error().message : local.error().message);
      return 1;
    }
    here.push_back(read_seconds(**local, quiet, count));
    there.push_back(read_seconds(**worker, quiet, count));
  }
  const auto records = static_cast<double>(count);
  fmt::print("{} records: in-process {:.0f}/s, worker {:.0f}/s, {:+.3f} us a record; start {:.1f} ms\n",
             count, records / median(here), records / median(there),
             (median(there) - median(here)) / records * 1e6, median(starts) * 1000);
  return 0;
}
