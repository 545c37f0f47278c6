// A limit in working days counts by the hub's calendar: the shipped holidays, and the hub's own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr auto kDefinition = R"(format = 1
id = "decided_in_working_days"
version = 1
valid_from = "2020-01-01"
title = "Decided within three working days"
question = "How many cases were decided within three days that are worked?"
formula = "disposed within three working days from instituted_on / disposed"
unit = "percent"
form = "within"
source = "a test"
by = ["district"]
needs = []

[count]
unit = "case"
on = "disposed_on"
from = "instituted_on"
to = "disposed_on"

[[limit]]
days = 3
count = "working"
law = "a test"
)";

class WorkingDays : public ::testing::Test {
 protected:
  WorkingDays() {
    fs::copy(fs::path(MIZAN_SOURCE_DIR) / "config", hub_.path() / "config", fs::copy_options::recursive);
    hub_.put("mizan.toml",
             std::string("format = 1\ntables = \"config\"\nplugins = \"") + MIZAN_BINARY_DIR "/plugins\"\n");
    hub_.put("config/kpis/decided_in_working_days.toml", kDefinition);
    hub_.change_mapping("fir_year = \"fir_year\"\n",
                        "fir_year = \"fir_year\"\ndisposal = \"disposal\"\ndisposed_on = \"disposed\"\n");
    // Thursday, and then Friday and Saturday; Eid-ul-Fitr is on the first three days of the next week, with a
    // Sunday before it: the third day that is worked is Thursday, 3 April.
    hub_.put("data/a.csv",
             "no,district,instituted,fir_year,disposal,disposed\n"
             "1,Lahore,2025-03-27,2025,Convicted,2025-04-03\n"
             "2,Lahore,2025-03-27,2025,Convicted,2025-04-04\n");
  }

  std::string value() const {
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    return hub_.run("--format csv kpi values decided_in_working_days --province PB --period 2025-04").out;
  }

  const SmallHub hub_{"working_days"};
};

TEST_F(WorkingDays, AHolidayMoreIsADayMore) {
  EXPECT_THAT(value(), HasSubstr("50,1,2"));
  hub_.put("deadlines/holidays.csv",
           "when,province,name,valid_from,valid_to,source\n2025-04-03,PB,a day off,,,a test\n");
  EXPECT_THAT(value(), HasSubstr("100,2,2")) << "the cells are counted anew";
  EXPECT_EQ(
      hub_.number("SELECT count(*) FROM outbox WHERE type = 'org.mizan.kpi.value.restated.v1' AND subject = "
                  "'decided_in_working_days/2025-04/PB/total/_T/value' AND json_extract(body, "
                  "'$.data.cause') = 'definition' AND json_extract(body, '$.data.previous') = 50"),
      1)
      << "and who follows the feed is told, with the reason";
  const auto verified = hub_.run("kpi verify --kpi decided_in_working_days");
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  hub_.put("deadlines/holidays.csv",
           "when,province,name,valid_from,valid_to,source\n2025-04-03,KP,a day off,,,a test\n");
  EXPECT_THAT(value(), HasSubstr("50,1,2")) << "in another province it is none";
}

}  // namespace
}  // namespace mizan::test
