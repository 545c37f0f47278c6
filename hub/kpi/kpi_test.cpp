#include <gtest/gtest.h>

#include <filesystem>
#include <random>
#include <set>

#include "kpi/cells.hpp"
#include "kpi/engine.hpp"
#include "kpi/facts.hpp"
#include "kpi/golden.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::kpi {
namespace {
namespace fs = std::filesystem;

TEST(Definitions, ShippedFilesAreReadAndEachHasAGoldenCase) {
  const auto definitions = shipped();
  EXPECT_GE(definitions.size(), 18U);
  std::set<std::string> with_golden;
  for (const auto& entry :
       fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis" / "golden")) {
    const auto results = run_golden(text_of_file(entry.path()), entry.path().filename(), definitions);
    ASSERT_TRUE(results) << results.error().message;
    for (const auto& result : *results) {
      EXPECT_EQ(result.failure, "") << result.name;
      with_golden.insert(result.kpi);
    }
  }
  for (const auto& definition : definitions)
    EXPECT_TRUE(with_golden.contains(definition.id)) << definition.id;
}

TEST(Golden, AMistakeIsASentenceWithItsLine) {
  const auto message = [](const std::string& text) {
    const auto result = run_golden(text, "g.toml", shipped());
    return result ? std::string() : result.error().message;
  };
  EXPECT_EQ(message("golden = [1]\n").substr(0, 9), "g.toml:1:");
  EXPECT_EQ(message("a = 1\n[golden\n").substr(0, 9), "g.toml:2:");
  const std::string head = "[[golden]]\nkpi = \"pending\"\nname = \"n\"\nexpect = [{ period = \"2024\" }]\n";
  EXPECT_EQ(message(head + "record = [{ kind = \"case\", key = \"1\", instituted_on = 0000-01-01 }]\n"),
            "g.toml:5: instituted_on: is no day");
  EXPECT_EQ(message(head + "record = [{ kind = \"trial\" }]\n"), "g.toml:5: kind: is missing or unknown");
}

TEST(Definitions, EveryMistakeNamesFileLineAndKey) {
  const std::string good =
      text_of_file(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis" / "clearance_rate.toml");
  ASSERT_TRUE(parse_definition(good, "f"));
  const auto broken = [&](const std::string& from, const std::string& to) {
    auto text = good;
    text.replace(text.find(from), from.size(), to);
    const auto result = parse_definition(text, "f.toml");
    EXPECT_FALSE(result) << to;
    return result ? "" : result.error().message;
  };
  EXPECT_EQ(broken("format = 1", "format = 2").substr(0, 9), "f.toml:1:");
  EXPECT_NE(broken("form = \"ratio\"", "form = \"guess\"").find("\"guess\" is none of count"),
            std::string::npos);
  EXPECT_NE(broken("by = [", "colour = 1\nby = [").find("colour: is not a key"), std::string::npos);
  EXPECT_NE(broken("case.instituted_on", "case.nothing").find("nor a field of the model"), std::string::npos);
  EXPECT_NE(broken("[denominator]", "[denominators]").find("denominator"), std::string::npos);
  EXPECT_NE(broken("version = 1", "version = [").find("f.toml:"), std::string::npos);
  const auto unit = std::string("unit = \"case\"\non = \"disposed_on\"");
  EXPECT_NE(broken(unit, "unit = \"fir\"\non = \"fir_on\"\nsum = \"hearings\"").find("summed of cases"),
            std::string::npos);
  EXPECT_NE(broken(unit, "unit = \"code\"\non = \"fir_on\"").find("are the units of form"),
            std::string::npos);
}

TEST(Definitions, ACodeThatNoRowHasIsRefused) {
  const auto refusal = [](const std::string& unit, const std::string& where) {
    const auto result = parse_definition(
        "format = 1\nid = \"x\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\n"
        "question = \"q\"\nformula = \"f\"\nunit = \"cases\"\nsource = \"s\"\nform = \"count\"\n"
        "[count]\nunit = \"" +
            unit + "\"\non = \"fir_on\"\nwhere = { " + where + " }\n",
        "f.toml");
    return result ? "" : result.error().message;
  };
  EXPECT_EQ(refusal("hearing", "outcome = [\"adjourned\"], disposal = [\"convicted\"]"), "");
  EXPECT_EQ(refusal("case", "disposal = [\"convicted\", \"aquitted\"]"),
            "f.toml:14: where: \"aquitted\" is no code of disposal: there are convicted, acquitted, "
            "acquitted_summary, acquitted_hostile, compromised, withdrawn, discharged, cancelled, untraced, "
            "quashed, "
            "abated, diverted, other, unclassified, stopped_249, consigned, stayed, transferred");
  EXPECT_EQ(refusal("bail", "decision = [\"granted\", \"withdrawn\"]"), "");
  EXPECT_EQ(refusal("bail", "decision = [\"allowed\"]"),
            "f.toml:14: where: \"allowed\" is no code of decision: there are granted, refused, withdrawn");
  EXPECT_EQ(refusal("appeal", "by = [\"state\"], decision = [\"partly_allowed\"]"), "");
  EXPECT_EQ(refusal("case", "outcome = [\"adjourned\"]"),
            "f.toml:14: where: a row of this unit has no outcome: it has disposal, closed, police_record, "
            "prosecution_record, court_record");
}

TEST(Definitions, WhatAFormCannotCountIsRefused) {
  const auto refusal = [](const std::string& form, const std::string& term) {
    const auto result = parse_definition(
        "format = 1\nid = \"x\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\n"
        "question = \"q\"\nformula = \"f\"\nunit = \"cases\"\nsource = \"s\"\nform = \"" +
            form + "\"\n" + term,
        "f.toml");
    return result ? "" : result.error().message;
  };
  EXPECT_EQ(refusal("mix", "[count]\nunit = \"case\"\non = \"disposed_on\"\n"), "");
  EXPECT_NE(
      refusal("mix", "[count]\nunit = \"hearing\"\non = \"held_on\"\n").find("classes of the final order"),
      std::string::npos);
  EXPECT_EQ(refusal("mix", "classes = \"sentence\"\n[count]\nunit = \"accused\"\non = \"disposed_on\"\n"),
            "");
  EXPECT_NE(refusal("mix", "classes = \"sentence\"\n[count]\nunit = \"case\"\non = \"disposed_on\"\n")
                .find("sentences those of accused"),
            std::string::npos);
  EXPECT_NE(refusal("mix", "classes = \"mapped\"\n[count]\nunit = \"case\"\non = \"disposed_on\"\n")
                .find("has no classes"),
            std::string::npos);
  EXPECT_NE(refusal("count", "classes = \"closed\"\n[count]\nunit = \"case\"\non = \"disposed_on\"\n")
                .find("of form \"mix\""),
            std::string::npos);
  EXPECT_EQ(refusal("stock", "state = \"dormant\"\n"), "");
  EXPECT_NE(refusal("stock", "state = \"asleep\"\n").find("\"asleep\" is none of pending, dormant"),
            std::string::npos);
  EXPECT_EQ(refusal("age", "state = \"undertrial\"\n"), "");
  EXPECT_NE(refusal("complete", "state = \"dormant\"\n").find("of forms \"stock\""), std::string::npos);
  EXPECT_EQ(refusal("share", "state = \"undertrial\"\nof = \"in_custody\"\n"), "");
  EXPECT_EQ(refusal("share", "of = \"in_custody\"\n"),
            "f.toml:1: state: is missing: write one of pending, dormant, absconding, in_custody, undertrial");
  EXPECT_EQ(refusal("share", "state = \"undertrial\"\nof = \"pending\"\n"),
            "f.toml:12: of: is one of accused and the other one of cases");
  EXPECT_EQ(refusal("stock", "of = \"pending\"\n"), "f.toml:11: of: is a key of form \"share\" alone");
  EXPECT_NE(refusal("count", "[count]\nunit = \"case\"\non = \"disposed_on\"\ngiven = [\"side\"]\n")
                .find("no such detail"),
            std::string::npos);
  EXPECT_NE(refusal("count", "[count]\nunit = \"case\"\non = \"disposed_on\"\nsum = \"pw_attended\"\n")
                .find("summed of hearings"),
            std::string::npos);
  EXPECT_NE(refusal("in_out", "[in]\nunit = \"leg_in\"\non = \"transferred_on\"\n").find("out: is missing"),
            std::string::npos);
  EXPECT_NE(refusal("turnover", "[disposed]\nunit = \"case\"\non = \"disposed_on\"\ndated = [\"fir_on\"]\n")
                .find("no dated"),
            std::string::npos);
  EXPECT_NE(refusal("codes", "[numerator]\nunit = \"case\"\n[denominator]\nunit = \"code\"\n")
                .find("of form \"codes\""),
            std::string::npos);
}

class Days : public WorkingDays {
 public:
  explicit Days(std::string basis) : basis_(std::move(basis)) {}

  base::Day last_day(base::Day start, std::int32_t days, std::string_view) const override {
    return start + days;
  }
  std::string basis() const override { return basis_; }

 private:
  std::string basis_;
};

TEST(Definitions, TheCalendarOfWorkingDaysIsPartOfTheWords) {
  const auto text = [](const char* limit) {
    return std::string(
               "format = 1\nid = \"x\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\n"
               "question = \"q\"\nformula = \"f\"\nunit = \"percent\"\nsource = \"s\"\nform = \"due\"\n"
               "[due]\nunit = \"fir\"\nfrom = \"fir_on\"\nto = \"intimated_on\"\ncounts = \"met\"\n"
               "[[limit]]\ndays = 3\nlaw = \"l\"\n") +
           limit;
  };
  const std::vector<Definition> read = {*parse_definition(text("count = \"working\"\n"), "x.toml"),
                                        *parse_definition(text(""), "y.toml")};
  auto bound = read;
  count_by(std::make_shared<Days>("a"), bound);
  EXPECT_NE(bound[0].digest, read[0].digest);
  EXPECT_EQ(bound[1].digest, read[1].digest) << "calendar days are of no calendar";
  EXPECT_EQ(parse_definition(bound[0].text, "x.toml")->digest, bound[0].digest)
      << "as the store keeps it, it is the same definition";
  auto again = bound;
  count_by(std::make_shared<Days>("a"), again);
  EXPECT_EQ(again[0].text, bound[0].text);
  auto other = read;
  count_by(std::make_shared<Days>("b"), other);
  EXPECT_NE(other[0].digest, bound[0].digest);
}

TEST(Definitions, LimitsAreReadAndMistakesInThemRefused) {
  const auto read = [](const std::string& form, const std::string& rest) {
    return parse_definition(
        "format = 1\nid = \"x\"\nversion = 1\nvalid_from = \"2020-01-01\"\ntitle = \"t\"\n"
        "question = \"q\"\nformula = \"f\"\nunit = \"percent\"\nsource = \"s\"\nform = \"" +
            form + "\"\n" + rest,
        "f.toml");
  };
  const auto refusal = [&](const std::string& form, const std::string& rest) {
    const auto result = read(form, rest);
    return result ? "" : result.error().message;
  };
  const std::string due =
      "[due]\nunit = \"fir\"\nfrom = \"fir_on\"\nto = \"intimated_on\"\ncounts = \"met\"\n";
  const std::string limit = "[[limit]]\ndays = 3\nlaw = \"l\"\n";
  const auto good =
      read("due", due + limit + "province = \"PB\"\nfrom = \"2024-01-01\"\nuntil = \"2025-01-01\"\n");
  ASSERT_TRUE(good) << good.error().message;
  ASSERT_EQ(good->limits.size(), 1U);
  EXPECT_EQ(good->limits[0].days, 3);
  EXPECT_EQ(good->limits[0].until, *base::parse_iso_day("2025-01-01"));
  EXPECT_EQ(refusal("due", due + "[[limit]]\nday = 3\nlaw = \"l\"\n"),
            "f.toml:17: limit.day: is not a key of a definition: there are days, law, count, province, "
            "time_class, death, woman, from, until");
  EXPECT_EQ(refusal("due", due + "[[limit]]\ndays = 3\n"), "f.toml:16: law: is missing");
  EXPECT_FALSE(good->limits[0].working);
  EXPECT_TRUE(read("due", due + limit + "count = \"working\"\n")->limits[0].working);
  EXPECT_EQ(refusal("due", due + limit + "count = \"court\"\n"),
            "f.toml:19: count: \"court\" is none of calendar, working");
  EXPECT_EQ(refusal("due", due + limit + "from = \"2024-1-1\"\n"),
            "f.toml:19: from: expected a day, YYYY-MM-DD");
  EXPECT_EQ(refusal("due", due + limit + "time_class = \"murder\"\n"),
            "f.toml:16: time_class: is that of a trial: the unit must be \"case\"");
  EXPECT_NE(
      refusal("backlog", limit + "time_class = \"murdr\"\n").find("\"murdr\" is none of juvenile, murder"),
      std::string::npos);
  EXPECT_EQ(refusal("backlog", limit + "time_class = \"murder\"\n"), "");
  EXPECT_NE(refusal("due", due).find("which need them"), std::string::npos);
  EXPECT_EQ(refusal("stock", limit), "");
  EXPECT_NE(refusal("age", limit).find("which need them"), std::string::npos);
  EXPECT_EQ(refusal("stock", "state = \"undertrial\"\n" + limit + "death = false\nwoman = true\n"), "");
  EXPECT_EQ(
      refusal("backlog", limit + "woman = true\n"),
      "f.toml:11: woman: is said of custody alone: the form must be \"stock\" or \"backlog\", the state "
      "\"undertrial\" or \"in_custody\"");
  EXPECT_EQ(refusal("stock", "state = \"undertrial\"\n" + limit + "death = 1\n"),
            "f.toml:15: death: expected true or false");
  EXPECT_NE(refusal("due", due + "on = \"fir_on\"\n" + limit).find("takes no on"), std::string::npos);
  EXPECT_NE(refusal("overdue", due + limit).find("counts: is a key of form \"due\" alone"),
            std::string::npos);
  const std::string cohort = "[due]\nunit = \"fir\"\nfrom = \"fir_on\"\nto = \"intimated_on\"\n" + limit;
  EXPECT_EQ(refusal("cohort", cohort + "[[limit]]\ndays = 4\nlaw = \"l\"\n"), "");
  EXPECT_NE(refusal("cohort", cohort + limit).find("days must ascend"), std::string::npos);
  EXPECT_NE(refusal("cohort", cohort + "province = \"PB\"\n").find("takes days and law alone"),
            std::string::npos);
  EXPECT_NE(refusal("cohort", "numerator_by = [\"reason\"]\n" + cohort).find("no key of form"),
            std::string::npos);
  EXPECT_EQ(refusal("stock", due), "f.toml:11: due: is no table of this form: it has none");
  EXPECT_NE(refusal("count", "by = [\"objection\"]\n[count]\nunit = \"fir\"\non = \"fir_on\"\n")
                .find("of counts of submissions"),
            std::string::npos);
}

TEST(Buckets, SurviveTheRoundTripAndRefuseDamage) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    Bucket bucket;
    std::int32_t x = -50'000;
    for (auto i = random() % 20; i > 0; --i) {
      x += 1 + static_cast<std::int32_t>(random() % 9000);
      bucket.push_back({x, static_cast<std::int64_t>(random() % 1000) - 500});
    }
    const auto bytes = encode_bucket(bucket);
    ASSERT_EQ(decode_bucket(bytes), bucket);
    auto damaged = bytes;
    damaged[random() % damaged.size()] = static_cast<char>(random());
    static_cast<void>(decode_bucket(damaged));
    static_cast<void>(decode_bucket(bytes.substr(0, random() % bytes.size())));
  }
  EXPECT_FALSE(decode_bucket(""));
  EXPECT_FALSE(decode_bucket("\x02"));
}

