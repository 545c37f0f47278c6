#include "mizan/mapping/mapping.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <mizan/abi/mizan_fields.h>

#include <mizan/sdk/batch.hpp>
#include <random>

#include "mizan/mapping/read_value.hpp"

namespace mizan::mapping {
namespace {
using ::testing::HasSubstr;

constexpr const char* kMapping = R"(format = 1
[input]
format = "csv"
files = { rows = "*.csv" }

[[record]]
kind = "hearing"
file = "rows"
when = [{ from = "type", in = ["H", "A"] }]
key = { from = ["no", "seq"], join = "-" }
[record.fields]
case = "no"
held_on = { from = "date", date = ["%d/%m/%Y", "%Y-%m-%d"] }
next_on = { from = "text", find_date = ["%B %d, %Y", "%d.%m.%Y"], after = "held_on" }
outcome = { from = "type", map = { H = "effective", A = "adjourned" } }
prosecutor_present = { from = "here", true = ["P"], false = ["N"] }
pw_attended = "pw"
judge = { first = ["judge", "type"] }
person_name = "name"
)";

std::span<const mizan_record> made(const Mapping& mapping, sdk::Batch& batch,
                                   const std::map<std::string, std::string>& row) {
  mapping.apply("rows", MapRow(mapping.places("rows"), row), batch);
  return batch.records();
}

const mizan_field* field(const mizan_record& record, std::uint16_t id) {
  for (std::uint32_t i = 0; i < record.field_count; ++i) {
    if (record.fields[i].id == id) return &record.fields[i];
  }
  return nullptr;
}

TEST(Mapping, ReadsEveryKindOfField) {
  const auto mapping = Mapping::compile(kMapping, "m.toml");
  sdk::Batch batch;
  const auto records = made(mapping, batch,
                            {{"no", "7"},
                             {"seq", "2"},
                             {"type", "A"},
                             {"date", "05/03/2024"},
                             {"text", "on March 1, 2024; again 02.05.2024 or April 9, 2024"},
                             {"here", "p"},
                             {"pw", "3"},
                             {"name", "Somebody Else"}});
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(std::string_view(records[0].key.data, records[0].key.size), "7-2");
  EXPECT_EQ(field(records[0], MIZAN_F_HELD_ON)->value.integer, *days_of(2024, 3, 5));
  EXPECT_EQ(field(records[0], MIZAN_F_NEXT_ON)->value.integer, *days_of(2024, 4, 9));
  EXPECT_EQ(field(records[0], MIZAN_F_PROSECUTOR_PRESENT)->value.integer, 1);
  EXPECT_EQ(field(records[0], MIZAN_F_PW_ATTENDED)->value.integer, 3);
  const auto text = [&](std::uint16_t id) {
    return std::string(field(records[0], id)->value.text.data, field(records[0], id)->value.text.size);
  };
  EXPECT_EQ(text(MIZAN_F_OUTCOME), "adjourned");
  EXPECT_EQ(text(MIZAN_F_JUDGE), "A");
  EXPECT_EQ(std::string(records[0].raw.data, records[0].raw.size).find("Somebody"), std::string::npos);
}

TEST(Mapping, PassesWhatItCannotReadAsTextAndLeavesRowsOutByCondition) {
  const auto mapping = Mapping::compile(kMapping, "m.toml");
  sdk::Batch batch;
  EXPECT_EQ(mapping.apply("rows", MapRow(mapping.places("rows"), {{"no", "1"}, {"type", "X"}}), batch), 0);
  const auto records =
      made(mapping, batch, {{"no", "1"}, {"seq", "1"}, {"type", "H"}, {"date", "31/02/2024"}, {"pw", "x"}});
  EXPECT_EQ(field(records[0], MIZAN_F_HELD_ON)->type, MIZAN_TEXT);
  EXPECT_EQ(field(records[0], MIZAN_F_PW_ATTENDED)->type, MIZAN_TEXT);
  EXPECT_EQ(field(records[0], MIZAN_F_NEXT_ON), nullptr);
  EXPECT_THAT(mapping.filtered_summary(), HasSubstr("1 rows taken, 1 left out"));
}

TEST(Mapping, EveryMistakeNamesFileLineAndField) {
  const std::string good = kMapping;
  EXPECT_TRUE(Mapping::validate(good, "m.toml").empty());
  const auto broken = [&](const std::string& from, const std::string& to) {
    auto text = good;
    text.replace(text.find(from), from.size(), to);
    const auto problems = Mapping::validate(text, "m.toml");
    return problems.empty() ? std::string() : problems.front().text();
  };
  EXPECT_THAT(broken("format = 1", "format = 9"), HasSubstr("m.toml:1: format: expected format = 1"));
  EXPECT_THAT(broken("held_on =", "held_no ="),
              HasSubstr("m.toml:13: record[1].fields.held_no: is no field"));
  EXPECT_THAT(broken("case = \"no\"\n", ""), HasSubstr("fields.case: is missing"));
  EXPECT_THAT(broken("kind = \"hearing\"", "kind = \"trial\""), HasSubstr("expected case, accused"));
  EXPECT_THAT(broken("in = [", "inn = ["), HasSubstr("is not a key here"));
  EXPECT_THAT(broken("from = \"date\", date", "date"),
              HasSubstr("name exactly one of value, from and first"));
  EXPECT_THAT(broken("file = \"rows\"", "file = \"row\""), HasSubstr("is no name in input.files"));
  EXPECT_THAT(broken("after = \"held_on\"", "after = \"x\""), HasSubstr("is no date of this record"));
  EXPECT_THAT(broken("[input]", "[input"), HasSubstr("m.toml:2"));
  EXPECT_THAT(broken("[input]", "[input]\nheader_row = 0"),
              HasSubstr("m.toml:3: input.header_row: expected the number"));
  EXPECT_THAT(broken("when = [{ from = \"type\", in = [\"H\", \"A\"] }]", "when = \"H\""),
              HasSubstr("m.toml:9: record[1].when: expected a list of conditions"));
  EXPECT_THAT(broken("when = [{ from = \"type\", in = [\"H\", \"A\"] }]",
                     "when = { from = \"type\", in = [\"H\", \"A\"] }"),
              HasSubstr("m.toml:9: record[1].when: expected a list of conditions"));
  EXPECT_THAT(broken("in = [\"H\", \"A\"]", "in = []"),
              HasSubstr("m.toml:9: record[1].when.in: the list is empty"));
  EXPECT_THAT(broken("in = [\"H\", \"A\"]", "in = \"H\", not_in = \"A\""),
              HasSubstr("m.toml:9: record[1].when: name exactly one of in, not_in"));
  EXPECT_THAT(
      broken("judge = {", "judge = { value = true }\njudge_2 = {"),
      HasSubstr("m.toml:18: record[1].fields.judge.value: expected text in quotes or a whole number"));
  EXPECT_THAT(broken("join = \"-\"", "jion = \"-\""),
              HasSubstr("m.toml:10: record[1].key.jion: is not a key here"));
  EXPECT_THAT(broken("key = {", "revision = { from = \"no\", date = \"%Y\" }\nkey = {"),
              HasSubstr("m.toml:10: record[1].revision.date: is not a key here"));
  EXPECT_THAT(broken("map = { H = \"effective\", A = \"adjourned\" }", "map = \"H\""),
              HasSubstr("m.toml:15: record[1].fields.outcome.map: expected a table"));
  EXPECT_THAT(broken("pw_attended = \"pw\"", "pw_attended = { from = \"pw\", true = \"P\" }"),
              HasSubstr("m.toml:17: record[1].fields.pw_attended: is not a yes or no"));
  EXPECT_THAT(broken("in = [\"H\", \"A\"]", "present = 1"),
              HasSubstr("record[1].when.present: expected true or false"));
  EXPECT_THAT(broken("A = \"adjourned\"", "A = 3"),
              HasSubstr("fields.outcome.map.A: expected text in quotes"));
  EXPECT_THAT(broken("when = [{ from = \"type\",", "when = [{"),
              HasSubstr("m.toml:9: record[1].when: name exactly one of value, from and first"));
  EXPECT_THAT(broken("\"*.csv\"", "\"../*.csv\""), HasSubstr("without folders"));
}

constexpr const char* kJoined = R"(format = 1
[input]
format = "csv"
files = { cases = "cases.csv", events = "events.csv", people = "people.csv" }

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

[[record]]
kind = "case"
file = "cases"
key = "no"
[record.fields]
instituted_on = { from = "first.day", date = ["%d/%m/%Y"] }
judge = "people.judge"
court = { first = ["first.court", "people.court"] }
)";

