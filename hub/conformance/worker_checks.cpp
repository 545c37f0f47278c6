// The same adapter in a worker process gives the same.
#include <fmt/format.h>

#include "adapter/checks.hpp"
#include "adapter/inline_source.hpp"
#include "adapter/worker_source.hpp"
#include "base/digest.hpp"
#include "conformance/reading.hpp"

namespace mizan::conformance {
namespace {

/// All that goes into it, in order, as digests. Where batches end is nobody's promise.
class Stream final : public adapter::SourceSink {
 public:
  base::Result<> emit(std::span<const mizan_record> records) override {
    for (const auto& record : records) all.push_back(digest_of(record));
    return {};
  }
  base::Result<> checkpoint(std::string_view token) override { return keep("c", token); }
  base::Result<> reject(const mizan_reject& reject) override {
    return keep(fmt::format("r{}", reject.field),
                fmt::format("{} {} {} {}", adapter::text_of(reject.where), adapter::text_of(reject.reason),
                            adapter::text_of(reject.detail), adapter::text_of(reject.raw)));
  }
  base::Result<> snapshot(adapter::SnapshotPhase phase) override {
    return keep("s", phase == adapter::SnapshotPhase::kBegin ? "begin" : "complete");
  }

  std::vector<std::uint64_t> all;

 private:
  base::Result<> keep(std::string_view what, std::string_view text) {
    all.push_back(base::digest64(fmt::format("{}:{}", what, text)));
    return {};
  }
};

class NoStop final : public adapter::StopRequest {
 public:
  bool stopped() const override { return false; }
};

class NoLog final : public adapter::SourceLog {
 public:
  void write(int, std::string_view) override {}
};

/// The subject's services at one moment: what a checkpoint says of the time is the same in both.
class AtOneMoment final : public adapter::HostServices {
 public:
  explicit AtOneMoment(adapter::HostServices& services) : services_(services), now_(services.now()) {}
  base::Result<base::Secret> secret(std::string_view name) override { return services_.secret(name); }
  base::Micros now() override { return now_; }
  base::Result<adapter::HttpResponse> fetch(const adapter::HttpRequest& request,
                                            const adapter::StopRequest& stop) override {
    return services_.fetch(request, stop);
  }

 private:
  adapter::HostServices& services_;
  base::Micros now_;
};

base::Result<std::vector<std::uint64_t>> stream_of(base::Result<std::unique_ptr<adapter::Source>> source) {
  if (!source) return source.error();
  Stream stream;
  MIZAN_TRY((*source)->read("", stream, NoStop()));
  return std::move(stream.all);
}

Outcome is_the_same_in_a_worker(const Subject& subject) {
  if (subject.worker.empty()) return skipped("there is no mizan-worker beside this program");
  auto library = adapter::Library::open(subject.plugin);
  if (!library) return skipped("it cannot be loaded");
  NoLog log;
  std::optional<AtOneMoment> moment;
  if (subject.services != nullptr) moment.emplace(*subject.services);
  auto* services = moment ? &*moment : nullptr;
  const auto here =
      stream_of(adapter::open_inline_source(std::move(*library), subject.settings, log, services));
  if (!here) return skipped(here.error().message);
  adapter::WorkerOptions options;
  options.program = subject.worker;
  options.plugin = subject.plugin;
  options.limits = subject.limits;
  const auto there = stream_of(adapter::open_worker_source(options, subject.settings, log, services));
  if (!there) return failed("in a worker: " + there.error().message);
  if (here->size() != there->size())
    return failed(
        fmt::format("in this process it gives {} things, in a worker {}", here->size(), there->size()));
  const auto [at, other] = std::mismatch(here->begin(), here->end(), there->begin());
  return at == here->end() ? passed(fmt::format("{} things", here->size()))
                           : failed(fmt::format("what it gives {}th in a worker is something else",
                                                at - here->begin() + 1));
}

constexpr std::array kChecks = {
    Check{"worker.same", "In a worker's sandbox it gives the same, byte by byte.", &is_the_same_in_a_worker},
};

}  // namespace

std::span<const Check> worker_checks() {
  return kChecks;
}

}  // namespace mizan::conformance
