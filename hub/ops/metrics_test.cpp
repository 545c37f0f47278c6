#include "ops/metrics.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <ctime>

namespace mizan::ops {
namespace {

using ::testing::HasSubstr;

// By hand, after Prometheus' "Exposition formats".
TEST(Metrics, AreWordedAsPrometheusReadsThem) {
  const auto text = metrics_text({{"mizan_records_total", "Records.", true, {{{{"source", "court"}}, 3}}},
                                  {"mizan_disk_free_bytes", "Free.", false, {{{}, 2.5}}}});
  EXPECT_EQ(
      text,
      "# HELP mizan_records_total Records.\n# TYPE mizan_records_total counter\n"
      "mizan_records_total{source=\"court\"} 3\n"
      "# HELP mizan_disk_free_bytes Free.\n# TYPE mizan_disk_free_bytes gauge\nmizan_disk_free_bytes 2.5\n");
}

TEST(Metrics, ALabelCannotForgeALine) {
  const auto text = metrics_text({{"m", "h", false, {{{{"l", "a\"b\\c\nmizan_up 1"}}, 1}}}});
  EXPECT_THAT(text, HasSubstr(R"(m{l="a\"b\\c\nmizan_up 1"} 1)"));
}

TEST(Metrics, TheProcessIsThisOne) {
  const auto state = process_state();
  EXPECT_GT(state.resident_bytes, 1 << 20);
  EXPECT_GE(state.threads, 1);
  EXPECT_GE(state.open_files, 3);
  const auto now = static_cast<double>(std::time(nullptr));
  EXPECT_GT(state.started_at, now - 3600);
  EXPECT_LT(state.started_at, now + 5);
}

}  // namespace
}  // namespace mizan::ops
