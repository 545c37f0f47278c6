#include "normalize/dates.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace mizan::normalize {
namespace {

namespace field = model::field;

base::Day day(std::string_view iso) {
  return *base::parse_iso_day(iso);
}

const base::Day kToday = day("2026-03-10");

RawField number(RawType type, std::int64_t value) {
  return {field::fir_on_id, type, {}, value};
}
RawField text(std::string_view value) {
  return {field::fir_on_id, RawType::kText, value, 0};
}

// 2024-02-29T20:30:00Z: 1709238600 s; in Karachi (UTC+5) it is 01:30 on 1 March.
constexpr std::int64_t kEvening = 1'709'238'600'000'000;

TEST(Dates, AreTheCivilDayOfTheSourceZone) {
  EXPECT_EQ(read_day(number(RawType::kTime, kEvening), "Asia/Karachi"), day("2024-03-01"));
  EXPECT_EQ(read_day(number(RawType::kTime, kEvening), "UTC"), day("2024-02-29"));
  EXPECT_EQ(read_day(number(RawType::kLocal, kEvening), "Asia/Karachi"), day("2024-02-29"));
  EXPECT_EQ(read_day(number(RawType::kDate, 19'782), "Asia/Karachi"), day("2024-02-29"));
  EXPECT_EQ(read_day(number(RawType::kLocal, -1), "UTC"), day("1969-12-31"));
}

TEST(Dates, InTextAreIsoWithAnyTimeBehind) {
  EXPECT_EQ(read_day(text(" 2024-02-29 "), "UTC"), day("2024-02-29"));
  EXPECT_EQ(read_day(text("2024-02-29T23:59:59"), "UTC"), day("2024-02-29"));
  EXPECT_EQ(read_day(text("2024-02-29 00:00"), "UTC"), day("2024-02-29"));
  for (const auto* bad : {"29.02.2024", "2023-02-29", "2024-2-9", "yesterday", "", "2024-02-29X"})
    EXPECT_EQ(read_day(text(bad), "UTC"), std::nullopt) << bad;
}

TEST(Dates, BeyondTheCalendarAreNone) {
  for (const auto type : {RawType::kTime, RawType::kLocal, RawType::kDate}) {
    EXPECT_EQ(read_day(number(type, std::numeric_limits<std::int64_t>::max()), "Asia/Karachi"), std::nullopt);
    EXPECT_EQ(read_day(number(type, std::numeric_limits<std::int64_t>::min()), "Asia/Karachi"), std::nullopt);
  }
  EXPECT_EQ(read_day(number(RawType::kInteger, 5), "UTC"), std::nullopt);
}

struct Judged {
  const char* iso;
  model::FieldId field;
  bool kept;
  const char* finding;
};

TEST(Dates, AreJudgedByTheRules) {
  const Judged cases[] = {
      {"2026-03-10", field::fir_on_id, true, ""},
      {"1947-08-14", field::fir_on_id, true, ""},
      {"1947-08-13", field::fir_on_id, false, "impossible_date"},
      {"1900-01-01", field::fir_on_id, false, "sentinel_date"},
      {"1901-01-01", field::fir_on_id, false, "sentinel_date"},
      {"1970-01-01", field::fir_on_id, false, "sentinel_date"},
      {"5000-01-01", field::fir_on_id, false, "sentinel_date"},
      {"9999-12-31", field::next_on_id, false, "sentinel_date"},
      {"0001-01-01", field::fir_on_id, false, "sentinel_date"},
      {"2026-03-11", field::disposed_on_id, true, "future_date"},
      {"2027-12-31", field::disposed_on_id, true, "future_date"},
      {"2028-01-01", field::disposed_on_id, false, "impossible_date"},
      {"2109-03-10", field::fir_on_id, false, "impossible_date"},
      {"2026-04-02", field::next_on_id, true, ""},
      {"2031-12-31", field::next_on_id, true, ""},
      {"2032-01-01", field::next_on_id, false, "impossible_date"},
  };
  for (const auto& test : cases) {
    const auto judged = judge_day(day(test.iso), test.field, kToday, DateRules{});
    EXPECT_EQ(judged.day.has_value(), test.kept) << test.iso;
    EXPECT_EQ(judged.finding, test.finding) << test.iso;
  }
}

TEST(Dates, SentinelsOfASourceCountToo) {
  DateRules rules;
  rules.sentinels.push_back(day("2000-01-01"));
  EXPECT_EQ(judge_day(day("2000-01-01"), field::fir_on_id, kToday, rules).finding, "sentinel_date");
}

}  // namespace
}  // namespace mizan::normalize
