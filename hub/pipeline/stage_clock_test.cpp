// Where the time of a run goes: every moment to one stage.
#include "pipeline/stage_clock.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "pipeline/ingest_runner.hpp"

namespace mizan::pipeline {
namespace {
namespace fs = std::filesystem;

double g_now = 0;
double told() {
  return g_now;
}

TEST(StageClock, AMomentCountsForTheInnermostStage) {
  g_now = 100;
  StageClock clock(&told);
  g_now += 1;
  {
    const StageClock::Turn reading(clock, Stage::kRead);
    g_now += 2;
    {
      const StageClock::Turn normalizing(clock, Stage::kNormalize);
      g_now += 4;
      {
        const StageClock::Turn storing(clock, Stage::kStore);
        g_now += 8;
      }
      g_now += 16;
    }
    g_now += 32;
  }
  EXPECT_EQ(clock.seconds(Stage::kRead), 34);
  EXPECT_EQ(clock.seconds(Stage::kNormalize), 20);
  EXPECT_EQ(clock.seconds(Stage::kStore), 8);
  EXPECT_EQ(clock.seconds(Stage::kWait), 0);
  EXPECT_EQ(clock.seconds(Stage::kOther), 1);
  EXPECT_EQ(clock.all(), 63);
}

mizan_str str(std::string_view text) {
  return {text.data(), text.size()};
}

/// A snapshot of nothing but what cannot be read: every stage has something to do, the store most.
class Unreadable final : public adapter::Source {
 public:
  const adapter::Descriptor& descriptor() const override { return about_; }
  base::Result<> check(const adapter::StopRequest& /*stop*/) override { return {}; }
  base::Result<> read(std::string_view /*token*/, adapter::SourceSink& sink,
                      const adapter::StopRequest& /*stop*/) override {
    MIZAN_TRY(sink.snapshot(adapter::SnapshotPhase::kBegin));
    for (int i = 0; i < 2000; ++i) {
      const auto where = "file:" + std::to_string(i);
      const mizan_reject reject{sizeof(mizan_reject), 0,      str(where), str("unreadable_row"),
                                str("a torn row"),    str("")};
      MIZAN_TRY(sink.reject(reject));
    }
    MIZAN_TRY(sink.checkpoint("1"));
    return sink.snapshot(adapter::SnapshotPhase::kComplete);
  }

 private:
  adapter::Descriptor about_{"unreadable", "1", "{}", 1};
};

class GoOn final : public adapter::StopRequest {
  bool stopped() const override { return false; }
};

// All of it on one thread, so that the stages cannot be more than the whole: what counts twice shows.
TEST(StageTimes, AddUpToNoMoreThanTheRun) {
  const auto path = fs::path(::testing::TempDir()) / "mizan_stage_times.db";
  for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path.string() + tail);
  auto store = *store::Store::open(path, store::OpenMode::kWrite);
  IngestJob job;
  job.source = *store.register_source("s", "{}");
  job.step = 100'000;
  Unreadable source;
  normalize::SourceRules rules;
  normalize::Normalizer normalizer(std::move(rules));
  const base::SystemClock clock;
  store::SharedStore shared(store);
  const auto report = run_ingest(source, normalizer, shared, job, clock, GoOn());
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->books.quarantined, 2000);
  const auto& times = report->times;
  EXPECT_GT(times.read, 0);
  EXPECT_GT(times.store, 0);
  const auto sum = times.read + times.normalize + times.wait + times.store;
  EXPECT_LE(sum, times.all * (1 + 1e-9));
  EXPECT_GT(sum, times.all / 2) << "most of a run belongs to a stage";
}

}  // namespace
}  // namespace mizan::pipeline
