// Court records of three counties that nobody on this project wrote, each by a mapping and a source file
// alone. Values are held against plain SQL over the documents.
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "real_hub.hpp"

namespace mizan::real {
namespace {

const std::string kHorizon = "2022-11-04";
const std::vector<std::string> kHeld = {"pending",
                                        "hearings_listed",
                                        "clearance_rate",
                                        "conviction_disposed",
                                        "conviction_contested",
                                        "disposition_time",
                                        "adjournment_rate",
                                        "hearings_per_disposal",
                                        "outcome_mix",
                                        "institution_to_disposal_days",
                                        "pending_age_days"};

struct County {
  std::string source;
  std::string province;
  std::string file;
  long cases;
};
const std::vector<County> kCounties = {{"clark", "Clark", "dev_clark.json", 850},
                                       {"marquette", "Marquette", "dev_marquette.json", 592},
                                       {"milwaukee", "Milwaukee", "dev_milwaukee_2022-06.json", 185}};

class Wisconsin : public RealTest<Wisconsin> {
 public:
  static constexpr const char* kName = "wisconsin";
  static constexpr const char* kData = "wisconsin-wcca";
  static void fill(const RealHub& hub) {
    hub.mizan("--log info ingest", "sources", &log());
    hub.mizan("ingest", "sources-json");
    hub.mizan("ingest", "sources-csv");
    for (const auto& county : kCounties) {
      hub.read_files(parameters(county) +
                         "CREATE TABLE hearing_event(descr TEXT PRIMARY KEY, outcome TEXT);\n" +
                         ".import --skip 2 tables/outcome-" + county.source + ".csv hearing_event\n" +
                         ".read rules.sql\n.read classes.sql\n.read records.sql\n",
                     county.source);
    }
  }

 protected:
  // What the adapters logged while the hub was filled.
  static std::string& log() {
    static std::string text;
    return text;
  }

  static std::string parameters(const County& county) {
    return ".param set @file \"'data/" + county.file + "'\"\n.param set @today \"'" + RealHub::today() +
           "'\"\n.param set @horizon \"'" + kHorizon + "'\"\n";
  }
  static std::string over(const County& county, const std::string& script) {
    return hub().over_files(script, county.source);
  }
};

// How fresh each source is bears the source's name.
std::string without_freshness(const std::string& values) {
  std::istringstream in(values);
  std::string text;
  for (std::string row; std::getline(in, row);)
    if (!row.starts_with("freshness_hours,")) text += row + "\n";
  return text;
}

TEST_F(Wisconsin, OneCountyByJsonAndByCsvGivesTheSameValuesToTheByte) {
  const std::string words =
      "kpi values --by all --every month --every quarter --every year --province Marquette";
  const auto by_json = without_freshness(hub().mizan(words, "sources-json"));
  EXPECT_GT(lines(by_json).size(), 1000U);
  EXPECT_EQ(by_json, without_freshness(hub().mizan(words, "sources-csv")));
}

TEST_F(Wisconsin, EveryCaseIsThere) {
  for (const auto& county : kCounties) {
    EXPECT_EQ(hub().count("SELECT count(*) FROM case_record WHERE source = '" + county.source + "'"),
              county.cases);
  }
  EXPECT_EQ(hub().over_store("SELECT source, count(*) FROM quarantine GROUP BY 1"), "");
}

TEST_F(Wisconsin, ThreeCountiesAtOnceAgreeWithPlainSqlOverTheDocuments) {
  for (const auto& county : kCounties)
    hub().hold(over(county, parameters(county) + ".read ends.sql\n.read kpis.sql\n"), county.province,
               kHorizon, kHeld);
}

TEST_F(Wisconsin, WhatNeedsAnFirDateIsNotAvailable) {
  for (const auto& county : kCounties)
    hub().expect_not_available({"firs_registered", "fir_to_disposal_days"}, county.province);
}

// The events of a county are those of its list, which are hearings, and the others, which the condition
// leaves out.
TEST_F(Wisconsin, EveryEventIsAHearingOfTheListOrLeftOutByIt) {
  for (const auto& county : kCounties) {
    const auto counted = cells(lines(over(county,
                                          "SELECT count(h.descr), count(*) - count(h.descr) FROM event LEFT "
                                          "JOIN hearing_event AS h USING (descr);"))[0],
                               '|');
    const auto said = counted[0] + " rows taken, " + counted[1] + " left out by its conditions";
    const std::regex line(county.source + ": .*record\\[3\\] \\(hearing\\): " + said);
    EXPECT_TRUE(std::regex_search(log(), line)) << county.source << ": " << said << "\n" << log();
    EXPECT_EQ(hub().count("SELECT count(*) FROM hearing_record WHERE source = '" + county.source + "'"),
              std::stol(counted[0]));
  }
}

// Each county's mapping and its table of outcomes list the same events, and each of them occurs there.
TEST_F(Wisconsin, EveryEventOfAListHasAnOutcomeRuleAndOccurs) {
  for (const auto& county : kCounties) {
    EXPECT_EQ(over(county, "SELECT descr FROM hearing_event WHERE descr NOT IN (SELECT descr FROM event);"),
              "");
    EXPECT_EQ(hub().over_store("SELECT outcome_native FROM hearing_record WHERE source = '" + county.source +
                               "' AND (outcome IS NULL OR outcome = 'unclassified')"),
              "");
    const auto listed = over(county, "SELECT count(*) FROM hearing_event;");
    EXPECT_EQ(hub().over_store("SELECT count(DISTINCT outcome_native) FROM hearing_record WHERE source = '" +
                               county.source + "'"),
              listed);
  }
}

// What is left out is paper. Whatever sounds like a hearing and is none stands in a list of its own, with the
// reason.
TEST_F(Wisconsin, NothingThatSoundsLikeAHearingIsLeftOutUnseen) {
  for (const auto& county : kCounties) {
    EXPECT_EQ(
        over(county,
             "CREATE TEMP TABLE none(descr TEXT PRIMARY KEY, why TEXT);\n.mode csv\n"
             ".import --skip 1 not-hearings.csv none\n.mode list\n"
             "SELECT DISTINCT descr FROM event WHERE descr NOT IN (SELECT descr FROM hearing_event)\n"
             "AND descr NOT IN (SELECT descr FROM none) AND (descr LIKE '%hearing%' OR descr LIKE '%hrg%'\n"
             "OR descr LIKE '%conference%' OR descr LIKE '%appear%' OR descr LIKE '%arraign%'\n"
             "OR descr LIKE '%trial%' OR descr LIKE '%proceeding%' OR descr LIKE '%adjourn%'\n"
             "OR descr LIKE '%schedul%' OR descr LIKE '%calendar%' OR descr LIKE '%in-court%'\n"
             "OR descr LIKE '%return date%' OR descr LIKE '%ruling%' OR descr LIKE '%selection%'\n"
             "OR descr LIKE '%conferenc%' OR descr LIKE 'review%' OR descr LIKE '%continued%');"),
        "")
        << county.source;
  }
}

// Every published value, by SQL over the store: nothing but the heading is listed.
TEST_F(Wisconsin, TheSecondMethodFindsNoDifference) {
  EXPECT_EQ(lines(hub().mizan("kpi verify")).size(), 1U);
}

}  // namespace
}  // namespace mizan::real
