// What was known at a moment, told later by the real program, and what has moved it since.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <ctime>

#include "small_hub.hpp"

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

TEST_F(Past, AMomentThatIsNoneOrStillToComeIsRefused) {
  hub_.put("data/a.csv", std::string(kHeading) + "1,Lahore,2024-01-02,2023,,\n");
  ingest();
  const auto odd = hub_.run("kpi values pending --known-at yesterday");
  EXPECT_EQ(odd.exit_code, 3);
  EXPECT_THAT(odd.err, HasSubstr("known_at is a moment such as 2026-03-01T09:30:00Z, or a day"));
  const auto later = hub_.run("kpi values pending --known-at 2099-01-01");
  EXPECT_EQ(later.exit_code, 3);
  EXPECT_THAT(later.err, HasSubstr("still to come"));
}

}  // namespace
}  // namespace mizan::test
