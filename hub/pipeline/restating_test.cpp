// Signed figures through late, corrected, deleted and relinked records: each change of one told once, with
// the records that moved it, whatever was cut off.
#include "pipeline/restating.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "reconcile/signed_figures.hpp"
#include "reconcile/signing.hpp"
#include "store/sqlite.hpp"

namespace mizan::pipeline {
namespace {
namespace fs = std::filesystem;
using model::Holder;
using model::Kind;
using model::Record;
using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr base::Micros kDay = 86'400'000'000;
const base::Micros kApril = base::Micros{base::parse_iso_day("2026-04-05")->value} * kDay;

class Restated : public ::testing::Test {
 protected:
  Restated()
      : path_((fs::path(::testing::TempDir()) /
               ("mizan_restating_" + std::to_string(getpid()) +
                ::testing::UnitTest::GetInstance()->current_test_info()->name()))
                  .string()) {
    remove_files();
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    police_ = *store_->register_source("police", "{}");
    run_ = *store_->begin_run({police_, 1, "t", "1", "m"});
    declare("PB");
    take(fir("1", "2026-03-01"));
    take(fir("2", "2026-03-20"));
    take(report("R1", "1", "2026-03-10"));
  }
  ~Restated() override {
    store_.reset();
    remove_files();
  }

  void remove_files() const {
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_ + tail);
  }
  void declare(const std::string& province) {
    reconcile::Source source;
    source.declaration.id = police_;
    source.declaration.name = "police";
    source.declaration.holder = Holder::kPolice;
    source.declaration.province = province;
    source.declaration.observes[1].set(model::field::fir_on_id);
    source.declaration.observes[3].set(model::field::sent_on_id);
    sources_.emplace(std::vector{source});
  }

  static store::Upsert fir(const std::string& key, const std::string& on,
                           const std::string& district = "KASUR") {
    Record record(Kind::kCase, key);
    record.set_text(model::field::province_id, "PB");
    record.set_text(model::field::district_id, district);
    record.set_date(model::field::fir_on_id, *base::parse_iso_day(on));
    return {std::move(record), "fir " + key, {}, "{}"};
  }
  static store::Upsert report(const std::string& key, const std::string& of, const std::string& on) {
    Record record(Kind::kReport, key);
    record.set_text(model::field::case_id, of);
    record.set_text(model::field::report_type_id, "final");
    record.set_date(model::field::sent_on_id, *base::parse_iso_day(on));
    return {std::move(record), {}, {}, "{}"};
  }
  void take(store::Item item) {
    std::vector<store::Item> items;
    items.push_back(std::move(item));
    ASSERT_TRUE(store_->apply({police_, run_, ++clock_, std::move(items), {}, 1}));
  }
  // What the KPI engine leaves behind: the changes that it counted are gone.
  void count_kpis() {
    store::KpiCommit commit;
    commit.position = *store_->head();
    auto writer = store::KpiWriter::begin(*store_);
    ASSERT_TRUE(writer && writer->commit(commit));
  }

  std::size_t tell() {
    const auto told = tell_restated(*store_, *sources_, kApril + kDay);
    EXPECT_TRUE(told) << told.error().message;
    return told ? *told : 999;
  }
  base::Result<store::Signature> sign(const std::string& period = "2026-03",
                                      const std::string& district = "KASUR") {
    return reconcile::sign(*store_, *sources_, {period, "PB", district, "police", "DPO Kasur", "SP"}, kApril);
  }
  std::string refusal(const base::Result<store::Signature>& done) {
    return done ? std::string("signed") : done.error().message;
  }
  json last_event() {
    const auto head = *store_->outbox_head();
    const auto events = *store_->outbox_after(head - 1, 1);
    auto event = base::parse_json(events.at(0).body);
    event["subject"] = events[0].subject;
    return event;
  }
  std::vector<std::int64_t> figures() {
    std::vector<std::int64_t> now;
    const auto read = *reconcile::SignedFigures::read(*store_);
    for (const auto& each : read.all()) now.push_back(each.now);
    return now;
  }

