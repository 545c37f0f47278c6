#include "normalize/lifecycle.hpp"

#include <gtest/gtest.h>

namespace mizan::normalize {
namespace {

namespace field = model::field;
using model::Kind;
using model::Record;

struct Dated {
  model::FieldId field;
  const char* iso;
};

Record record(Kind kind, std::initializer_list<Dated> dates) {
  Record out(kind, "k");
  for (const auto& [id, iso] : dates) out.set_date(id, *base::parse_iso_day(iso));
  return out;
}

std::vector<std::string> codes(const Record& of) {
  std::vector<model::Finding> findings;
  check_record(of, findings);
  std::vector<std::string> out;
  for (const auto& finding : findings) out.push_back(finding.code);
  return out;
}

using Codes = std::vector<std::string>;

TEST(Lifecycle, DatesInOrderAreNoFinding) {
  EXPECT_EQ(codes(record(Kind::kCase, {{field::fir_on_id, "2025-01-01"},
                                       {field::instituted_on_id, "2025-01-01"},
                                       {field::disposed_on_id, "2025-06-01"}})),
            Codes{});
}

TEST(Lifecycle, ContradictionsOfOneRecordAreNamed) {
  EXPECT_EQ(codes(record(Kind::kCase,
                         {{field::instituted_on_id, "2025-02-01"}, {field::disposed_on_id, "2025-01-31"}})),
            Codes{"disposal_before_institution"});
  EXPECT_EQ(codes(record(Kind::kAccused,
                         {{field::custody_from_id, "2025-02-02"}, {field::custody_to_id, "2025-02-01"}})),
            Codes{"custody_reversed"});
  EXPECT_EQ(
      codes(record(Kind::kBail, {{field::filed_on_id, "2025-02-02"}, {field::decided_on_id, "2025-02-01"}})),
      Codes{"decided_before_filed"});
  EXPECT_EQ(codes(record(Kind::kReport,
                         {{field::sent_on_id, "2025-02-02"}, {field::received_on_id, "2025-02-01"}})),
            Codes{"received_before_sent"});
  EXPECT_EQ(
      codes(record(Kind::kHearing, {{field::held_on_id, "2025-02-02"}, {field::next_on_id, "2025-02-01"}})),
      Codes{"next_before_hearing"});
}

TEST(Lifecycle, AFindingHoldsBothDatesAndItsField) {
  std::vector<model::Finding> findings;
  check_record(
      record(Kind::kAccused, {{field::custody_from_id, "2025-02-02"}, {field::custody_to_id, "2025-02-01"}}),
      findings);
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].field, field::custody_to_id);
  EXPECT_EQ(findings[0].detail, "2025-02-01 before 2025-02-02");
}

model::LinkedCase with_hearings(std::string_view disposal) {
  model::SourceCase source_case;
  source_case.record =
      record(Kind::kCase, {{field::instituted_on_id, "2025-02-01"}, {field::disposed_on_id, "2025-06-01"}});
  source_case.record.set_text(field::disposal_id, disposal);
  for (const auto* day : {"2025-01-31", "2025-02-01", "2025-06-01", "2025-06-02"}) {
    source_case.children.push_back(record(Kind::kHearing, {{field::held_on_id, day}}));
    source_case.children.back().key = day;
  }
  model::LinkedCase linked;
  linked.cases.push_back(std::move(source_case));
  return linked;
}

TEST(Lifecycle, HearingsOutsideTheTrialAreFound) {
  const auto found = check_case(with_hearings("acquitted"));
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].finding.code, "hearing_before_institution");
  EXPECT_EQ(found[0].key, "2025-01-31");
  EXPECT_EQ(found[1].finding.code, "hearing_after_disposal");
  EXPECT_EQ(found[1].finding.detail, "2025-06-02 after 2025-06-01");
}

TEST(Lifecycle, DormantAndTransferredCasesGoOnBeingHeard) {
  EXPECT_EQ(check_case(with_hearings("consigned")).size(), 1U);
  EXPECT_EQ(check_case(with_hearings("transferred")).size(), 1U);
}

}  // namespace
}  // namespace mizan::normalize
