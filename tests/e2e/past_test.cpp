// What was known at a moment, told later by the real program, and what has moved it since.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>

#include "small_hub.hpp"
#include "support/program.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

// Of now, to the millisecond; what comes later comes with another process, and takes longer to.
std::string this_moment() {
  using namespace std::chrono;
  const auto now = duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  const std::time_t seconds = now / 1000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char day[32];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &utc);
  char text[48];
  std::snprintf(text, sizeof text, "%s.%03dZ", day, static_cast<int>(now % 1000));
  return text;
}

class Past : public ::testing::Test {
 protected:
  Past() {
    hub_.change_mapping("fir_year = \"fir_year\"\n",
                        "fir_year = \"fir_year\"\ndisposal = \"disposal\"\ndisposed_on = \"disposed\"\n");
  }
  static constexpr const char* kHeading = "no,district,instituted,fir_year,disposal,disposed\n";
  std::string pending(const std::string& more) const {
    const auto ran = hub_.run("--format csv kpi values pending --every year --by all " + more);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return ran.out;
  }
  void ingest() const {
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }

  const SmallHub hub_{"past"};
};

TEST_F(Past, IsToldLaterAndWhatMovedItSinceIsNamed) {
  const auto before_all = this_moment();
  hub_.put("data/a.csv", std::string(kHeading) + "1,Lahore,2024-01-02,2023,,\n2,Multan,2024-01-03,2023,,\n");
  ingest();
  const auto first = pending("");
  const auto moment = this_moment();
  // One comes late, one was instituted a year later than it said.
  hub_.put("data/b.csv", std::string(kHeading) + "3,Lahore,2024-02-02,2023,,\n2,Multan,2025-01-03,2023,,\n");
  ingest();
  const auto second = pending("");
  EXPECT_NE(first, second);
  EXPECT_EQ(pending("--known-at " + moment), first);
  EXPECT_EQ(pending("--known-at now"), second);
  EXPECT_THAT(pending("--known-at " + before_all), ::testing::Not(HasSubstr(",2,")));

  const auto diff = hub_.run("--format csv kpi diff pending --period 2024 --province PB --from " + moment);
  EXPECT_EQ(diff.exit_code, 0) << diff.err;
  EXPECT_THAT(diff.err, HasSubstr("pending value = 2 "));
  EXPECT_THAT(diff.err, HasSubstr("2 cases moved it"));
  EXPECT_THAT(diff.out, HasSubstr(",new,case,court,3\n"));
  EXPECT_THAT(diff.out, HasSubstr(",changed,case,court,2\n"));
  EXPECT_THAT(diff.out, ::testing::Not(HasSubstr("court,1\n")));
}

TEST_F(Past, IsExplainedByTheRecordsAsTheyWere) {
  hub_.put("data/a.csv", std::string(kHeading) + "1,Lahore,2024-01-02,2023,,\n2,Multan,2024-01-03,2023,,\n");
  ingest();
  const auto moment = this_moment();
  hub_.put("data/b.csv", std::string(kHeading) + "3,Lahore,2024-02-02,2023,,\n2,Okara,2024-01-04,2023,,\n");
  ingest();
  const auto words = std::string("--format csv kpi explain pending --period 2024 --province PB");
  const auto then = hub_.run(words + " --known-at " + moment);
  EXPECT_EQ(then.exit_code, 0) << then.err;
  EXPECT_THAT(then.err, HasSubstr("pending 2024 PB _T value: 2 "));
  EXPECT_THAT(then.err, HasSubstr("2 of 2 cases shown, as known at " + moment.substr(0, 19)));
  EXPECT_THAT(then.out, HasSubstr("Multan"));
  EXPECT_THAT(then.out, ::testing::Not(HasSubstr("Okara")));
  const auto now = hub_.run(words);
  EXPECT_THAT(now.err, HasSubstr("3 of 3 cases shown"));
  EXPECT_THAT(now.out, HasSubstr("Okara"));
  EXPECT_THAT(now.out, ::testing::Not(HasSubstr("Multan")));
}

