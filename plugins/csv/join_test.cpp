// Rows of other files found by key: which of several is taken, and the whole adapter over such an export.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mizan/mapping/read_value.hpp>
#include <mizan/sdk/test/fake_host.hpp>
#include <nlohmann/json.hpp>

#include "join_table.hpp"

namespace mizan::csv {
namespace {
namespace fs = std::filesystem;
using sdk::test::FakeHub;
using ::testing::HasSubstr;

// ---- the table

mapping::Join join_of(mapping::Take take) {
  mapping::Join join;
  join.name = "j";
  join.key = {{"no"}};
  join.take = take;
  if (take == mapping::Take::kEarliest || take == mapping::Take::kLatest) join.by = {"day"};
  join.formats = {"%Y-%m-%d", "%d/%m/%Y"};
  join.columns = {{"a"}, {"b"}};
  return join;
}

/// The first column of the row that is kept of days in this order.
std::string kept(mapping::Take take, const std::vector<std::string>& days) {
  const auto join = join_of(take);
  const std::string file = "f.csv";
  JoinTable table(join);
  std::uint64_t line = 1;
  for (const auto& day : days) {
    const auto number = std::to_string(line);
    const std::vector<std::string_view> columns = {number, "x"};
    table.add("key", day, columns, {file, ++line});
  }
  return std::string(JoinTable::column(*table.find("key"), 0));
}

TEST(JoinTable, TakesOneRowByTheRuleThatTheMappingNames) {
  const std::vector<std::string> days = {"",        "05/03/2024", "2024-02-01",
                                         "no date", "01/02/2024", "2024-03-05"};
  EXPECT_EQ(kept(mapping::Take::kFirst, days), "1");
  EXPECT_EQ(kept(mapping::Take::kLast, days), "6");
  EXPECT_EQ(kept(mapping::Take::kEarliest, days), "3");  // of equal days the first
  EXPECT_EQ(kept(mapping::Take::kLatest, days), "2");
  for (const auto take : {mapping::Take::kEarliest, mapping::Take::kLatest}) {
    EXPECT_EQ(kept(take, {"", "no date", ""}), "1");
    EXPECT_EQ(kept(take, {"2024-01-01", ""}), "1");
  }
}

TEST(JoinTable, KeepsEveryColumnWhateverIsInIt) {
  const auto join = join_of(mapping::Take::kLast);
  const std::string file = "f.csv";
  const std::string large(3'000'000, 'y');
  JoinTable table(join);
  for (const auto& text : {std::string("first"), large, std::string(), std::string("\x1f\"\n")}) {
    const std::vector<std::string_view> columns = {text, "tail"};
    table.add("key", "", columns, {file, 2});
    EXPECT_EQ(JoinTable::column(*table.find("key"), 0), text);
    EXPECT_EQ(JoinTable::column(*table.find("key"), 1), "tail");
  }
  EXPECT_EQ(table.find("other"), nullptr);
}

TEST(JoinTable, ASecondRowIsAMistakeUnlessTheMappingSaysWhich) {
  const auto join = join_of(mapping::Take::kOnly);
  JoinTable table(join);
  const std::vector<std::string_view> columns = {"1", "2"};
  const std::string one = "one.csv";
  const std::string two = "two.csv";
  table.add("secret", "", columns, {one, 7});
  table.add("other", "", columns, {one, 8});
  try {
    table.add("secret", "", columns, {two, 3});
    FAIL();
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_CONFIG);
    for (const auto* part : {"two.csv:3", "one.csv:7", "same \"no\"", "\"j\"", "take ="})
      EXPECT_THAT(error.what(), HasSubstr(part));
    EXPECT_THAT(error.what(), ::testing::Not(HasSubstr("secret")));
  }
}

TEST(JoinTable, EndsWithAClearSentenceBeyondItsLimit) {
  const auto join = join_of(mapping::Take::kFirst);
  const std::string file = "f.csv";
  JoinTable table(join, std::size_t{1} << 20U);
  const std::vector<std::string_view> columns = {"1", "2"};
  std::uint64_t rows = 0;
  try {
    for (; rows < 1'000'000; ++rows) table.add(std::to_string(rows), "", columns, {file, rows});
    FAIL();
  } catch (const sdk::Error& error) {
    EXPECT_EQ(error.code(), MIZAN_E_DATA);
    EXPECT_THAT(error.what(), HasSubstr("\"j\""));
    EXPECT_THAT(error.what(), HasSubstr("more than 1 MiB"));
  }
  EXPECT_GT(rows, 5'000U);
  EXPECT_LT(rows, 12'000U);
}

TEST(JoinKey, IsOfTheTextsWithoutBlanksAndNoneIfAllAreEmpty) {
  const auto key = [](std::vector<std::string_view> texts) {
    std::string out;
    make_join_key(texts, out);
    return out;
  };
  EXPECT_EQ(key({" 7 ", "x\t"}), key({"7", "x"}));
  EXPECT_NE(key({"7", ""}), key({"", "7"}));
  EXPECT_NE(key({"1", "23"}), key({"12", "3"}));
  EXPECT_EQ(key({" ", ""}), "");
}

// ---- the adapter

constexpr const char* kMapping = R"(format = 1
MODE
[input]
format = "csv"
files = { cases = "cases*.csv", events = "events*.csv", people = "people*.csv" }
[[input.join]]
name = "first"
file = "events"
key = "case_no"
to = "no"
take = "earliest"
by = "day"
date = ["%d/%m/%Y"]
[[input.join]]
file = "people"
key = ["no", "part"]
to = ["no", "part"]
[[record]]
kind = "case"
file = "cases"
when = [{ from = "first.court", not_in = ["Left out"] }]
key = { from = ["no", "part"], join = "/" }
[record.fields]
court = { first = ["first.court", "court"] }
instituted_on = { from = "first.day", date = ["%d/%m/%Y"] }
judge = "people.judge"
)";

class JoinedExport : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("mizan-join-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    put("cases.csv", "no,part,court\n1,a,Own\n2,a,Own\n3,b,Own\n4,,Own\n");
    put("events.csv",
        "case_no,day,court\n1,05/03/2024,Late\n2,01/01/2024,Left out\n1,04/03/2024,Early\n,,\n");
    put("people.csv", "no,part,judge\n1,a,J1\n1,b,J2\n3,b,\"J \"\"3\"\"\"\n");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void put(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  void create(bool snapshot = false) {
    std::string text = kMapping;
    text.replace(text.find("MODE"), 4, snapshot ? "[source]\nmode = \"snapshot\"" : "");
    const auto config =
        nlohmann::json{{"folder", folder_.string()}, {"mapping", {{"name", "m.toml"}, {"text", text}}}}
            .dump();
    ASSERT_EQ(hub_.create(config), MIZAN_OK) << hub_.error.message;
  }

  std::string token() const { return hub_.tokens.empty() ? std::string() : hub_.tokens.back().first; }

  // "key court day judge" of the records of a read that goes on from where the last one ended.
  std::vector<std::string> read(const std::string& from = {}) {
    hub_.forget();
    EXPECT_EQ(hub_.read(from), MIZAN_OK) << hub_.error.message;
    std::vector<std::string> out;
    for (const auto& record : hub_.records) {
      const auto day =
          record.has(MIZAN_F_INSTITUTED_ON) ? std::to_string(record.integer(MIZAN_F_INSTITUTED_ON)) : "-";
      out.push_back(record.key + " " + record.text(MIZAN_F_COURT) + " " + day + " " +
                    record.text(MIZAN_F_JUDGE));
    }
    return out;
  }

  fs::path folder_;
  FakeHub hub_{mizan_adapter_v1};
};

const std::vector<std::string> kWhole = {"1/a Early " + std::to_string(*mapping::days_of(2024, 3, 4)) + " J1",
                                         "3/b Own - J \"3\"", "4/ Own - "};

TEST_F(JoinedExport, ARecordReadsColumnsOfTheRowsThatBelongToIt) {
  create();
  EXPECT_EQ(read(), kWhole);
  // Lineage names the joined columns as the mapping does, and no others.
  const auto raw = nlohmann::json::parse(hub_.records[0].raw);
  EXPECT_EQ(raw["first.court"], "Early");
  EXPECT_EQ(raw["people.judge"], "J1");
  EXPECT_FALSE(raw.contains("case_no"));
}

TEST_F(JoinedExport, AChangeOfAJoinedFileReadsAnewWhatWasJoinedWithIt) {
  for (const bool snapshot : {false, true}) {
    create(snapshot);
    EXPECT_EQ(read(), kWhole);
    const auto done = token();
    EXPECT_TRUE(read(done).empty());
    put("people.csv", "no,part,judge\n1,a,Other\n");
    auto changed = read(done);
    ASSERT_EQ(changed.size(), 3U) << snapshot;
    EXPECT_THAT(changed[0], HasSubstr(" Other"));
    EXPECT_TRUE(read(token()).empty());
    put("events-2.csv", "case_no,day,court\n1,01/03/2024,Earlier\n");  // a later drop of the same kind
    changed = read(token());
    ASSERT_EQ(changed.size(), 3U) << snapshot;
    EXPECT_THAT(changed[0], HasSubstr("1/a Earlier"));
    TearDown();
    SetUp();
  }
}

TEST_F(JoinedExport, EndsWithTheSameRecordsFromEveryCheckpoint) {
  std::string cases = "no,part,court\n";
  std::string people = "no,part,judge\n";
  for (int i = 10; i < 2000; ++i) {
    cases += std::to_string(i) + ",a,Own\n";
    people += std::to_string(i) + ",a,J" + std::to_string(i) + "\n";
  }
  put("cases.csv", cases);
  put("people.csv", people);
  create();
  const auto whole = read();
  ASSERT_EQ(whole.size(), 1990U);
  EXPECT_EQ(whole.back(), "1999/a Own - J1999");
  const auto tokens = hub_.tokens;
  ASSERT_GE(tokens.size(), 3U);
  for (const auto& [from, before] : tokens) {
    EXPECT_EQ(read(from),
              std::vector<std::string>(whole.begin() + static_cast<std::ptrdiff_t>(before), whole.end()));
  }
}

TEST_F(JoinedExport, ARowOfAJoinedFileThatCannotBeReadIsReportedOnceAndJoinsNothing) {
  put("people.csv", "no,part,judge\n1,a,J1,more\n3,b,\"J \"\"3\"\"\"\n");
  create();
  const auto records = read();
  EXPECT_EQ(records[0], "1/a Early " + std::to_string(*mapping::days_of(2024, 3, 4)) + " ");
  ASSERT_EQ(hub_.rejects.size(), 1U);
  EXPECT_EQ(hub_.rejects[0].where, "people.csv:2");
  EXPECT_EQ(hub_.rejects[0].reason, "ragged_row");
}

TEST_F(JoinedExport, SaysWhatIsMissingAndWhatNamesIt) {
  create();
  put("people.csv", "no,part,jugde\n");
  EXPECT_EQ(hub_.read(), MIZAN_E_CONFIG);
  for (const auto* part : {"people.csv", "\"judge\"", "line 26", "jugde"})
    EXPECT_THAT(hub_.error.message, HasSubstr(part));
  put("people.csv", "no,judge\n");
  EXPECT_EQ(hub_.read(), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.error.message, HasSubstr("\"part\", which line 16"));
  fs::remove(folder_ / "people.csv");
  EXPECT_EQ(hub_.read(), MIZAN_E_TRANSIENT);
  EXPECT_THAT(hub_.error.message, HasSubstr("no file of input.files \"people\" is here yet"));
}

TEST_F(JoinedExport, SeveralRowsOfOneKeyEndTheReadUnlessTheMappingSaysWhich) {
  put("people.csv", "no,part,judge\n1,a,J1\n2,a,J2\n1,a,J3\n");
  create();
  EXPECT_EQ(hub_.read(), MIZAN_E_CONFIG);
  EXPECT_THAT(hub_.error.message, HasSubstr("people.csv:4: this row has the same key as people.csv:2"));
  EXPECT_TRUE(hub_.records.empty());
}

}  // namespace
}  // namespace mizan::csv
