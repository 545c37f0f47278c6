#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "base/base64.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"
#include "model/change.hpp"
#include "publish/cloud_event.hpp"
#include "publish/cursor.hpp"
#include "publish/kpi_json.hpp"
#include "publish/sse.hpp"

namespace mizan::publish {
namespace {

using nlohmann::json;

model::KpiResult a_result() {
  model::KpiResult result;
  result.key = {"conviction_disposed", 1, "value", "PB", "court", "Sessions Court, \"Lahore\""};
  result.unit = "percent";
  result.period = *model::parse_period("2026-03");
  result.value = model::Fraction{100, 3};
  result.numerator = 1;
  result.denominator = 3;
  result.excluded.missing = 2;
  result.places = {3, 4};
  result.records = {3, 5};
  result.fresh_to = {{"punjab", base::make_day(2026, 4, 1), 0}};
  result.known_at = 1'775'000'000'000'000;
  return result;
}

TEST(KpiJson, SaysAllThatAResultMustCarry) {
  const auto parsed = base::parse_json(dump(to_json(a_result())));
  EXPECT_EQ(parsed["value"].dump(), "33.3333");
  EXPECT_EQ(parsed["denominator"], 3);
  EXPECT_EQ(parsed["excluded"]["missing"], 2);
  EXPECT_EQ(parsed["coverage"]["places"]["all"], 4);
  EXPECT_EQ(parsed["coverage"]["records"]["used"], 3);
  EXPECT_EQ(parsed["fresh_to"][0]["horizon"], "2026-04-01");
  EXPECT_TRUE(parsed["fresh_to"][0]["newest_change"].is_null());
  EXPECT_EQ(parsed["status"], "normal");
  EXPECT_EQ(parsed["from"], "2026-03-01");
  EXPECT_EQ(parsed["to"], "2026-04-01");
}

TEST(KpiJson, NumbersAreTheDigitsOfFormatValue) {
  std::mt19937_64 random(5);
  for (int i = 0; i < 2'000; ++i) {
    const model::Fraction value{static_cast<std::int64_t>(random() % 10'000'000) - 5'000'000,
                                1 + static_cast<std::int64_t>(random() % 5'000)};
    ASSERT_EQ(to_json(std::optional(value)).dump(), base::parse_json(model::format_value(value)).dump());
    // A whole double would be dumped with ".0"; whole values are whole numbers.
    ASSERT_EQ(to_json(std::optional(value)).dump(), model::format_value(value));
  }
  EXPECT_TRUE(to_json(std::optional<model::Fraction>()).is_null());
  EXPECT_TRUE(to_json(std::optional(model::Fraction{5, 0})).is_null());
}

TEST(KpiJson, TextThatIsNotUtf8DoesNotStopTheRest) {
  auto result = a_result();
  result.key.member = "\xff\xfe";
  EXPECT_TRUE(json::accept(dump(to_json(result))));
}

TEST(KpiCsv, QuotesWhatNeedsIt) {
  const auto text = to_csv({a_result()});
  EXPECT_NE(text.find("PB,court,\"Sessions Court, \"\"Lahore\"\"\",2026-03"), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
}

TEST(CloudEvent, NamesPreviousValueAndReasons) {
  model::KpiChange change;
  change.now = a_result();
  change.previous = model::Fraction{412, 1};
  change.restatement = true;
  change.records[static_cast<int>(model::ChangeReason::kReopened)] = 5;
  const auto parsed = base::parse_json(with_id(event_body(change), "abc-7"));
  EXPECT_EQ(parsed["specversion"], "1.0");
  EXPECT_EQ(parsed["id"], "abc-7");
  EXPECT_EQ(parsed["type"], "org.mizan.kpi.value.restated.v1");
  EXPECT_EQ(parsed["subject"], "conviction_disposed/2026-03/PB/court/Sessions Court, \"Lahore\"/value");
  EXPECT_EQ(parsed["data"]["previous"], 412);
  EXPECT_EQ(parsed["data"]["reasons"], json({{"reopened", 5}}));
  EXPECT_FALSE(parsed["data"].contains("cause"));
  change.cause = model::ChangeReason::kDefinition;
  EXPECT_EQ(base::parse_json(event_body(change))["data"]["cause"], "definition");
  change.first = true;
  EXPECT_EQ(event_type(change), "org.mizan.kpi.value.published.v1");
}

TEST(Cursors, AreReadBackAndAnyOtherSpellingIsRefused) {
  std::mt19937_64 random(3);
  const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_ =";
  for (int i = 0; i < 500; ++i) {
    const Cursor cursor{"00c0ffee0badcafe", static_cast<std::int64_t>(random() >> 1)};
    const auto text = encode_cursor(cursor);
    ASSERT_EQ(text.size(), 28U);
    ASSERT_EQ(*decode_cursor(text), cursor);
    auto wrong = text;
    auto& letter = wrong[random() % wrong.size()];
    const char other = alphabet[random() % alphabet.size()];
    if (other == letter) continue;
    letter = other;
    ASSERT_FALSE(decode_cursor(wrong)) << wrong;
  }
  for (const auto* text : {"", "x", "!!!!!!!!!!!!!!!!!!!!!!!!!!!!"}) EXPECT_FALSE(decode_cursor(text));
  EXPECT_FALSE(decode_cursor(std::string(1'000'000, 'A')));
}

TEST(Cursors, WithSomethingWithheldHaveTwoPlacesAndOneSpelling) {
  const Cursor cursor{"00c0ffee0badcafe", 700, 640};
  const auto text = encode_cursor(cursor);
  EXPECT_EQ(text.size(), 36U);
  EXPECT_EQ(*decode_cursor(text), cursor);
  EXPECT_EQ(encode_cursor({"00c0ffee0badcafe", 700, 700}), encode_cursor({"00c0ffee0badcafe", 700}));
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto damaged = text;
    damaged[at] = damaged[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(decode_cursor(damaged)) << at;
  }
  EXPECT_FALSE(decode_cursor(encode_record_cursor({"00c0ffee0badcafe", 700, 640}))) << "of another feed";
  EXPECT_FALSE(decode_record_cursor(text));
}

TEST(Cursors, InTheMidstOfASnapshotSayHowFarItCame) {
  const Cursor cursor{"00c0ffee0badcafe", 700, -1, SnapshotPlace{513, 0xDEADBEEF}};
  const auto text = encode_cursor(cursor);
  EXPECT_EQ(text.size(), 36U);
  EXPECT_EQ(*decode_cursor(text), cursor);
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto damaged = text;
    damaged[at] = damaged[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(decode_cursor(damaged)) << at;
  }
  EXPECT_FALSE(decode_record_cursor(text));
}

TEST(CloudEvent, HasItsCursorWhereOneMayGoOn) {
  const auto body = loaded_body(1'775'000'000'000'000);
  EXPECT_EQ(base::parse_json(with_id(body, "a", "b"))["cursor"], "b");
  const auto without = base::parse_json(with_id(body, "a"));
  EXPECT_EQ(without["id"], "a");
  EXPECT_FALSE(without.contains("cursor"));
  EXPECT_FALSE(without.contains("subject"));
  const auto position = base::parse_json(position_event("c", 1'775'000'000'000'000));
  EXPECT_EQ(position["cursor"], "c");
  EXPECT_EQ(position["type"], kPositionType);
}

TEST(Cursors, OfRecordsAreReadBackAndNoOtherFeedsAre) {
  std::mt19937_64 random(4);
  for (int i = 0; i < 500; ++i) {
    const RecordCursor cursor{"00c0ffee0badcafe", static_cast<std::int64_t>(random() >> 1), random() >> 16};
    auto text = encode_record_cursor(cursor);
    ASSERT_EQ(text.size(), 36U);
    ASSERT_EQ(*decode_record_cursor(text), cursor);
    ASSERT_FALSE(decode_cursor(text));
    auto& letter = text[random() % text.size()];
    letter = letter == 'A' ? 'B' : 'A';
    ASSERT_FALSE(decode_record_cursor(text)) << text;
  }
  EXPECT_FALSE(decode_record_cursor(encode_cursor({"00c0ffee0badcafe", 7})));
  EXPECT_EQ(decode_record_cursor("").error().code, base::Code::kData);
  std::string newer(23, '\2');  // of version 2, whole
  const auto check = base::digest64(newer);
  for (const int shift : {24, 16, 8, 0}) newer.push_back(static_cast<char>(check >> shift & 0xFF));
  EXPECT_EQ(decode_record_cursor(base::to_base64url(newer)).error().code, base::Code::kUnsupported);
}

TEST(Sse, FramesCannotBeForgedFromInside) {
  EXPECT_EQ(sse_event("7\nid: 8", "up\rdate", "a\nb\r\nc\rd"),
            "id: 7id: 8\nevent: update\ndata: a\ndata: b\ndata: c\ndata: d\n\n");
  EXPECT_EQ(sse_event("", "", ""), "data: \n\n");
}

}  // namespace
}  // namespace mizan::publish