TEST(Joins, APlaceNamesAJoinAndItsColumn) {
  const auto mapping = Mapping::compile(kJoined, "m.toml");
  ASSERT_EQ(mapping.input().joins.size(), 2U);
  const auto& first = mapping.input().joins[0];
  EXPECT_EQ(first.take, Take::kEarliest);
  EXPECT_EQ(first.to, std::vector<std::string>{"no"});
  std::vector<std::string> columns;
  for (const auto& column : first.columns) columns.push_back(column.name);
  EXPECT_EQ(columns, (std::vector<std::string>{"court", "day"}));
  const auto& people = mapping.input().joins[1];
  EXPECT_EQ(people.name, "people");
  EXPECT_EQ(people.take, Take::kOnly);
  EXPECT_EQ(people.to, (std::vector<std::string>{"no", "part"}));  // as in key
  ASSERT_EQ(mapping.joins("cases").size(), 2U);
  for (const auto& use : mapping.joins("cases")) {
    const auto& names = mapping.input().joins[use.join].to;
    ASSERT_EQ(use.to.size(), names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
      const auto& place = mapping.places("cases")[use.to[i]];
      EXPECT_EQ(place.name, names[i]);
      EXPECT_FALSE(place.joined);
    }
  }
  sdk::Batch batch;
  mapping.apply("cases", MapRow(mapping.places("cases"), {{"no", "7"}, {"first.day", "05/03/2024"}}), batch);
  EXPECT_EQ(field(batch.records()[0], MIZAN_F_INSTITUTED_ON)->value.integer, *days_of(2024, 3, 5));
}

