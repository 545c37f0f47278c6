// Figures that were published with their parts (shares that no catalogue told apart) come out of the
// definition that each stands for, when the parts are fed as records.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>
#include <utility>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

class Published : public ::testing::Test {
 protected:
  Published() {
    hub_.change_mapping("fir_year = \"fir_year\"\n",
                        "fir_year = \"fir_year\"\ndisposal = \"disposal\"\ndisposed_on = \"disposed\"\n");
  }

  // So many cases that ended with these words on a day.
  void add(int count, const std::string& disposal, const std::string& day) {
    for (int i = 0; i < count; ++i)
      rows_ << ++cases_ << ",Lahore," << day.substr(0, 4) << "-01-01," << day.substr(0, 4) << "," << disposal
            << "," << day << "\n";
  }
  // "value,numerator,denominator" of a KPI of Punjab.
  std::string value(const std::string& kpi, const std::string& period) {
    if (!std::exchange(loaded_, true)) {
      hub_.put("data/a.csv", "no,district,instituted,fir_year,disposal,disposed\n" + rows_.str());
      const auto ran = hub_.run("ingest");
      EXPECT_EQ(ran.exit_code, 0) << ran.err;
    }
    const auto ran = hub_.run("--format csv kpi values " + kpi + " --province PB --period " + period);
    return ran.exit_code == 0 ? ran.out : ran.err;
  }

  const SmallHub hub_{"published"};
  std::ostringstream rows_;
  int cases_ = 0;
  bool loaded_ = false;
};

// Punjab prosecution, January to May 2016: 34,704 convicted and 2,576 acquitted on merit, "93.1 %". The same
// cases with those that ended otherwise are a lower share, which is why a share must say of what it is one.
TEST_F(Published, PunjabOf2016IsAShareOfContestedCases) {
  add(34'704, "Convicted", "2016-05-31");
  add(2'576, "Acquitted", "2016-05-31");
  EXPECT_THAT(value("conviction_contested", "2016"), HasSubstr("93.0901,34704,37280"));
}

// Anti-terrorism courts of Punjab, 2013: 506 decided, 136 convictions, 307 acquittals, 63 otherwise: "26.9
// %".
TEST_F(Published, AntiTerrorismCourtsOf2013AreAShareOfWhatWasDisposedOf) {
  add(136, "Convicted", "2013-06-30");
  add(307, "Acquitted", "2013-06-30");
  add(63, "Abated", "2013-06-30");
  EXPECT_THAT(value("conviction_disposed", "2013"), HasSubstr("26.8775,136,506"));
  EXPECT_THAT(value("conviction_contested", "2013"), HasSubstr("30.6998,136,443"));
}

// Anti-terrorism courts of Sindh, June 2015: 24 of 101, "23.7 %".
TEST_F(Published, SindhOf2015IsAShareOfWhatWasDisposedOf) {
  add(24, "Convicted", "2015-06-15");
  add(70, "Acquitted", "2015-06-15");
  add(7, "Compromise", "2015-06-15");
  EXPECT_THAT(value("conviction_disposed", "2015-06"), HasSubstr("23.7624,24,101"));
}

}  // namespace
}  // namespace mizan::test