TEST(Quantile, IsTheSmallestValueThatReachesTheShare) {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::int32_t> values(1 + random() % 30);
    Cells cells;
    const auto id = cells.id("P", Dimension::kTotal, "_T");
    for (auto& value : values)
      cells.add({0, 0, 600, id}, value = static_cast<std::int32_t>(random() % 12), 1);
    std::sort(values.begin(), values.end());
    for (const int p : {50, 90}) {
      std::int32_t expected = values.back();
      for (std::size_t k = values.size(); k-- > 0;) {
        const auto upto = std::upper_bound(values.begin(), values.end(), values[k]) - values.begin();
        if (upto * 100 >= static_cast<std::ptrdiff_t>(values.size()) * p) expected = values[k];
      }
      EXPECT_EQ(quantile(cells.merged(0, 0, id, 600, 601), p), expected);
    }
  }
}

TEST(Receipts, AreQuarantinedOverReceivedByDay) {
  Engine engine(shipped());
  engine.set_receipts(
      {{"P", *base::parse_iso_day("2026-03-31"), 10, 1}, {"P", *base::parse_iso_day("2026-04-01"), 30, 3}});
  const auto results = engine.values(
      {"quarantine_rate", {*model::parse_period("2026-03"), *model::parse_period("2026-Q2")}, {}, "_T"},
      *base::parse_iso_day("2026-06-30"), 0);
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].numerator, 1);
  EXPECT_EQ(results[1].denominator, 30);
  EXPECT_EQ(model::format_value(*results[1].value), "10");
  // The first receipt is of a month in which no record has any date.
  EXPECT_EQ(engine.periods(model::Granularity::kMonth, *base::parse_iso_day("2026-06-30")).front().label,
            "2026-03");
}

}  // namespace
}  // namespace mizan::kpi
