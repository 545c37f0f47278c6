// What the clock and the horizons of sources decide: values move when the day moves, with no record arriving
// (KPIS rules 6 and 7).
#include <gtest/gtest.h>

#include "kpi/engine.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::kpi {
namespace {
using model::Kind;
using model::KpiStatus;
using model::Record;
namespace field = model::field;

base::Day day(const char* text) {
  return *base::parse_iso_day(text);
}

SourceState source_of(int id, const std::string& province, std::optional<base::Day> horizon) {
  SourceState source;
  source.declaration.id = {id};
  source.declaration.name = std::to_string(id);
  source.declaration.province = province;
  source.declaration.see_everything();
  source.horizon = horizon;
  return source;
}

// An FIR, and the report on it if there is one.
model::LinkedCase fir(int id, const std::string& province, const char* fir_on, const char* received_on) {
  Record record(Kind::kCase, std::to_string(id));
  record.set_text(field::province_id, province);
  record.set_date(field::fir_on_id, day(fir_on));
  model::SourceCase source_case{{1}, std::move(record), {}};
  if (received_on != nullptr) {
    Record report(Kind::kReport, "r");
    report.set_text(field::report_type_id, "final");
    report.set_date(field::received_on_id, day(received_on));
    source_case.children.push_back(std::move(report));
  }
  return {{id}, {std::move(source_case)}};
}

class ClockTest : public ::testing::Test {
 protected:
  ClockTest() : engine_(shipped()) {}

  model::KpiResult value(const std::string& kpi, const char* period, const std::string& province,
                         const char* today) {
    const auto results =
        engine_.values({kpi, {*model::parse_period(period)}, std::nullopt, province}, day(today), 0);
    EXPECT_EQ(results.size(), 1U) << kpi;
    return results.empty() ? model::KpiResult() : results.front();
  }

