// One case across holders as its users meet it: linked by FIR and number, reviewed by hand, restated and
// proved.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::HasSubstr;

const std::string kCourt = "no,district,station,fir,fir_year,court,number,instituted,disposal,disposed\n";
const std::string kPolice = "no,district,station,fir,fir_on,number\n";

class Links : public ::testing::Test {
 protected:
  Links() : hub_(std::string("links_") + ::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.change_mapping(
        "fir_year = \"fir_year\"\n",
        "fir_year = \"fir_year\"\nfir_no = \"fir\"\npolice_station = \"station\"\ncourt = \"court\"\n"
        "court_case_no = \"number\"\ndisposal = \"disposal\"\ndisposed_on = \"disposed\"\n");
    hub_.put("sources/police.toml",
             "format = 1\nname = \"police\"\nadapter = \"csv\"\nmapping = "
             "\"../mappings/police.toml\"\n[settings]\n"
             "folder = \"../police\"\n");
    hub_.put(
        "mappings/police.toml",
        "format = 1\n[source]\nholder = \"police\"\nprovince = \"PB\"\npopulations = "
        "[\"firs\"]\n[input]\nformat = "
        "\"csv\"\nfiles = { rows = \"*.csv*\" }\n[[record]]\nkind = \"case\"\nfile = \"rows\"\nkey = \"no\"\n"
        "[record.fields]\ndistrict = \"district\"\npolice_station = \"station\"\nfir_no = \"fir\"\nfir_on = "
        "\"fir_on\"\n"
        "court = { value = \"ASJ Kasur\" }\ncourt_case_no = \"number\"\n");
    // FIR 12 of 2024 in three ways; the court's second record names no FIR but the number that the police
    // have too.
    hub_.put("police/a.csv", kPolice +
                                 "L1,Kasur,Saddar,FIR No. 012-2024,2024-02-01,\n"
                                 "L2,Kasur,Saddar,۱۳/۲۴,2024-02-02,Sessions Case 45/2024\n"
                                 "L3,Kasur,Saddar,14/24,2024-02-03,\n");
    hub_.put("data/a.csv",
             kCourt +
                 "C1,Kasur,SADDAR,12/24,2024,ASJ Kasur,44/2024,2024-03-01,convicted,2024-05-01\n"
                 "C2,Kasur,,,,ASJ Kasur,Sessions Case No. 045 of 2024,2024-03-05,convicted,2024-05-02\n"
                 "C3,Kasur,Saddar,41/24,2024,ASJ Kasur,46/2024,2024-03-06,convicted,2024-05-03\n");
  }

  nlohmann::json json(const std::string& words) const {
    return base::parse_json(hub_.run("--format json " + words).out);
  }
  std::int64_t cases() const { return hub_.number("SELECT count(DISTINCT linked_case) FROM rec_case"); }
  void verified() const {
    const auto ran = hub_.run("kpi verify");
    EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(" 0 differences"));
  }
  std::string link_of(const std::string& source, const std::string& key) const {
    for (const auto& row : json("case show " + source + " " + key)) {
      if (row["source"] == source && row["key"] == key) return row["link"];
    }
    return "";
  }

  SmallHub hub_;
};

TEST_F(Links, RecordsOfOneFirCountTogetherHoweverItIsWritten) {
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  // FIR 12 and 13 each with its court's record; 14 and the court's 41 alone.
  EXPECT_EQ(cases(), 4);
  EXPECT_EQ(link_of("court", "C1"), "fir PB|KASUR|SADDAR|12|2024");
  EXPECT_EQ(link_of("court", "C2"), "court_number");
  EXPECT_EQ(json("link list").size(), 1U);
  verified();
  EXPECT_EQ(json("ingest")[0]["accepted"], 0);
  EXPECT_EQ(cases(), 4);
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(Links, AReviewedLinkRestatesTheKpisAsRelinkedAndCanBeTakenBack) {
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(
      hub_.run("link add court C3 police L3 --by 'DPP office' --why 'the challan names FIR 14'").exit_code,
      0);
  EXPECT_EQ(hub_.run("link apply").exit_code, 0);
  EXPECT_EQ(cases(), 3);
  EXPECT_THAT(link_of("court", "C3"), HasSubstr("manual police L3, DPP office 2"));
  EXPECT_GT(hub_.number("SELECT count(*) FROM outbox WHERE body LIKE '%\"relinked\"%'"), 0);
  verified();
  const auto compared = json("case compare court C3");
  ASSERT_FALSE(compared.empty());
  EXPECT_THAT(compared.dump(), HasSubstr(R"("differs":"yes","field":"fir_no","holder":"police")"));
  EXPECT_EQ(hub_.run("link check").exit_code, 0);

  EXPECT_EQ(hub_.run("link remove court C3 --by 'DPP office' --why 'another case after all'").exit_code, 0);
  EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(cases(), 4);
  verified();
  EXPECT_EQ(hub_.run("link add court C1 --apart --by a --why b").exit_code, 0);
  EXPECT_EQ(hub_.run("link apply").exit_code, 0);
  EXPECT_EQ(cases(), 5);
  EXPECT_THAT(link_of("court", "C1"), HasSubstr("apart"));
  verified();
}

TEST_F(Links, WhatWaitsAndWhatIsUnclearIsListed) {
  hub_.put("data/b.csv",
           kCourt + "C9,Kasur,,,,ASJ Kasur,Sessions Case 45/2024,2024-03-05,convicted,2024-05-02\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(hub_.run("link add court C77 police L3 --by a --why b").exit_code, 0);
  const auto ran = hub_.run("link check");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.out, HasSubstr("waits for its record"));
  EXPECT_THAT(ran.out, HasSubstr("unclear court number"));
  EXPECT_EQ(hub_.run("link add court C1 --by a --why b").exit_code, 2) << "with what?";
  hub_.put("links.csv",
           "action,source,key,with_source,with_key,by,on,why\nsplit,court,C1,,,a,2026-01-01,b\n");
  EXPECT_THAT(hub_.run("link apply").err, HasSubstr("links.csv:2: action: 'split'"));
  EXPECT_EQ(hub_.run("ingest").exit_code, 0) << "records are counted all the same";
}

}  // namespace
}  // namespace mizan::test