TEST(Joins, AColumnWithADotIsAColumnWhereNoJoinIsCalledSo) {
  std::string text = kMapping;
  text.replace(text.find("\"pw\""), 4, "\"p.w\"");
  const auto mapping = Mapping::compile(text, "m.toml");
  const auto& places = mapping.places("rows");
  EXPECT_TRUE(std::any_of(places.begin(), places.end(),
                          [](const Place& place) { return place.name == "p.w" && !place.joined; }));
  EXPECT_TRUE(mapping.joins("rows").empty());
}

TEST(Joins, EveryMistakeNamesFileLineAndKey) {
  ASSERT_TRUE(Mapping::validate(kJoined, "m.toml").empty());
  const auto broken = [](const std::string& from, const std::string& to) {
    std::string text = kJoined;
    text.replace(text.find(from), from.size(), to);
    const auto problems = Mapping::validate(text, "m.toml");
    return problems.empty() ? std::string() : problems.front().text();
  };
  EXPECT_THAT(broken("take = \"earliest\"", "take = \"oldest\""),
              HasSubstr("m.toml:11: input.join[1].take: expected \"first\", \"last\""));
  EXPECT_THAT(broken("by = \"day\"\n", ""), HasSubstr("m.toml:6: input.join[1].by: is missing"));
  EXPECT_THAT(broken("take = \"earliest\"\n", ""), HasSubstr("input.join[1].by: belongs to take"));
  EXPECT_THAT(broken("key = \"case_no\"\n", ""), HasSubstr("input.join[1].key: is missing"));
  EXPECT_THAT(broken("to = \"no\"", "to = [\"no\", \"part\"]"),
              HasSubstr("m.toml:10: input.join[1].to: names 2 columns, key names 1"));
  EXPECT_THAT(broken("to = \"no\"", "to = \"people.no\""), HasSubstr("must be one of the record's own file"));
  EXPECT_THAT(broken("file = \"events\"", "file = \"event\""),
              HasSubstr("m.toml:8: input.join[1].file: \"event\" is no name in input.files"));
  EXPECT_THAT(broken("name = \"first\"", "name = \"fir.st\""),
              HasSubstr("m.toml:7: input.join[1].name: expected a name without dots"));
  EXPECT_THAT(broken("name = \"first\"", "called = \"first\""),
              HasSubstr("m.toml:7: input.join[1].called: is not a key here"));
  EXPECT_THAT(broken("[[input.join]]\nfile", "[[input.join]]\nname = \"first\"\nfile"),
              HasSubstr("\"first\" is the name of another join"));
  EXPECT_THAT(broken("people.court", "events.court"),
              HasSubstr("m.toml:26: events.court: is a column of another file: an [[input.join]] must say"));
  EXPECT_THAT(broken("judge = \"people.judge\"\ncourt = { first = [\"first.court\", \"people.court\"] }", ""),
              HasSubstr("m.toml:15: input.join[2]: nothing reads from it"));
  EXPECT_THAT(broken("format = \"csv\"", "format = \"json\""), HasSubstr("input.join: joins files of"));
}

TEST(ReadDate, KnowsCalendarsAndRefusesWhatIsNoDate) {
  EXPECT_EQ(read_date("2024-02-29", {"%Y-%m-%d"}), days_of(2024, 2, 29));
  EXPECT_FALSE(read_date("2023-02-29", {"%Y-%m-%d"}));
  EXPECT_EQ(read_date("4/8/2019 12:00:00 AM", {"%m/%d/%Y %I:%M:%S %p"}), days_of(2019, 4, 8));
  EXPECT_EQ(read_date("2019-01-05T04:00:00", {"%Y-%m-%dT%H:%M:%S"}), days_of(2019, 1, 5));
  EXPECT_EQ(read_date("1 Jan 68", {"%d %b %y"}), days_of(2068, 1, 1));
  EXPECT_EQ(read_date("1 Jan 69", {"%d %b %y"}), days_of(1969, 1, 1));
  EXPECT_FALSE(read_date("2024-01-01x", {"%Y-%m-%d"}));
  EXPECT_FALSE(read_date("", {"%Y-%m-%d"}));
}

TEST(FindDates, NeverFailsOnAnyText) {
  std::mt19937 random(3);
  for (int i = 0; i < 2000; ++i) {
    std::string text;
    for (auto n = random() % 60; n > 0; --n) text += static_cast<char>(random());
    static_cast<void>(find_dates(text, {"%B %d, %Y", "%m-%d-%Y", "%d.%m.%y"}));
  }
  EXPECT_TRUE(find_dates("112-03-2024", {"%d-%m-%Y"}).empty());
}

}  // namespace
}  // namespace mizan::mapping
