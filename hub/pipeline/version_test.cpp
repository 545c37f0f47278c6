// Definitions that change: a newer version takes over on its day, a file is reworded, a KPI comes or goes.
// What subscribers are told is what moved, from what it was to what it is.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "pipeline/kpi_runner.hpp"

namespace mizan::pipeline {
namespace {
namespace fs = std::filesystem;
namespace field = model::field;

base::Day day(const char* text) {
  return *base::parse_iso_day(text);
}

base::Micros noon(const char* text) {
  return base::start_of_karachi_day(day(text)) + base::Micros{12} * 3'600 * 1'000'000;
}

/// A conviction rate whose denominator is these disposals.
std::string rate(const std::string& id, int version, const std::string& valid_from, const std::string& of) {
  return "format = 1\nid = \"" + id + "\"\nversion = " + std::to_string(version) + "\nvalid_from = \"" +
         valid_from +
         "\"\ntitle = \"t\"\nquestion = \"q\"\nformula = \"f\"\nunit = \"percent\"\nform = \"ratio\"\nsource "
         "= "
         "\"s\"\nby = [\"court\"]\nneeds = []\n[numerator]\nunit = \"case\"\non = \"disposed_on\"\nwhere = { "
         "disposal = [\"convicted\"] }\n[denominator]\nunit = \"case\"\non = \"disposed_on\"\n" +
         (of.empty() ? of : "where = { disposal = [" + of + "] }\n");
}

const std::string kOnMerit = "\"convicted\", \"acquitted\"";

class Versions : public ::testing::Test {
 protected:
  Versions()
      : path_((fs::path(::testing::TempDir()) / ("mizan_versions" + std::to_string(getpid()) + ".db"))
                  .string()) {
    remove_files();
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    source_ = *store_->register_source("court", "{}");
    run_ = *store_->begin_run({source_, 1, "t", "1", "m"});
    take("1", "convicted", "2024-01-10");
    take("2", "acquitted", "2024-01-20");
    take("3", "withdrawn", "2024-01-25");
  }
  ~Versions() override {
    runner_.reset();
    store_.reset();
    remove_files();
  }

  void remove_files() const {
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_ + tail);
  }

  void take(const std::string& key, const char* disposal, const char* on) {
    model::Record record(model::Kind::kCase, key);
    record.set_text(field::province_id, "P");
    record.set_text(field::court_id, "A");
    record.set_date(field::instituted_on_id, day("2023-06-01"));
    record.set_text(field::disposal_id, disposal);
    record.set_date(field::disposed_on_id, day(on));
    ASSERT_TRUE(store_->apply({source_, run_, 100, {store::Upsert{std::move(record), {}, {}, "{}"}}, {}, 1}));
  }

  /// The hub begins, with these definitions.
  void begin(const std::vector<std::string>& texts) {
    std::vector<kpi::Definition> definitions;
    for (const auto& text : texts) {
      auto definition = kpi::parse_definition(text, "d.toml");
      ASSERT_TRUE(definition) << definition.error().message;
      definitions.push_back(std::move(*definition));
    }
    kpi::SourceState source;
    source.declaration.id = source_;
    source.declaration.name = "court";
    source.declaration.see_everything();
    engine_.emplace(std::move(definitions));
    engine_->set_sources({source});
    runner_.emplace(*engine_, *store_, std::vector{model::Granularity::kMonth});
    ASSERT_TRUE(runner_->load());
  }

  /// What is told by noon of a day, in lines: "rate@2 P A 2024-01 33.3333 -> 50 definition".
  std::vector<std::string> told(const char* today) {
    const auto changes = runner_->catch_up(noon(today), {[](const auto&...) { return store::Event{}; },
                                                         [](base::Micros) { return store::Event{}; }});
    EXPECT_TRUE(changes) << changes.error().message;
    std::vector<std::string> lines;
    for (const auto& change : *changes) {
      const auto& key = change.now.key;
      if (key.province != "P" || key.member != "A") continue;
      lines.push_back(key.kpi + "@" + std::to_string(key.version) + " " + change.now.period.label + " " +
                      text(change.previous) + " -> " + text(change.now.value) +
                      (change.cause ? " " + std::string(model::change_reason_name(*change.cause)) : ""));
    }
    return lines;
  }

  static std::string text(const std::optional<model::Fraction>& value) {
    return value ? model::format_value(*value) : "none";
  }

  std::string value(const char* today, int version) const {
    for (const auto& result :
         engine_->values({"rate", {*model::parse_period("2024-01")}, kpi::Dimension::kCourt, "P", version},
                         day(today), 0))
      return text(result.value);
    return "";
  }

