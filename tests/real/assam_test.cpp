// Sessions-court cases of one state, by a mapping and tables alone. The published codebooks, read here, say
// what the courts' spellings mean; values are held against plain SQL over the files.
#include <map>

#include "real_hub.hpp"

namespace mizan::real {
namespace {

const std::string kHorizon = "2020-04-21";

class Assam : public RealTest<Assam> {
 public:
  static constexpr const char* kName = "assam";
  static constexpr const char* kData = "haq-pocso-india";
  static void fill(const RealHub& hub) {
    hub.mizan("ingest");
    hub.read_files(parameters() + ".read rules.sql\n.read classes.sql\n.read records.sql\n");
  }

 protected:
  static std::string parameters() {
    return ".param set @today \"'" + RealHub::today() + "'\"\n.param set @horizon \"'" + kHorizon + "'\"\n";
  }
  static std::string over(const std::string& script) { return hub().over_files(script); }
  static long number(const std::string& query) { return hub().count_files(query); }

  // A question to files and store at once: the store is attached as `hub`.
  static std::string over_both(const std::string& query) {
    return over("ATTACH 'sources.db' AS hub;\n" + query);
  }

  static long findings(const std::string& code, const std::string& field) {
    return hub().count("SELECT count(*) FROM finding WHERE code = '" + code +
                       "' AND field = " + field_number(field));
  }
  static std::string field_number(const std::string& field) {
    static const std::map<std::string, std::string> kNumbers = {{"fir_year", "7"},  {"disposed_on", "19"},
                                                                {"disposal", "20"}, {"held_on", "45"},
                                                                {"purpose", "46"},  {"instituted_on", "14"}};
    return kNumbers.at(field);
  }
};

TEST_F(Assam, EveryCaseIsThereAndNothingIsRefused) {
  EXPECT_EQ(hub().count("SELECT count(*) FROM case_record"), 5786);
  EXPECT_EQ(number("SELECT count(*) FROM row"), 5786);
  EXPECT_EQ(hub().count("SELECT count(*) FROM quarantine"), 0);
}

// The codebook gives every spelling a standard name. The hub keeps the spelling, and its class must be that
// of the name.
TEST_F(Assam, DisposalsAgreeWithTheCodebookInEveryRow) {
  EXPECT_EQ(number("SELECT count(DISTINCT updated_disp_name) FROM row LEFT JOIN class ON class.name = "
                   "replace(updated_disp_name, char(160), ' ') WHERE updated_disp_name <> 'NA' AND "
                   "class.name IS NULL"),
            0);
  const std::string names =
      "CREATE TEMP TABLE book AS SELECT disp_name, min(replace(updated_disp_name, char(160), ' ')) AS name "
      "FROM "
      "disposal_book GROUP BY 1;\n";
  EXPECT_EQ(over_both(names + "SELECT count(*) FROM hub.case_record AS c JOIN row ON row.cino = c.key WHERE "
                              "c.disposal_native IS NOT nullif(row.disp_name, 'NA');"),
            "0\n");
  EXPECT_EQ(
      over_both(names + "SELECT DISTINCT c.disposal_native, c.disposal, book.name FROM hub.case_record AS c "
                        "LEFT JOIN book ON book.disp_name = c.disposal_native LEFT JOIN class USING (name) "
                        "WHERE c.disposal_native IS NOT NULL AND c.disposal IS NOT class.class;"),
      "");
  EXPECT_EQ(findings("unmapped_code", "disposal"), 0);
}

// A purpose's common code is the codebook's name, written as a code.
TEST_F(Assam, PurposesAgreeWithTheCodebookInEveryRow) {
  EXPECT_EQ(over_both("SELECT count(*) FROM hub.hearing_record AS h JOIN row ON row.cino = h.case_key "
                      "WHERE h.purpose_native IS NOT nullif(row.purpose_name, 'NA');"),
            "0\n");
  EXPECT_EQ(
      over_both("SELECT DISTINCT h.purpose_native, h.purpose, b.consolidated_purpose_of_hearing "
                "FROM hub.hearing_record AS h LEFT JOIN purpose_book AS b ON b.purpose = h.purpose_native "
                "WHERE h.purpose_native IS NOT NULL "
                "AND h.purpose IS NOT replace(lower(b.consolidated_purpose_of_hearing), ' ', '_');"),
      "");
  EXPECT_EQ(hub().count("SELECT count(*) FROM hearing_record WHERE purpose IS NOT NULL"),
            number("SELECT count(*) FROM row WHERE purpose_name <> 'NA'"));
  EXPECT_EQ(findings("unmapped_code", "purpose"), 0);
}

// The row's own next listing is all that is known of hearings; of the many that were counted by stage none is
// made up.
TEST_F(Assam, NoHearingIsInventedAndTheKpisOfHearingsAreNotAvailable) {
  EXPECT_EQ(number("SELECT sum(total_hearings) FROM stage_count"), 80063);
  EXPECT_EQ(hub().count("SELECT count(*) FROM hearing_record"), 5786);
  EXPECT_EQ(hub().count("SELECT max(n) FROM (SELECT count(*) AS n FROM hearing_record GROUP BY case_key)"),
            1);
  EXPECT_EQ(over_both("SELECT count(*) FROM hub.hearing_record AS h JOIN row ON row.cino = h.case_key "
                      "WHERE h.held_on IS NOT nullif(row.date_next_list, 'NA');"),
            "0\n");
  hub().expect_not_available(
      {"hearings_listed", "adjournment_rate", "hearings_per_disposal", "next_date_gap_days"}, "Assam");
}

TEST_F(Assam, WhatNeedsAnFirDateIsNotAvailable) {
  hub().expect_not_available({"firs_registered", "fir_to_disposal_days"}, "Assam");
}

TEST_F(Assam, AgreesWithPlainSqlOverTheFiles) {
  hub().hold(over(parameters() + ".read kpis.sql\n"), "Assam", kHorizon,
             {"pending", "clearance_rate", "conviction_disposed", "conviction_contested", "disposition_time",
              "outcome_mix", "institution_to_disposal_days", "pending_age_days"});
}

// Records of one FIR are linked: province, district, station, number and year together, and no part of it may
// be missing.
TEST_F(Assam, CasesOfOneFirAreLinkedAndThoseWithoutAKeyStandAlone) {
  EXPECT_EQ(hub().count("SELECT count(DISTINCT linked_case) FROM case_record"),
            number("SELECT count(DISTINCT fir_key) FROM leg"));
  EXPECT_EQ(hub().count("SELECT count(*) FROM linked_case WHERE fir_key IS NOT NULL"),
            number("SELECT count(DISTINCT fir_key) FROM fir"));
  // Any two records are in one linked case exactly if SQL gives them one key.
  EXPECT_EQ(over_both("SELECT count(*) FROM (SELECT 1 FROM hub.case_record AS c JOIN leg ON leg.cino = c.key "
                      "GROUP BY c.linked_case HAVING count(DISTINCT leg.fir_key) > 1);"),
            "0\n");
}

// 304 were transferred or converted. 68 of them have another case on the same FIR, as it is spelled; which of
// those is continued, and by which, rule 3 decides. What no other continues has moved out.
TEST_F(Assam, TransfersAreContinuedOrMoveOutByRule) {
  EXPECT_EQ(hub().count("SELECT count(*) FROM case_record WHERE disposal = 'transferred'"), 304);
  EXPECT_EQ(
      number(
          "SELECT count(*) FROM court_record AS t WHERE transferred AND station <> 'NA' AND EXISTS (SELECT 1 "
          "FROM court_record AS o WHERE o.cino <> t.cino AND o.district_name = t.district_name AND "
          "o.station = t.station AND o.fir_no = t.fir_no AND o.year = t.year AND t.year <> '0')"),
      68);
  const auto continued = number("SELECT count(*) FROM next_leg");
  const auto moved_out = number("SELECT count(*) FROM case_end WHERE class = 'transferred'");
  EXPECT_EQ(continued + moved_out, 304);
  // The hub's instituted cases are first legs, so they are fewer than the records by those that continue
  // another; and what is neither disposed of, nor dormant, nor pending at the end has moved out.
  long instituted = 0;
  long disposed = 0;
  for (const auto& line : lines(hub().mizan("kpi values clearance_rate --province Assam --every year"))) {
    const auto row = cells(line, ',');
    if (row[0] != "clearance_rate" || row[7].empty()) continue;
    disposed += std::stol(row[7]);
    instituted += std::stol(row[8]);
  }
  EXPECT_EQ(instituted, 5786 - continued);
  const auto pending =
      cells(lines(hub().mizan("kpi values pending --province Assam --period 2020-04")).at(1), ',');
  const auto dormant =
      number("SELECT count(*) FROM case_end JOIN class_order USING (class) WHERE sort = 'dormant'");
  EXPECT_EQ(instituted - disposed - dormant - std::stol(pending[6]), moved_out);
}

TEST_F(Assam, WhatIsNoValueIsFoundOrAbsentByRule) {
  // A stand-in for "no date" where there is no next listing.
  const auto sentinels =
      number("SELECT count(*) FROM row WHERE date_next_list = 'NA' AND date_last_list = '5000-01-01'");
  EXPECT_EQ(sentinels, 5);
  EXPECT_EQ(findings("sentinel_date", "held_on"), sentinels);
  EXPECT_EQ(hub().count("SELECT count(*) FROM hearing_record WHERE held_on IS NULL"), sentinels);
  // Blank years are written as 0: each is found, and none makes a key.
  const auto blank = number("SELECT count(*) FROM row WHERE trim(fir_year) IN ('', '0')");
  EXPECT_EQ(blank, 1250);
  EXPECT_EQ(findings("out_of_range", "fir_year"), blank);
  EXPECT_EQ(hub().count("SELECT count(*) FROM case_record WHERE fir_year IS NULL"), blank);
  // "NA" is nothing: no station, no order, no day.
  EXPECT_EQ(hub().count("SELECT count(*) FROM case_record WHERE police_station IS NULL"),
            number("SELECT count(*) FROM row WHERE trim(police_station) IN ('', 'NA')"));
  for (const std::string what : {"disposal", "disposed_on"})
    EXPECT_EQ(hub().count("SELECT count(*) FROM case_record WHERE " + what + " IS NULL"), 3080);
  EXPECT_EQ(number("SELECT count(*) FROM row WHERE disp_name = 'NA' AND date_of_decision = 'NA'"), 3080);
  EXPECT_EQ(hub().count("SELECT count(*) FROM case_record WHERE fir_no IS NULL"),
            number("SELECT count(*) FROM row WHERE trim(fir_no) IN ('', 'NA')"));
  // Decided before it was registered: kept, found, and in no quantile.
  const auto reversed =
      number("SELECT count(*) FROM row WHERE date_of_decision <> 'NA' AND date_of_decision < dt_regis");
  EXPECT_EQ(hub().count("SELECT count(*) FROM finding WHERE code = 'disposal_before_institution'"), reversed);
}

// Sections come from a second file of the export, by key; the reading of each is told by the findings.
TEST_F(Assam, SectionsAreJoinedFromTheirOwnFile) {
  EXPECT_EQ(over_both(".mode csv\n.import data/dev_acts_sections_Assam.csv act\n.mode list\n"
                      "SELECT count(*) FROM hub.case_record AS c JOIN act ON act.cino = c.key "
                      "WHERE c.sections IS NOT nullif(trim(act.\"I.P.C.\"), '');"),
            "0\n");
  EXPECT_GT(hub().count("SELECT count(*) FROM case_record WHERE sections IS NOT NULL"), 3000);
}

// Every published value, by SQL over the store: nothing but the heading is listed.
TEST_F(Assam, TheSecondMethodFindsNoDifference) {
  EXPECT_EQ(lines(hub().mizan("kpi verify")).size(), 1U);
}

}  // namespace
}  // namespace mizan::real
