// Places as their users meet them: names that no table has, a spelling accepted, the KPIs restated and
// proved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

const std::string kHeading = "no,district,station,fir,fir_year,fir_on,instituted\n";

class Places : public ::testing::Test {
 protected:
  Places() : hub_(std::string("places_") + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.change_mapping(
        "fir_year = \"fir_year\"\n",
        "fir_year = \"fir_year\"\nfir_no = \"fir\"\nfir_on = \"fir_on\"\npolice_station = \"station\"\n");
    hub_.change_mapping("province = \"PB\"\n", "province = \"PB\"\nplaces = \"pakistan\"\n");
    hub_.put("places/lahore.csv",
             "code,level,parent,name,aliases\nPB-PS-CL,station,PB-LAHORE,Civil Lines,\n"
             "PB-PS-MO,station,PB-LAHORE,Mozang,\n");
    hub_.put("data/a.csv",
             kHeading +
                 "1,Lahore,PS Civil Lines,5/24,2024,2024-02-01,2024-03-01\n"
                 "2,LAHORE,Civil "
                 "Line,5,2024,2024-02-01,2024-03-05\n3,Lahor,Mozang,9,2024,2024-02-20,2024-04-05\n");
  }

  nlohmann::json json(const std::string& words) const {
    const auto ran = hub_.run("--format json " + words);
    return base::parse_json(ran.out);
  }
  // FIRs of February 2024 by district.
  std::string firs() const {
    std::string all;
    for (const auto& row : json("kpi values firs_registered --by district --period 2024-02")) {
      if (row["by"] == "district" && row["province"] == "PB" && !row["value"].is_null())
        all += row["member"].get<std::string>() + " " + row["value"].dump() + ";";
    }
    return all;
  }
  void verified() const {
    const auto ran = hub_.run("kpi verify");
    EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(" 0 differences"));
  }

  SmallHub hub_;
};

TEST_F(Places, AnAcceptedSpellingIsReadAnewAndRestatesTheKpis) {
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(hub_.text("SELECT key, district, police_station FROM rec_case ORDER BY key"),
            "1|PB-LAHORE|PB-PS-CL\n2|PB-LAHORE|Civil Line\n3|Lahor|Mozang\n");
  const auto open = json("places unmatched");
  ASSERT_EQ(open.size(), 2U) << open.dump();
  EXPECT_THAT(open.dump(), HasSubstr("PB-LAHORE (lahore)"));
  EXPECT_THAT(open.dump(), HasSubstr("PB-PS-CL (civil lines)"));
  EXPECT_EQ(hub_.run("places check").exit_code, 0);
  EXPECT_EQ(firs(), "Lahor 1;PB-LAHORE 2;");

  EXPECT_EQ(hub_.run("places accept 'Civil Line' PB-PS-CL --by 'DPP office' --why 'same register'").exit_code,
            0);
  EXPECT_EQ(hub_.run("places accept Lahor PB-LAHORE --by 'DPP office' --why 'typing error'").exit_code, 0);
  EXPECT_EQ(hub_.run("places check").exit_code, 3) << "the records were read by other tables";
  const auto before = hub_.number("SELECT max(id) FROM outbox");
  const auto applied = json("places apply");
  EXPECT_EQ(applied[0]["changed"], 2);
  EXPECT_EQ(hub_.text("SELECT key, district, police_station FROM rec_case ORDER BY key"),
            "1|PB-LAHORE|PB-PS-CL\n2|PB-LAHORE|PB-PS-CL\n3|PB-LAHORE|PB-PS-MO\n");
  EXPECT_EQ(hub_.number("SELECT count(DISTINCT linked_case) FROM rec_case WHERE key IN ('1', '2')"), 1)
      << "one FIR, two records";
  EXPECT_EQ(firs(), "PB-LAHORE 2;") << "5/24 and 9/24";
  EXPECT_GT(hub_.number("SELECT count(*) FROM outbox WHERE id > " + std::to_string(before) +
                        " AND body LIKE '%\"config\"%'"),
            0);
  EXPECT_EQ(json("places unmatched").size(), 0U);
  EXPECT_EQ(hub_.run("places check").exit_code, 0);
  verified();

  // What comes again is what is held.
  hub_.put("data/b.csv", kHeading + "2,LAHORE,Civil Line,5,2024,2024-02-01,2024-03-05\n");
  EXPECT_EQ(json("ingest")[0]["unchanged"], 1);
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(Places, AnIngestReadsAnewWhatOtherTablesChanged) {
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  hub_.put("places/lahore.csv",
           "code,level,parent,name,aliases\nPB-PS-CL,station,PB-LAHORE,Civil Lines,Civil Line\n"
           "PB-PS-MO,station,PB-LAHORE,Mozang,\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(hub_.text("SELECT police_station FROM rec_case WHERE key = '2'"), "PB-PS-CL\n");
  verified();
  hub_.change_mapping("places = \"pakistan\"\n", "");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(hub_.text("SELECT key, district, police_station FROM rec_case ORDER BY key"),
            "1|Lahore|PS Civil Lines\n2|LAHORE|Civil Line\n3|Lahor|Mozang\n")
      << "without a table, as the source wrote it";
  verified();
}

TEST_F(Places, ASpellingIsRefusedInOneSentence) {
  const auto refused = hub_.run("places accept Mozang PB-PS-CL --by a --why b");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("'Mozang' already means PB-PS-MO"));
  EXPECT_THAT(hub_.run("places accept Mozang PB-PS-XX --by a --why b").err,
              HasSubstr("'PB-PS-XX' is no place"));
}

TEST_F(Places, TheTablesAreListedByLevelPlaceAndDay) {
  const auto stations = json("places list --level station --within PB-LAHORE");
  EXPECT_EQ(stations.size(), 2U);
  const auto district = [&](const char* day) {
    return hub_
        .run(std::string("--format csv places list --level district --within SD-DIV-KARACHI --on ") + day)
        .out;
  };
  EXPECT_THAT(district("2020-09-04"), HasSubstr("SD-KEAMARI"));
  EXPECT_THAT(district("2020-09-03"), ::testing::Not(HasSubstr("SD-KEAMARI,")));
}

// What the shipped definitions count by is what the shipped table says; by hand for the working days, see
// hub/deadlines.
TEST(Deadlines, TheDefinitionsFollowTheTable) {
  const SmallHub hub("deadlines");
  const auto checked = hub.run("deadlines check");
  EXPECT_EQ(checked.exit_code, 0) << checked.out << checked.err;
  EXPECT_EQ(hub.run("deadlines due ata-trial 2025-03-28 --province PB").out, "2025-04-09\n");
  EXPECT_EQ(hub.run("deadlines due scrutiny 2025-03-28 --province KP").exit_code, 2) << "only Punjab has one";
}

}  // namespace
}  // namespace mizan::test
