// Since when an accused is in custody, as several holders tell of the same person (KPIS rule 13), and what
// that costs in bytes.
#include "kpi/custody.hpp"

#include <gtest/gtest.h>

#include "kpi/names.hpp"

namespace mizan::kpi {
namespace {
using model::Holder;
using model::Kind;
using model::Record;
namespace field = model::field;

constexpr base::Day kToday{20'000};

Span span(std::int32_t from, std::int32_t to) {
  return {base::Day{from}, base::Day{to}};
}

CustodyDates dates(std::optional<std::int32_t> from, std::optional<std::int32_t> to) {
  CustodyDates made;
  if (from) made.from = base::Day{*from};
  if (to) made.to = base::Day{*to};
  return made;
}

TEST(Person, IsTheSameByCnicElseByNameUnlessTheFathersDiffer) {
  const Person aslam{"", "aslam", "daud"};
  EXPECT_TRUE(aslam.is({"", "aslam", ""}));
  EXPECT_TRUE(aslam.is({"n1", "aslam", "daud"}));
  EXPECT_FALSE(aslam.is({"", "aslam", "chaudhry"}));
  EXPECT_FALSE(aslam.is({"", "bano", "daud"}));
  EXPECT_TRUE((Person{"n1", "aslam", "daud"}.is({"n1", "aslam khan", "dawood"})));
  EXPECT_FALSE((Person{"n1", "aslam", "daud"}.is({"n2", "aslam", "daud"})));
  EXPECT_FALSE(Person{}.is({}));
}

TEST(Custody, EachDateIsOfTheFirstHolderWhoHasIt) {
  const Person who{"n1", "", ""};
  const Person other{"n2", "", ""};
  const std::vector<CustodyTold> told = {{Holder::kPrison, other, dates(1, {})},
                                         {Holder::kPrison, who, dates(10, {})},
                                         {Holder::kPolice, who, dates(5, 40)}};
  EXPECT_EQ(custody_of(Holder::kCourt, who, dates(7, {}), told), span(10, 40));
  EXPECT_EQ(custody_of(Holder::kCourt, who, dates(7, 30), told), span(10, 30));
  EXPECT_EQ(custody_of(Holder::kCourt, {}, dates(7, {}), told), span(7, base::kFarFuture.value));
  // Of the prison's own list no other record of it is believed, and the prison before all.
  EXPECT_EQ(custody_of(Holder::kPrison, who, dates(12, {}), told), span(12, 40));
  // The prosecution is believed last.
  EXPECT_EQ(custody_of(Holder::kProsecution, who, dates(1, 2), {told[2]}), span(5, 40));
}

TEST(Custody, NobodyIsInItWithoutABeginningOrOnTheDayOfRelease) {
  EXPECT_FALSE(custody_of(Holder::kCourt, {}, dates({}, 9), {}));
  EXPECT_FALSE(custody_of(Holder::kCourt, {}, dates(9, 9), {}));
  EXPECT_FALSE(custody_of(Holder::kCourt, {}, dates(9, 8), {}));
  EXPECT_EQ(custody_of(Holder::kCourt, {}, dates(9, 10), {}), span(9, 10));
}

Record accused(const char* key, std::optional<std::int32_t> from, std::optional<std::int32_t> to) {
  Record record(Kind::kAccused, key);
  if (from) record.set_date(field::custody_from_id, base::Day{*from});
  if (to) record.set_date(field::custody_to_id, base::Day{*to});
  return record;
}

Facts facts_of(const std::vector<Record>& accused, Names& names) {
  Record trial(Kind::kCase, "1");
  trial.set_date(field::instituted_on_id, base::Day{19'000});
  trial.set_text(model::find_field("offence_flags")->id, "death");
  Holders holders;
  NameReader reader(names);
  return assemble({{1}, {{{1}, std::move(trial), accused}}}, holders, kToday, reader);
}

TEST(Custody, ADateToComeIsNoneAndWakesTheCase) {
  Names names;
  const auto facts = facts_of({accused("a", 19'500, 20'100), accused("b", 20'050, {})}, names);
  ASSERT_EQ(facts.trials.at(0).accused.size(), 2U);
  const auto& custody = facts.trials[0].accused[0].custody;
  ASSERT_TRUE(custody);
  EXPECT_EQ(static_cast<const Span&>(*custody), span(19'500, base::kFarFuture.value));
  EXPECT_EQ(custody->death, true);
  EXPECT_FALSE(facts.trials[0].accused[1].custody);
  EXPECT_EQ(facts.wakes, base::Day{20'050});
}

TEST(Custody, TakesBytesOfThoseAloneWhoWereInIt) {
  Names names;
  const auto bytes = [&](const std::vector<Record>& all) {
    return encode_facts(facts_of(all, names)).size();
  };
  const auto one = bytes({accused("a", {}, {})});
  EXPECT_EQ(bytes({accused("a", {}, {}), accused("b", {}, {})}), one + 1);
  // What it is, two bytes of the first day, two of the days.
  EXPECT_EQ(bytes({accused("a", 19'000, 19'300)}), one + 1 + 2 + 2);
  EXPECT_EQ(bytes({accused("a", 19'000, {})}), one + 1 + 2 + 1);
}

}  // namespace
}  // namespace mizan::kpi
