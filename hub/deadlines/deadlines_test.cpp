#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "deadlines/calendar.hpp"
#include "deadlines/deadline_table.hpp"

namespace mizan::deadlines {
namespace {

base::Day day(const char* iso) {
  return *base::parse_iso_day(iso);
}

std::string file(const std::string& name) {
  std::ifstream in(MIZAN_SOURCE_DIR "/config/deadlines/" + name);
  EXPECT_TRUE(in) << name;
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

constexpr std::string_view kHead =
    "id,law,province,start,end,applies,days,count,valid_from,valid_to,kpis,source\n";

TEST(Deadlines, AProvincesOwnRowGoesBeforeTheOneForAll) {
  const auto table = DeadlineTable::parse_csv(
      std::string(kHead) +
          "s,L,,a,b,,10,calendar,,,,x\ns,L,PB,a,b,,3,calendar,2006-01-01,2020-01-01,,x\n"
          "s,L,PB,a,b,,5,working,2020-01-01,,,x\n",
      "d.csv");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->find("s", "PB", "", day("2019-12-31"))->days, 3);
  EXPECT_EQ(table->find("s", "PB", "", day("2020-01-01"))->days, 5);
  EXPECT_EQ(table->find("s", "PB", "", day("2000-01-01"))->days, 10);
  EXPECT_EQ(table->find("s", "KP", "", day("2020-01-01"))->days, 10);
  EXPECT_EQ(table->find("s", "KP", "juvenile", day("2020-01-01")), nullptr);
}

TEST(Deadlines, MistakesNameFileAndLine) {
  const auto mistake = [](const std::string& rows) {
    const auto table = DeadlineTable::parse_csv(std::string(kHead) + rows, "d.csv");
    return table ? std::string("none") : table.error().message;
  };
  EXPECT_EQ(mistake("s,L,,a,b,,0,calendar,,,,x\n"), "d.csv:2: days: '0' is no number of days");
  EXPECT_EQ(mistake("s,L,,a,b,,3,workdays,,,,x\n"),
            "d.csv:2: count: 'workdays' is none of calendar, working");
  EXPECT_EQ(mistake("s,,,a,b,,3,working,,,,x\n"), "d.csv:2: law: is empty");
  EXPECT_EQ(mistake("s,L,,a,b,,3,working,,,,x\ns,M,,a,b,,4,working,2020-01-01,,,x\n"),
            "d.csv:3: id: 's' holds already, by d.csv:2");
}

// By hand: of 28 March 2025, a Friday, seven working days are 29 March, 3 to 5 April, 7 to 9 April; 30 March
// and 6 April are Sundays, 31 March to 2 April Eid.
TEST(Calendar, WorkingDaysLeaveOutSundaysAndHolidays) {
  Calendar calendar;
  ASSERT_TRUE(calendar.add_csv(file("holidays.csv"), "holidays.csv"));
  EXPECT_FALSE(calendar.knows_year(2025));
  ASSERT_TRUE(calendar.add_csv(file("holidays-moon.csv"), "holidays-moon.csv"));
  EXPECT_TRUE(calendar.knows_year(2025));
  EXPECT_EQ(calendar.due_on(day("2025-03-28"), 7, true, "PB"), day("2025-04-09"));
  EXPECT_EQ(calendar.due_on(day("2025-03-28"), 7, false, "PB"), day("2025-04-04"));
  EXPECT_TRUE(calendar.is_working(day("2023-05-28") + 1, "PB"));
  EXPECT_TRUE(calendar.is_working(day("2022-05-28"), "PB")) << "a holiday since 2024";
  EXPECT_FALSE(calendar.is_working(day("2024-05-28"), "PB"));
}

TEST(Calendar, AProvincesHolidayIsNoOthers) {
  Calendar calendar;
  ASSERT_TRUE(calendar.add_csv(
      "when,province,name,valid_from,valid_to,source\n12-04,SD,Sindhi Culture Day,,,x\n", "h.csv"));
  EXPECT_FALSE(calendar.is_working(day("2025-12-04"), "SD"));
  EXPECT_TRUE(calendar.is_working(day("2025-12-04"), "PB"));
  const auto wrong =
      calendar.add_csv("when,province,name,valid_from,valid_to,source\nsomeday,,x,,,x\n", "h.csv");
  EXPECT_EQ(wrong.error().message,
            "h.csv:2: when: 'someday' is no weekday, no day of the year (08-14) and no day");
}

TEST(ShippedDeadlines, AreReadAndSayWhatTheLawsSay) {
  const auto table = DeadlineTable::parse_csv(file("pakistan.csv"), "pakistan.csv");
  ASSERT_TRUE(table) << table.error().message;
  EXPECT_EQ(table->find("crpc-173-report", "SD", "", day("2024-01-01"))->days, 14);
  EXPECT_EQ(table->find("crpc-173-interim", "SD", "", day("2024-01-01"))->days, 14 + 3);
  EXPECT_EQ(table->find("scrutiny", "PB", "", day("2024-01-01"))->days, 3);
  EXPECT_EQ(table->find("scrutiny", "KP", "", day("2024-01-01")), nullptr);
  EXPECT_TRUE(table->find("ata-trial", "KP", "", day("2024-01-01"))->working);
}

}  // namespace
}  // namespace mizan::deadlines
