// What is left of a sealed case where nobody looks: in the bytes of the store's files, in packed texts, in
// what was told of it.
#include "model/case_id.hpp"
#include "store/linking.hpp"
#include "store/raw_block.hpp"
#include "store/sealing_test_support.hpp"

namespace mizan::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(SealingTest, NoByteOfItIsLeftInTheFiles) {
  const std::vector<std::string> texts = {"SECRET-1", "OF-SECRET", "H-SECRET-1", "H-SECRET-2",
                                          "GULBERG|4711"};
  auto store = open_guarded();
  fill(store);
  ASSERT_FALSE(found_in_files(texts).empty()) << "what is not found before proves nothing";
  seal(store);
  count_away(store);
  const auto wiped = Sealing(store).wipe();
  ASSERT_TRUE(wiped) << wiped.error().message;
  EXPECT_THAT(found_in_files(texts), ElementsAre());
  EXPECT_FALSE(found_in_files({"OPEN-1"}).empty());
}

// Its block has it beside others, though no record leads to it.
TEST_F(SealingTest, ARawTextThatCameAgainUnchangedGoesToo) {
  auto store = open_guarded();
  fill(store);
  auto again = court_case("SECRET-1", kFir, "LATER-COURT-OF-SECRET");
  again.raw = R"({"k":"RAW-THAT-CAME-AGAIN"})";
  EXPECT_EQ(apply(store, {std::move(again), court_case("OPEN-3")}).unchanged, 1);
  ASSERT_TRUE(store.database().execute("DELETE FROM pending_change"));
  const auto all_texts = [&] {
    std::string all;
    auto blocks = *store.database().prepare("SELECT data FROM raw_block");
    while (*blocks.step())
      for (std::size_t at = 0; at < 10; ++at) all += raw_at(blocks.blob(0), at) + "\n";
    return all;
  };
  ASSERT_THAT(all_texts(), HasSubstr("RAW-THAT-CAME-AGAIN"));
  seal(store);
  count_away(store);
  EXPECT_THAT(all_texts(), ::testing::Not(::testing::AnyOf(HasSubstr("SECRET"), HasSubstr("CAME-AGAIN"))));
  for (const auto* other : {R"({"k":"OPEN-1"})", R"({"k":"OPEN-3"})", "raw H-OPEN-1"})
    EXPECT_THAT(all_texts(), HasSubstr(other));
}

TEST_F(SealingTest, ItsNumbersGoToo) {
  auto store = open_guarded();
  fill(store);
  auto numbered = court_case("SECRET-1", kFir);
  numbered.record.set_text(model::field::prosecution_no_id, "PROSECUTION-OF-SECRET");
  apply(store, {std::move(numbered)});
  const auto numbers_of = [](const model::Record& record) {
    std::vector<CaseNumber> numbers;
    if (const auto text = record.text(model::field::prosecution_no_id))
      numbers.push_back({NumberKind::kProsecution, std::string(*text)});
    return numbers;
  };
  // Numbers are kept once there are two sources, and a record that only they could bring to its case.
  ASSERT_TRUE(store.register_source("police", "{}"));
  auto alone = court_case("OPEN-4");
  alone.record.set_text(model::field::prosecution_no_id, "OTHER");
  apply(store, {std::move(alone)});
  ASSERT_TRUE(Linking(store, numbers_of).settle({}, ++clock_));
  ASSERT_EQ(*store.database().query_integer("SELECT count(*) FROM case_number"), 2);
  ASSERT_TRUE(store.database().execute("DELETE FROM pending_change"));
  seal(store);
  count_away(store);
  ASSERT_TRUE(Sealing(store).wipe());
  EXPECT_EQ(*store.database().query_integer("SELECT count(*) FROM case_number"), 1);
  EXPECT_THAT(found_in_files({"PROSECUTION-OF-SECRET"}), ElementsAre());
}

TEST_F(SealingTest, WhatWasToldOfItIsWithdrawnAndItsPlaceStays) {
  auto store = open_guarded();
  fill(store);
  const auto tell = [&](const char* key) {
    const auto id = model::mint_case_id("PB", store.find_case("court", key)->value().value);
    const auto told = store.database().execute(
        "INSERT INTO outbox(at, type, subject, body) VALUES (1, 'org.mizan.deadline.passed.v1', "
        "'due/passed/PB/PB-LAHORE/" +
        id + "', '{\"data\":{\"v\":1,\"case\":\"" + id + "\"}}')");
    EXPECT_TRUE(told);
    return id;
  };
  tell("SECRET-1");
  const auto open = tell("OPEN-1");
  ASSERT_TRUE(
      store.database().execute("INSERT INTO reconciliation_restatement(signature, stage, at, was, now, "
                               "movers) VALUES (1, 'sent', 1, 2, "
                               "1, '{\"records\":[{\"key\":\"SECRET-1\"},{\"key\":\"OPEN-1\"}]}')"));
  seal(store);
  count_away(store);
  const auto events = *store.outbox_after(0, 10);
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].type + events[0].subject + events[0].body, "withdrawn{\"v\":1}");
  EXPECT_EQ(events[1].subject, "due/passed/PB/PB-LAHORE/" + open);
  auto movers = *store.database().prepare("SELECT movers FROM reconciliation_restatement");
  ASSERT_TRUE(*movers.step());
  EXPECT_EQ(movers.text(0), R"({"records":[{"key":"OPEN-1"}]})");
}

}  // namespace
}  // namespace mizan::store