  using Lines = std::vector<std::string>;

  std::string path_;
  std::optional<store::Store> store_;
  std::optional<kpi::Engine> engine_;
  std::optional<KpiRunner> runner_;
  model::SourceId source_;
  store::RunId run_;
};

TEST_F(Versions, ANewerOneTakesOverOnItsDayForAllPeriods) {
  begin({rate("rate", 1, "2020-01-01", ""), rate("rate", 2, "2024-03-01", kOnMerit)});
  told("2024-02-28");
  EXPECT_EQ(value("2024-02-28", 0), "33.3333");
  EXPECT_EQ(value("2024-02-28", 2), "50") << "counted beside it";
  EXPECT_EQ(told("2024-02-29"), Lines{});
  EXPECT_EQ(told("2024-03-01"), Lines{"rate@2 2024-01 33.3333 -> 50 definition"});
  EXPECT_EQ(told("2024-03-02"), Lines{});
  EXPECT_EQ(value("2024-03-02", 0), "50");
  EXPECT_EQ(value("2024-03-02", 1), "33.3333") << "whoever wants the old one asks for it";
}

TEST_F(Versions, OnlyTheOneInForceIsTold) {
  begin({rate("rate", 1, "2020-01-01", ""), rate("rate", 2, "2024-03-01", kOnMerit)});
  told("2024-03-05");
  take("4", "acquitted", "2024-01-30");
  EXPECT_EQ(told("2024-03-05"), Lines{"rate@2 2024-01 50 -> 33.3333"});
  EXPECT_EQ(value("2024-03-05", 1), "25") << "and kept up all the same";
}

TEST_F(Versions, ANewerOneThatIsAddedIsToldWhenTheHubBegins) {
  begin({rate("rate", 1, "2020-01-01", ""), rate("other", 1, "2020-01-01", "")});
  told("2024-02-10");
  begin({rate("other", 1, "2020-01-01", ""), rate("rate", 1, "2020-01-01", ""),
         rate("rate", 2, "2024-02-01", kOnMerit)});
  EXPECT_EQ(told("2024-02-10"), Lines{"rate@2 2024-01 33.3333 -> 50 definition"}) << "the other is as it was";
  begin({rate("other", 1, "2020-01-01", ""), rate("rate", 1, "2020-01-01", ""),
         rate("rate", 2, "2024-02-01", kOnMerit)});
  EXPECT_EQ(told("2024-02-10"), Lines{});
}

TEST_F(Versions, ARewordedOneIsToldWhereItMovesAValue) {
  begin({rate("rate", 1, "2020-01-01", ""), rate("other", 1, "2020-01-01", "")});
  told("2024-02-10");
  begin({rate("rate", 1, "2020-01-01", kOnMerit), rate("other", 1, "2020-01-01", "")});
  EXPECT_EQ(told("2024-02-10"), Lines{"rate@1 2024-01 33.3333 -> 50 definition"});
}

TEST_F(Versions, WhatMovedMeanwhileForAnotherReasonIsNoDefinition) {
  begin({rate("rate", 1, "2020-01-01", ""), rate("other", 1, "2020-01-01", "")});
  told("2024-02-10");
  take("4", "convicted", "2024-01-30");
  begin({rate("rate", 1, "2020-01-01", kOnMerit), rate("other", 1, "2020-01-01", "")});
  EXPECT_EQ(told("2024-02-10"),
            (Lines{"rate@1 2024-01 33.3333 -> 66.6667 definition", "other@1 2024-01 33.3333 -> 50 late"}));
}

TEST_F(Versions, AKpiThatComesAndOneThatGoes) {
  begin({rate("rate", 1, "2020-01-01", "")});
  told("2024-02-10");
  begin({rate("other", 1, "2020-01-01", "")});
  EXPECT_EQ(told("2024-02-10"), (Lines{"other@1 2024-01 none -> 33.3333 definition",
                                       "rate@1 2024-01 33.3333 -> none definition"}));
}

TEST_F(Versions, BeforeItsDayThereIsNoSuchKpi) {
  begin({rate("rate", 1, "2024-03-01", "")});
  EXPECT_EQ(told("2024-02-10"), Lines{});
  EXPECT_EQ(value("2024-02-10", 0), "");
  EXPECT_EQ(told("2024-03-01"), Lines{"rate@1 2024-01 none -> 33.3333 definition"});
}

}  // namespace
}  // namespace mizan::pipeline
