// A prosecutor's four linked tables as one source, joined by case, participant and charge. Values are held
// against plain SQL over the files.
#include "real_hub.hpp"

namespace mizan::real {
namespace {

const std::string kHorizon = "2020-01-06";

class Cook : public RealTest<Cook> {
 public:
  static constexpr const char* kName = "cook";
  static constexpr const char* kData = "cook-sao-2019";
  static void fill(const RealHub& hub) {
    hub.mizan("ingest");
    hub.read_files(parameters() + ".read rules.sql\n.read records.sql\n");
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
  static long count(const std::string& query) { return hub().count(query); }
};

TEST_F(Cook, EveryRowOfEveryTableIsInItsRecord) {
  EXPECT_EQ(count("SELECT count(*) FROM case_record"), number("SELECT count(DISTINCT case_id) FROM intake"));
  EXPECT_EQ(count("SELECT count(*) FROM report_record"), number("SELECT count(*) FROM intake"));
  EXPECT_EQ(count("SELECT count(*) FROM charge_record"), number("SELECT count(*) FROM initiation"));
  EXPECT_EQ(count("SELECT count(*) FROM charge_record WHERE disposal IS NOT NULL"),
            number("SELECT count(*) FROM disposition"));
  EXPECT_EQ(count("SELECT count(*) FROM charge_record WHERE sentence_kind IS NOT NULL"),
            number("SELECT count(DISTINCT charge_id || '/' || case_participant_id) FROM sentence"));
  EXPECT_EQ(count("SELECT count(*) FROM accused_record"), number("SELECT count(*) FROM accused_order"));
  EXPECT_EQ(count("SELECT count(*) FROM quarantine"), 0);
  EXPECT_EQ(count("SELECT count(*) FROM finding WHERE code = 'unmapped_code' AND kind IN (2, 7)"), 0);
}

TEST_F(Cook, ACaseIsInstitutedByItsEarliestEvent) {
  EXPECT_EQ(
      over_both(
          "SELECT count(*) FROM hub.case_record AS c JOIN cases ON cases.no = c.key WHERE c.instituted_on "
          "IS NOT cases.instituted;"),
      "0\n");
}

TEST_F(Cook, AChargeHasItsOrderAndItsFirstSentenceByKey) {
  EXPECT_EQ(
      over_both("SELECT count(*) FROM hub.charge_record AS g JOIN disposition AS d ON g.key = "
                "d.case_participant_id || '/' || d.charge_id LEFT JOIN class ON class.native = "
                "d.charge_disposition "
                "WHERE g.disposal_native IS NOT d.charge_disposition OR g.disposal IS NOT class.class OR "
                "g.accused IS NOT d.case_participant_id OR g.case_key IS NOT d.case_id;"),
      "0\n");
  EXPECT_EQ(
      over_both(
          "SELECT count(*) FROM hub.charge_record AS g JOIN (SELECT case_participant_id || '/' || charge_id "
          "AS key, sentence_type, min(day) AS day FROM sentence JOIN slash_date ON text = sentence_date "
          "GROUP BY 1) AS s USING (key) WHERE g.disposed_on IS NOT s.day OR g.sentence_kind IS NULL;"),
      "0\n");
  // Months of imprisonment: of a whole number of months or years (or half ones), and of nothing else.
  EXPECT_EQ(
      over_both(
          "SELECT count(*) FROM hub.charge_record AS g JOIN (SELECT case_participant_id || '/' || charge_id "
          "AS key, "
          "iif(sentence_type IN ('Prison', 'Jail', 'Cook County Boot Camp') AND commitment_term > 0, "
          "CASE commitment_unit WHEN 'Months' THEN commitment_term + 0 WHEN 'Year(s)' THEN commitment_term * "
          "12 END, "
          "NULL) AS months, min(day) FROM sentence JOIN slash_date ON text = sentence_date GROUP BY 1) AS s "
          "USING (key) WHERE g.sentence_months IS NOT CAST(s.months AS INT);"),
      "0\n");
}

TEST_F(Cook, AnAccusedHasAgeAndSex) {
  EXPECT_EQ(
      over_both(
          "SELECT count(*) FROM hub.accused_record AS a JOIN intake AS n ON n.case_participant_id = a.key "
          "WHERE a.sex IS NOT nullif(lower(n.gender), '') OR a.case_key IS NOT n.case_id OR a.age IS NOT "
          "iif(n.age_at_incident <> '' AND n.age_at_incident + 0 <= 110, n.age_at_incident + 0, NULL);"),
      "0\n");
}

TEST_F(Cook, SlipsOfThePenAreFoundAndNeverCounted) {
  const auto slips =
      number("SELECT count(*) FROM disposition WHERE disposition_date IN (SELECT text FROM misdated)");
  EXPECT_EQ(slips, 1);
  EXPECT_EQ(count("SELECT count(*) FROM finding WHERE code = 'impossible_date' AND field = 19"), slips);
  EXPECT_EQ(count("SELECT count(*) FROM charge_record WHERE disposal IS NOT NULL AND disposed_on IS NULL"),
            slips);
  const auto ages = number("SELECT count(*) FROM intake WHERE age_at_incident + 0 > 110");
  EXPECT_EQ(ages, 2);
  EXPECT_EQ(count("SELECT count(*) FROM finding WHERE code = 'out_of_range' AND field = 59"), ages);
  EXPECT_EQ(count("SELECT count(*) FROM accused_record WHERE age > 110"), 0);
  for (const auto* column :
       {"case_record WHERE max(instituted_on, occurred_on)", "charge_record WHERE disposed_on",
        "report_record WHERE max(received_on, decided_on)", "accused_record WHERE arrested_on"})
    EXPECT_EQ(count(std::string("SELECT count(*) FROM ") + column + " > date('now')"), 0) << column;
  // Nor does the slip make a period of its own, or a long life of its case.
  const auto this_year = RealHub::today().substr(0, 4);
  for (const auto& line : lines(hub().mizan("kpi values --every year --province Cook"))) {
    const auto row = cells(line, ',');
    EXPECT_LE(row[5] == "period" ? this_year : row[5], this_year) << line;
    if (row[0] == "institution_to_disposal_days" && !row[6].empty())
      EXPECT_LT(std::stol(row[6]), 3 * 366) << line;
  }
}

TEST_F(Cook, AgreesWithPlainSqlOverTheFiles) {
  hub().hold(over(parameters() + ".read ends.sql\n.read kpis.sql\n"), "Cook", kHorizon,
             {"pending", "clearance_rate", "conviction_disposed", "conviction_contested", "disposition_time",
              "outcome_mix", "institution_to_disposal_days", "pending_age_days"});
}

// What is in no table is counted where it can be seen.
TEST_F(Cook, CodesWithoutAMeaningAreCounted) {
  const auto unmapped = number(
      "SELECT count(*) FROM intake WHERE felony_review_result NOT IN ('', 'Approved', 'Continued "
      "Investigation', "
      "'Rejected')");
  EXPECT_EQ(count("SELECT count(*) FROM finding WHERE code = 'unmapped_code' AND kind = 3"), unmapped);
  EXPECT_EQ(count("SELECT count(*) FROM report_record WHERE decision = 'unclassified'"), unmapped);
  const auto row =
      cells(lines(hub().mizan("kpi values unmapped_codes --province Cook --period 2019")).at(1), ',');
  EXPECT_EQ(std::stol(row[7]), unmapped);
}

TEST_F(Cook, WhatTheTablesDoNotHoldIsNotAvailable) {
  hub().expect_not_available({"firs_registered", "fir_to_disposal_days", "hearings_listed",
                              "adjournment_rate", "hearings_per_disposal", "next_date_gap_days"},
                             "Cook");
}

// Every published value, by SQL over the store: nothing but the heading is listed.
TEST_F(Cook, TheSecondMethodFindsNoDifference) {
  EXPECT_EQ(lines(hub().mizan("kpi verify")).size(), 1U);
}

}  // namespace
}  // namespace mizan::real