  Engine engine_;
};

TEST_F(ClockTest, WhatIsDueCountsFromTheDayAfterItsDueDate) {
  engine_.set_sources({source_of(1, "P", std::nullopt)});
  // Counted once, on 20 January; due on the 24th and the 25th.
  engine_.add_case(fir(1, "P", "2024-01-10", "2024-01-15"), day("2024-01-20"));
  engine_.add_case(fir(2, "P", "2024-01-11", nullptr), day("2024-01-20"));
  for (const auto& [today, due] :
       {std::pair{"2024-01-20", 0}, {"2024-01-24", 0}, {"2024-01-25", 1}, {"2024-01-26", 2}}) {
    const auto result = value("report_on_time", "2024-01", "P", today);
    EXPECT_EQ(result.denominator, due) << today;
    EXPECT_EQ(result.numerator, due > 0 ? 1 : 0) << today;
    EXPECT_EQ(result.value.has_value(), due > 0) << today;
    EXPECT_EQ(value("report_on_time", "2024-01", "_T", today).denominator, due) << today;
  }
}

TEST_F(ClockTest, NothingIsDueAfterTheHorizonOfASourceThatIsNeeded) {
  engine_.set_sources({source_of(1, "P", day("2024-01-24")), source_of(2, "Q", day("2024-03-01"))});
  engine_.add_case(fir(1, "P", "2024-01-10", nullptr), day("2024-01-20"));  // due on the 24th
  engine_.add_case(fir(2, "P", "2024-01-11", nullptr), day("2024-01-20"));  // due on the 25th
  engine_.add_case(fir(3, "Q", "2024-01-11", nullptr), day("2024-01-20"));
  const auto in_p = value("report_on_time", "2024-01", "P", "2024-06-01");
  EXPECT_EQ(in_p.denominator, 1);
  EXPECT_EQ(in_p.status, KpiStatus::kProvisional);
  EXPECT_EQ(value("report_on_time", "2024-01", "Q", "2024-06-01").denominator, 1);
  // Of the nation each province as far as its own sources reach.
  EXPECT_EQ(value("report_on_time", "2024-01", "_T", "2024-06-01").denominator, 2);
}

TEST_F(ClockTest, ACohortCountsForEachLimitOnceItsDaysAreOver) {
  engine_.set_sources({source_of(1, "P", day("2027-12-31"))});
  // 180 days after 1 January are 29 June, after 31 January 29 July; 365 days after 1 January are 31 December.
  engine_.add_case(fir(1, "P", "2024-01-01", "2024-06-29"), day("2024-06-29"));
  engine_.add_case(fir(2, "P", "2024-01-31", "2024-07-30"), day("2024-07-30"));
  const auto stat = [&](const char* which, const char* today, const char* province) {
    model::KpiResult found;
    for (auto& result :
         engine_.values({"cohort_reported", {*model::parse_period("2024-01")}, {}, province}, day(today), 0))
      if (result.key.stat == which) found = std::move(result);
    return found;
  };
  const auto text = [&](const char* which, const char* today, const char* province = "P") {
    const auto result = stat(which, today, province);
    return std::to_string(result.numerator.value_or(-1)) + "/" +
           std::to_string(result.denominator.value_or(-1)) + " " +
           std::string(model::kpi_status_name(result.status));
  };
  EXPECT_EQ(text("180", "2024-06-29"), "0/0 provisional");
  EXPECT_EQ(text("180", "2024-06-30"), "1/1 provisional");
  EXPECT_EQ(text("180", "2024-07-29"), "1/1 provisional");
  EXPECT_EQ(text("180", "2024-07-30"), "1/2 normal");
  EXPECT_EQ(text("180", "2024-07-30", "_T"), "1/2 normal");
  EXPECT_EQ(text("365", "2024-12-31"), "0/0 provisional");
  EXPECT_EQ(text("365", "2025-01-01"), "1/1 provisional");
  EXPECT_EQ(text("365", "2025-02-01"), "2/2 normal");
  EXPECT_EQ(text("730", "2025-02-01"), "0/0 provisional");
  EXPECT_FALSE(stat("730", "2025-02-01", "P").value);
}

TEST_F(ClockTest, ACohortsDaysAreNotOverAfterTheHorizon) {
  engine_.set_sources({source_of(1, "P", day("2024-06-28")), source_of(2, "Q", day("2024-06-29"))});
  engine_.add_case(fir(1, "P", "2024-01-01", nullptr), day("2025-06-30"));
  engine_.add_case(fir(2, "Q", "2024-01-01", nullptr), day("2025-06-30"));
  const auto over = [&](const char* province) {
    return engine_.values({"cohort_reported", {*model::parse_period("2024-01")}, {}, province},
                          day("2025-06-30"), 0)[0];
  };
  EXPECT_EQ(over("P").denominator, 0);
  EXPECT_EQ(over("P").status, KpiStatus::kProvisional);
  EXPECT_EQ(over("Q").denominator, 1);
  EXPECT_EQ(over("Q").status, KpiStatus::kNormal);
  EXPECT_EQ(over("_T").denominator, 1);
}

TEST_F(ClockTest, OverdueMovesWithTheDay) {
  engine_.set_sources({source_of(1, "P", std::nullopt)});
  engine_.add_case(fir(1, "P", "2024-01-10", nullptr), day("2024-01-20"));  // due on the 27th
  const auto overdue = [&](const char* period, const char* today) {
    const auto result = value("reports_overdue", period, "P", today);
    return result.value ? result.value->numerator : -1;
  };
  EXPECT_EQ(overdue("2024-01", "2024-01-27"), 0);
  EXPECT_EQ(overdue("2024-01", "2024-01-28"), 1);
  EXPECT_EQ(overdue("2024-02", "2024-02-10"), 1);
  EXPECT_EQ(overdue("2023-12", "2024-02-10"), 0);
}

TEST_F(ClockTest, APendingCaseGrowsTooOld) {
  engine_.set_sources({source_of(1, "P", std::nullopt)});
  Record record(Kind::kCase, "1");
  record.set_text(field::province_id, "P");
  record.set_text(field::court_id, "A");
  record.set_boolean(field::juvenile_id, true);
  record.set_date(field::instituted_on_id, day("2024-01-01"));  // 183 days are 2 July
  engine_.add_case({{1}, {{{1}, record, {}}}}, day("2024-03-01"));
  EXPECT_EQ(value("backlog_rate", "2024-07", "P", "2024-07-02").numerator, 0);
  EXPECT_EQ(value("backlog_rate", "2024-07", "P", "2024-07-03").numerator, 1);
  EXPECT_EQ(value("backlog_rate", "2024-06", "P", "2024-07-03").numerator, 0);
  EXPECT_EQ(value("backlog_rate", "2024-07", "P", "2024-07-03").denominator, 1);
}

// Instituted on 2 January 2024; the accused in custody from the first, for an offence punishable with death.
model::LinkedCase undertrial() {
  Record record(Kind::kCase, "1");
  record.set_text(field::province_id, "P");
  record.set_date(field::instituted_on_id, day("2024-01-02"));
  record.set_text(model::find_field("offence_flags")->id, "death");
  Record accused(Kind::kAccused, "a");
  accused.set_text(field::sex_id, "female");
  accused.set_date(field::custody_from_id, day("2024-01-01"));
  return {{1}, {{{1}, std::move(record), {std::move(accused)}}}};
}

TEST_F(ClockTest, AnUndertrialGrowsOlderAndIsTooLongInCustody) {
  engine_.set_sources({source_of(1, "P", std::nullopt)});
  engine_.add_case(undertrial(), day("2024-01-20"));
  const auto days = [&](const char* period, const char* today) {
    const auto results =
        engine_.values({"undertrial_days", {*model::parse_period(period)}, {}, "P"}, day(today), 0);
    return results.at(0).value ? results.at(0).value->numerator : -1;
  };
  EXPECT_EQ(days("2024-01", "2024-01-20"), 19);
  EXPECT_EQ(days("2024-01", "2024-01-21"), 20);
  EXPECT_EQ(days("2024-01", "2024-06-01"), 30);
  EXPECT_EQ(days("2023-12", "2024-06-01"), -1);
  // A woman's 365 days are over with 31 December.
  const auto exposed = [&](const char* period, const char* today) {
    return value("statutory_bail_exposure", period, "P", today).value->numerator;
  };
  EXPECT_EQ(exposed("2024-12", "2024-12-31"), 0);
  EXPECT_EQ(exposed("2025-01", "2025-01-01"), 1);
  EXPECT_EQ(exposed("2024-12", "2025-01-01"), 0);
}

TEST_F(ClockTest, ExplainNamesWhoIsTooLongInCustody) {
  engine_.set_sources({source_of(1, "P", std::nullopt)});
  NameReader names(engine_.names());
  const auto facts = assemble(undertrial(), engine_.holders(), day("2024-01-20"), names);
  const auto parts = [&](const char* kpi, const char* period, const char* today) {
    std::string all;
    for (const auto& part : engine_.parts(facts, *engine_.find(kpi, 1), {"P", Dimension::kTotal, "_T"},
                                          *model::parse_period(period), day(today)))
      all += part.role + " " + base::to_iso(part.day) + ";";
    return all;
  };
  EXPECT_EQ(parts("statutory_bail_exposure", "2025", "2024-12-31"), "");
  EXPECT_EQ(parts("statutory_bail_exposure", "2025", "2025-01-01"), "too long from 2025-01-01;");
  EXPECT_EQ(parts("unsentenced_share", "2024", "2024-12-31"),
            "undertrial from 2024-01-01;in_custody from 2024-01-01;");
}

TEST_F(ClockTest, ExplainNamesWhatHasCome) {
  engine_.set_sources({source_of(1, "P", std::nullopt)});
  NameReader names(engine_.names());
  const auto facts =
      assemble(fir(1, "P", "2024-01-10", nullptr), engine_.holders(), day("2024-01-20"), names);
  const auto parts = [&](const char* kpi, const char* today) {
    std::string all;
    for (const auto& part : engine_.parts(facts, *engine_.find(kpi, 1), {"P", Dimension::kTotal, "_T"},
                                          *model::parse_period("2024-01"), day(today)))
      all += part.role + " " + base::to_iso(part.day) + ";";
    return all;
  };
  EXPECT_EQ(parts("report_on_time", "2024-01-24"), "");
  EXPECT_EQ(parts("report_on_time", "2024-01-25"), "denominator 2024-01-24;");
  EXPECT_EQ(parts("reports_overdue", "2024-01-27"), "");
  EXPECT_EQ(parts("reports_overdue", "2024-01-28"), "overdue from 2024-01-27;");
  // 180 days after 10 January are 8 July, 365 are 9 January.
  EXPECT_EQ(parts("cohort_reported", "2024-07-08"), "");
  EXPECT_EQ(parts("cohort_reported", "2024-07-09"), "denominator 2024-01-10;");
}

TEST_F(ClockTest, ExplainSaysWithinWhichDays) {
  engine_.set_sources({source_of(1, "P", std::nullopt)});
  NameReader names(engine_.names());
  const auto facts =
      assemble(fir(1, "P", "2024-01-10", "2024-08-01"), engine_.holders(), day("2026-01-20"), names);
  const auto roles = [&](const char* today) {
    std::string all;
    for (const auto& part :
         engine_.parts(facts, *engine_.find("cohort_reported", 1), {"P", Dimension::kTotal, "_T"},
                       *model::parse_period("2024-01"), day(today)))
      all += part.role + ";";
    return all;
  };
  EXPECT_EQ(roles("2025-01-09"), "denominator;");
  EXPECT_EQ(roles("2025-01-10"), "denominator;within 365 days;");
}

TEST_F(ClockTest, AProvinceWithoutALimitHasNoSuchRule) {
  engine_.set_sources({source_of(1, "", std::nullopt)});
  engine_.add_case(fir(1, "KP", "2024-01-10", "2024-01-15"), day("2024-06-01"));
  engine_.add_case(fir(2, "PB", "2024-01-10", "2024-01-15"), day("2024-06-01"));
  const auto in_kp = value("scrutiny_on_time", "2024-01", "KP", "2024-06-01");
  EXPECT_EQ(in_kp.status, KpiStatus::kNotApplicable);
  EXPECT_FALSE(in_kp.value);
  EXPECT_FALSE(in_kp.denominator);
  EXPECT_EQ(value("scrutiny_on_time", "2024-01", "PB", "2024-06-01").denominator, 1);
}

}  // namespace
}  // namespace mizan::kpi