  std::string path_;
  std::optional<store::Store> store_;
  std::optional<reconcile::Sources> sources_;
  model::SourceId police_;
  store::RunId run_;
  base::Micros clock_ = 10;
};

TEST_F(Restated, NothingSignedIsNothingToldAndNothingWritten) {
  EXPECT_EQ(tell(), 0U);
  EXPECT_EQ(*store_->database().query_integer("SELECT count(*) FROM meta WHERE name = 'told_reconciliation'"),
            0);
}

TEST_F(Restated, ALateFirRestatesTheSignedFigureOnce) {
  const auto signature = sign();
  ASSERT_TRUE(signature) << signature.error().message;
  EXPECT_THAT(signature->figures, HasSubstr(R"({"stage":"firs","count":2)"));
  EXPECT_TRUE(reconcile::is_unchanged(*signature));
  EXPECT_EQ(last_event()["type"], "org.mizan.reconciliation.signed.v1");
  EXPECT_EQ(tell(), 0U);
  take(fir("3", "2026-03-31"));
  take(fir("4", "2026-04-01"));
  take(fir("5", "2026-03-31", "LAHORE"));
  EXPECT_EQ(tell(), 1U);
  const auto event = last_event();
  EXPECT_EQ(event["type"], "org.mizan.reconciliation.restated.v1");
  EXPECT_EQ(event["subject"], "reconciliation/2026-03/PB/KASUR/police/firs");
  EXPECT_EQ(event["data"]["signed"], 2);
  EXPECT_EQ(event["data"]["previous"], 2);
  EXPECT_EQ(event["data"]["value"], 3);
  EXPECT_EQ(event["data"]["reasons"], (json{{"late", 1}}));
  EXPECT_EQ(event["data"]["record_count"], 1);
  EXPECT_FALSE(event["data"].contains("records")) << "which they are is not for everybody";
  EXPECT_THAT(store::restatements(*store_)->at(0).movers, HasSubstr(R"("key":"3")"));
  EXPECT_EQ(tell(), 0U) << "told once";
  count_kpis();
  EXPECT_EQ(tell(), 0U);
}

TEST_F(Restated, AFigureThatMovesAndMovesBackInOneRoundIsNotTold) {
  ASSERT_TRUE(sign());
  take(fir("3", "2026-03-31"));
  take(store::Delete{Kind::kCase, "3"});
  EXPECT_EQ(tell(), 0U);
}

TEST_F(Restated, ACaseThatGoesToAnotherDistrictTakesItsReportAlong) {
  ASSERT_TRUE(sign());
  take(fir("1", "2026-03-01", "LAHORE"));
  EXPECT_EQ(tell(), 2U);
  EXPECT_THAT(figures(), ElementsAre(1, 0)) << "FIRs, reports sent";
  EXPECT_EQ(last_event()["data"]["reasons"], (json{{"corrected", 1}}));
  take(fir("1", "2026-03-01"));
  EXPECT_EQ(tell(), 2U);
  EXPECT_THAT(figures(), ElementsAre(2, 1));
}

TEST_F(Restated, AReportOfAnotherMonthMovesNothing) {
  ASSERT_TRUE(sign());
  take(report("R2", "2", "2026-04-02"));
  EXPECT_EQ(tell(), 0U);
  take(report("R2", "2", "2026-03-30"));
  EXPECT_EQ(tell(), 1U);
  EXPECT_THAT(figures(), ElementsAre(2, 2));
}

TEST_F(Restated, WhatWasCutOffBeforeItsCommitIsToldTheNextTimeAndOnce) {
  ASSERT_TRUE(sign());
  take(fir("3", "2026-03-31"));
  store_.reset();  // killed between taking in and telling
  store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
  EXPECT_EQ(tell(), 1U);
  store_.reset();  // and between telling and counting
  store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
  EXPECT_EQ(tell(), 0U);
  EXPECT_THAT(figures(), ElementsAre(3, 1));
}

TEST_F(Restated, ChangesThatWereCountedBeforeTheyWereToldAreCountedAnew) {
  ASSERT_TRUE(sign());
  take(fir("3", "2026-03-31"));
  count_kpis();
  EXPECT_EQ(tell(), 1U);
  EXPECT_EQ(last_event()["data"]["value"], 3);
  EXPECT_EQ(last_event()["data"]["cause"], "config") << "which records they were is no longer known";
}

TEST_F(Restated, AnotherDeclarationOfTheSourcesIsCountedAnew) {
  ASSERT_TRUE(sign());
  count_kpis();
  declare("KP");
  EXPECT_EQ(tell(), 0U) << "the records name their province";
  EXPECT_EQ(tell(), 0U);
}

TEST_F(Restated, WhatIsSignedStaysAndIsWithdrawnWithAReason) {
  const auto first = sign();
  ASSERT_TRUE(first);
  EXPECT_THAT(refusal(sign()), HasSubstr("that is signed already, by DPO Kasur on 2026-04-05 (signature 1)"));
  EXPECT_THAT(reconcile::withdraw(*store_, 1, "SP", "", kApril).error().message, HasSubstr("and why"));
  EXPECT_THAT(reconcile::withdraw(*store_, 7, "SP", "x", kApril).error().message,
              HasSubstr("no signature 7"));
  ASSERT_TRUE(reconcile::withdraw(*store_, 1, "SP", "counted anew", kApril));
  EXPECT_EQ(last_event()["type"], "org.mizan.reconciliation.withdrawn.v1");
  EXPECT_FALSE(reconcile::withdraw(*store_, 1, "SP", "again", kApril));
  take(fir("3", "2026-03-31"));
  EXPECT_EQ(tell(), 0U) << "nobody stands by it any more";
  const auto second = sign();
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_THAT(second->figures, HasSubstr(R"("count":3)"));
  EXPECT_THAT(second->figures, HasSubstr(first->digest)) << "each names the one before";
  EXPECT_EQ(store::signatures(*store_)->size(), 2U);
  EXPECT_THAT(*store::restatements(*store_), IsEmpty());
}

TEST_F(Restated, WhatCannotBeSignedIsSaid) {
  EXPECT_THAT(refusal(sign("2026-04")), HasSubstr("2026-04 has not ended"));
  EXPECT_THAT(refusal(sign("2026-13")), HasSubstr("the period is a month"));
  EXPECT_THAT(
      refusal(reconcile::sign(*store_, *sources_, {"2026-03", "PB", "", "court", "D&SJ", "x"}, kApril)),
      HasSubstr("no source of the court in PB sees anything of 2026-03"));
  EXPECT_THAT(refusal(reconcile::sign(*store_, *sources_, {"2026-03", "PB", "", "police", "", "x"}, kApril)),
              HasSubstr("which office signs"));
  ASSERT_TRUE(sign("2026-03", ""));
  take(fir("3", "2026-03-31"));
  EXPECT_THAT(refusal(sign()), HasSubstr("records came while")) << "they are to be told first";
  EXPECT_EQ(tell(), 1U);
  EXPECT_TRUE(sign());
}

}  // namespace
}  // namespace mizan::pipeline