TEST_F(Past, IsVerifiedByPlainSql) {
  hub_.put("data/a.csv", std::string(kHeading) + "1,Lahore,2024-01-02,2023,,\n2,Multan,2024-01-03,2023,,\n");
  ingest();
  const auto moment = this_moment();
  hub_.put("data/b.csv", std::string(kHeading) + "3,Lahore,2024-02-02,2023,,\n2,Okara,2025-01-04,2023,,\n");
  ingest();
  const auto then = hub_.run("kpi verify --known-at " + moment);
  EXPECT_EQ(then.exit_code, 0) << then.err << then.out;
  EXPECT_THAT(then.err, HasSubstr(" values compared, 0 differences"));
  EXPECT_THAT(then.err, ::testing::Not(HasSubstr("\n0 values compared")));
}

// The library that the W3C's page names reads it, and from the value leads to what each source sent.
TEST_F(Past, IsToldInTheFormOfTheW3C) {
  hub_.put("data/a.csv", std::string(kHeading) + "1,Lahore,2024-01-02,2023,,\n2,Multan,2024-01-03,2023,,\n");
  ingest();
  const auto told = hub_.run("kpi explain pending --period 2024 --province PB --prov");
  ASSERT_EQ(told.exit_code, 0) << told.err;
  const auto file = hub_.put("prov.json", told.out);
  const auto read = run({"/usr/bin/python3", MIZAN_SOURCE_DIR "/tests/e2e/read_prov.py", file.string()});
  EXPECT_EQ(read.exit_code, 0) << read.err;
  EXPECT_THAT(read.out, HasSubstr("values 1\nraw texts 2\n"));
  EXPECT_THAT(read.out, HasSubstr("Lahore"));
  EXPECT_THAT(read.out, HasSubstr("Multan"));
}

TEST_F(Past, GoesBackAsFarAsTheConfigSays) {
  hub_.put("data/a.csv", std::string(kHeading) + "1,Lahore,2024-01-02,2023,,\n");
  ingest();
  const auto config = hub_.config();
  hub_.put("mizan.toml", config + "[retention]\nhistory_days = 7\n");
  const auto short_time = hub_.run("retention show");
  EXPECT_EQ(short_time.exit_code, 2);
  EXPECT_THAT(short_time.err, HasSubstr("retention.history_days: expected 30 days or more"));
  hub_.put("mizan.toml", config + "[retention]\nhistory_days = 40\nraw_days = 50\n");
  const auto shown = hub_.run("--format csv retention show");
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("raw texts,the beginning,20"));
  const auto done = hub_.run("retention apply");
  EXPECT_EQ(done.exit_code, 0) << done.err;
  const auto refused = hub_.run("kpi values pending --known-at 2024-01-01");
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("no longer kept ([retention] history_days)"));
  EXPECT_EQ(hub_.run("kpi verify").exit_code, 0);
}

TEST_F(Past, AMomentThatIsNoneOrStillToComeIsRefused) {
  hub_.put("data/a.csv", std::string(kHeading) + "1,Lahore,2024-01-02,2023,,\n");
  ingest();
  const auto odd = hub_.run("kpi values pending --known-at yesterday");
  EXPECT_EQ(odd.exit_code, 3);
  EXPECT_THAT(odd.err, HasSubstr("known_at is a moment such as 2026-03-01T09:30:00Z, or a day"));
  const auto later = hub_.run("kpi values pending --known-at 2099-01-01");
  EXPECT_EQ(later.exit_code, 3);
  EXPECT_THAT(later.err, HasSubstr("still to come"));
  const auto before_all = hub_.run("kpi explain pending --period 2024 --known-at 2001-01-01");
  EXPECT_EQ(before_all.exit_code, 2);
  EXPECT_THAT(before_all.err, HasSubstr("no version of the KPI \"pending\" was in force on 2001-01-01"));
}

}  // namespace
}  // namespace mizan::test
