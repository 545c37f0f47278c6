#include "simulate/truth.hpp"

#include <gtest/gtest.h>

#include <map>

#include "simulate/truth_file.hpp"

namespace mizan::simulate {
namespace {

base::Day day(int year, int month, int date) {
  return *base::make_day(year, month, date);
}

/// Two cases worked by hand, window 2024, no lead, today 2025-01-01.
class TruthByHand : public ::testing::Test {
 protected:
  TruthByHand() : geography_(provinces()[0]) {
    options_.from = day(2024, 1, 1);
    options_.to = day(2024, 12, 31);
    options_.lead_days = 0;
    truths_.push_back(std::make_unique<Truth>(options_, geography_, true));
  }

  static Hearing hearing(base::Day held, CodeIndex result, DateField next = {}) {
    Hearing row;
    row.held = held;
    row.result = result;
    row.next = next;
    return row;
  }

  static CaseGroup group_of(base::Day fir, base::Day instituted) {
    CaseGroup group;
    group.fir = fir;
    group.records.resize(1);
    group.records[0].instituted = instituted;
    return group;
  }

  /// "kpi stat period" → value, Punjab's totals.
  std::map<std::string, std::string> values() const {
    std::map<std::string, std::string> all;
    for (const auto& row : truth_rows(options_, truths_))
      if (row.province == "PB" && row.dimension == "total")
        all[row.kpi + " " + row.stat + " " + row.period] = row.value;
    return all;
  }

  Truth& truth() { return *truths_.front(); }

  Options options_;
  Geography geography_;
  std::vector<std::unique_ptr<Truth>> truths_;
};

TEST_F(TruthByHand, CountsADisposedAndAPendingCase) {
  auto convicted = group_of(day(2024, 1, 10), day(2024, 2, 1));
  convicted.records[0].disposal = 0;
  convicted.records[0].disposed = day(2024, 4, 1);
  convicted.records[0].hearings = {hearing(day(2024, 2, 20), kOutcomeAdjourned, day(2024, 3, 1)),
                                   hearing(day(2024, 4, 1), kOutcomeOrder)};
  truth().add(convicted);
  truth().add(group_of(day(2024, 1, 20), day(2024, 3, 31)));

  auto v = values();
  EXPECT_EQ(v["firs_registered value 2024-01"], "2");
  EXPECT_EQ(v["pending value 2024-02"], "1");
  EXPECT_EQ(v["pending value 2024-03"], "2");
  EXPECT_EQ(v["pending value 2024-04"], "1");
  EXPECT_EQ(v["pending value 2024"], "1");
  EXPECT_EQ(v["pending_age_days p50 2024-03"], "0");   // 0 and 59 days at 31 March
  EXPECT_EQ(v["pending_age_days p90 2024-03"], "59");  // 2024 has a 29 February
  EXPECT_EQ(v["institution_to_disposal_days p50 2024-04"], "60");
  EXPECT_EQ(v["fir_to_disposal_days p90 2024"], "82");
  EXPECT_EQ(v["hearings_per_disposal value 2024-04"], "2");
  EXPECT_EQ(v["adjournment_rate value 2024"], "50");
  EXPECT_EQ(v["next_date_gap_days p50 2024-02"], "10");
  EXPECT_EQ(v["clearance_rate value 2024"], "50");
  EXPECT_EQ(v.count("clearance_rate value 2024-04"), 0U);  // nothing instituted: null
  EXPECT_EQ(v["disposition_time value 2024-04"], "30");
  EXPECT_EQ(v["disposition_time value 2024"], "366");
  EXPECT_EQ(v["conviction_contested value 2024"], "100");
}

TEST_F(TruthByHand, HoldsTwoLegsForOneCase) {
  auto group = group_of(day(2024, 1, 1), day(2024, 2, 1));
  group.records[0].disposal = kDisposalTransfer;
  group.records[0].disposed = day(2024, 3, 1);
  group.records.push_back({});
  group.records[1].instituted = day(2024, 3, 5);
  group.records[1].disposal = 1;
  group.records[1].disposed = day(2024, 5, 1);
  truth().add(group);

  auto v = values();
  EXPECT_EQ(v["pending value 2024-03"], "1");
  EXPECT_EQ(v["clearance_rate value 2024"], "100");
  EXPECT_EQ(v["institution_to_disposal_days p50 2024-05"], "90");
  EXPECT_EQ(v["conviction_contested value 2024"], "0");
}

TEST_F(TruthByHand, KeepsDormantAndTransferredCasesOutOfStocksAndDisposals) {
  auto consigned = group_of(day(2024, 1, 1), day(2024, 2, 1));
  consigned.records[0].disposal = 15;
  consigned.records[0].disposed = day(2024, 3, 10);
  truth().add(consigned);
  consigned.records[0].disposal = kDisposalTransfer;
  truth().add(consigned);

  auto v = values();
  EXPECT_EQ(v["pending value 2024-02"], "2");
  EXPECT_EQ(v.count("pending value 2024-03"), 0U);
  EXPECT_EQ(v.count("outcome_mix value 2024"), 0U);
  EXPECT_EQ(truth().balance().dormant, 1);
  EXPECT_EQ(truth().balance().moved_out, 1);
}

TEST_F(TruthByHand, CountsOneHearingForTwoRowsOfADay) {
  auto group = group_of(day(2024, 1, 1), day(2024, 2, 1));
  group.records[0].hearings = {hearing(day(2024, 2, 10), kOutcomeAdjourned), hearing(day(2024, 2, 10), 0),
                               hearing(day(2024, 2, 12), kOutcomeVacated),
                               hearing(day(2024, 2, 13), kNoCode)};
  truth().add(group);
  auto v = values();
  EXPECT_EQ(v["hearings_listed value 2024-02"], "2");
  EXPECT_EQ(v["adjournment_rate value 2024-02"], "0");
}

TEST_F(TruthByHand, LeavesAnUndatedDisposalOutOfFlowAndStock) {
  auto group = group_of(day(2024, 1, 1), day(2024, 2, 1));
  group.records[0].disposal = 0;
  group.records[0].disposed = day(2024, 3, 10);
  group.records[0].disposed.flaw = DateField::Flaw::kSentinel;
  truth().add(group);
  auto v = values();
  EXPECT_EQ(v.count("pending value 2024-02"), 0U);
  EXPECT_EQ(v["clearance_rate value 2024-02"], "0");
  EXPECT_EQ(truth().balance().undated, 1);
}

TEST_F(TruthByHand, ClosesACancelledFirBeforeTrial) {
  auto group = group_of(day(2024, 1, 1), day(2024, 2, 1));
  group.records[0].instituted = DateField{};
  group.records[0].disposal = kDisposalCancelled;
  group.records[0].disposed = day(2024, 3, 10);
  truth().add(group);
  auto v = values();
  EXPECT_EQ(v["firs_registered value 2024"], "1");
  EXPECT_EQ(v.count("outcome_mix value 2024"), 0U);
}

}  // namespace
}  // namespace mizan::simulate
