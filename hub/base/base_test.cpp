#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <limits>
#include <nlohmann/json.hpp>
#include <span>
#include <string_view>

#include "base/base64.hpp"
#include "base/check_digits.hpp"
#include "base/civil.hpp"
#include "base/clock.hpp"
#include "base/csv.hpp"
#include "base/digest.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/open_file.hpp"
#include "base/text.hpp"

namespace mizan::base {
namespace {

TEST(Json, IsReadAndWrittenWhole) {
  const auto read = parse_json(R"({"b": [1, -2.5, "\u0644"], "a": null})");
  ASSERT_TRUE(read.is_object());
  EXPECT_EQ(read.at("b").at(1), -2.5);
  EXPECT_EQ(json_text(read), "{\"a\":null,\"b\":[1,-2.5,\"\u0644\"]}");
  EXPECT_EQ(json_text(parse_ordered_json(R"({"b": 1, "a": []})"), 1), "{\n \"b\": 1,\n \"a\": []\n}");
}

TEST(Json, TextThatIsNoDocumentIsDiscarded) {
  for (const auto* text : {"", "{", "{} {}", "{\"a\": 1,}", "nul", "\xff"})
    EXPECT_TRUE(parse_json(text).is_discarded()) << text;
}

TEST(Json, AWholeNumberIsOneOf63BitsAndNothingElse) {
  const auto in = [](const char* value) { return whole_number(parse_json(value)); };
  EXPECT_EQ(in("0"), 0);
  EXPECT_EQ(in("-9223372036854775808"), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(in("9223372036854775807"), std::numeric_limits<std::int64_t>::max());
  for (const auto* none : {"9223372036854775808", "18446744073709551615", "1e40", "1.0", "-1e400", "\"1\"",
                           "true", "null", "[1]", "{\"v\":1}", "nonsense"})
    EXPECT_EQ(in(none), std::nullopt) << none;
  EXPECT_EQ(whole_number(parse_json(R"({"v":7})"), "v"), 7);
  EXPECT_EQ(whole_number(parse_ordered_json(R"({"v":7})"), "w"), std::nullopt);
  EXPECT_EQ(whole_number(parse_json("[7]"), "v"), std::nullopt);
}

// RFC 4180, section 2.
TEST(CsvCell, IsInQuotesWhereItHasToBe) {
  EXPECT_EQ(csv_cell("Kasur"), "Kasur");
  EXPECT_EQ(csv_cell(""), "");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("the \"Saddar\" station"), "\"the \"\"Saddar\"\" station\"");
  EXPECT_EQ(csv_cell("two\nlines"), "\"two\nlines\"");
}

TEST(Json, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(json_text(nlohmann::json("a\xff")), "\"a\uFFFD\"");
}

TEST(Civil, RoundTripsEveryDayOfFourCenturies) {
  for (int i = -80'000; i < 80'000; ++i) {
    const auto text = to_iso(Day{i});
    ASSERT_EQ(parse_iso_day(text), Day{i}) << text;
  }
}

TEST(Civil, RefusesDatesThatDoNotExist) {
  EXPECT_FALSE(parse_iso_day("2023-02-29"));
  EXPECT_TRUE(parse_iso_day("2024-02-29"));
  EXPECT_FALSE(parse_iso_day("2024-13-01"));
  EXPECT_FALSE(parse_iso_day("2024-00-10"));
  EXPECT_FALSE(parse_iso_day("0000-01-01"));
  EXPECT_FALSE(parse_iso_day("-024-01-01"));
  EXPECT_FALSE(parse_iso_day("2024-1-01"));
}

TEST(Civil, MonthIndexAndStartAgreeAcrossTheEpoch) {
  EXPECT_EQ(month_index(*parse_iso_day("1970-01-31")), 0);
  EXPECT_EQ(month_index(*parse_iso_day("1969-12-31")), -1);
  for (std::int32_t day = -30'000; day < 50'000; ++day) {
    const auto month = month_index(Day{day});
    ASSERT_LE(month_start(month), Day{day});
    ASSERT_GT(month_start(month + 1), Day{day});
  }
  EXPECT_EQ(to_iso(month_start(-1)), "1969-12-01");
  EXPECT_EQ(to_iso(month_start(-13)), "1968-12-01");
  EXPECT_EQ(to_iso(month_start((2026 - 1970) * 12 + 2)), "2026-03-01");
}

TEST(Clock, KarachiDayTurnsFiveHoursBeforeUtcMidnight) {
  const Micros utc_1859 =
      (static_cast<Micros>(parse_iso_day("2026-03-01")->value) * 86400 + 18 * 3600 + 59 * 60) * 1'000'000;
  EXPECT_EQ(to_iso(karachi_day(utc_1859)), "2026-03-01");
  EXPECT_EQ(to_iso(karachi_day(utc_1859 + 60'000'000)), "2026-03-02");
  EXPECT_EQ(to_rfc3339(utc_1859), "2026-03-01T18:59:00.000Z");
}

// RFC 4231, test cases 2 and 6.
TEST(Digest, HmacMatchesThePublishedVectors) {
  Hmac jefe(Secret("Jefe"));
  EXPECT_EQ(to_hex(jefe("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  Hmac long_key(Secret(std::string(131, '\xaa')));
  EXPECT_EQ(to_hex(long_key("Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Digest, SixtyFourBitsTellNeighboursApart) {
  EXPECT_NE(digest64("a"), digest64("b"));
  EXPECT_NE(digest64(""), digest64(std::string_view("\0", 1)));
  EXPECT_NE(digest64("12345678"), digest64("123456780"));
  EXPECT_EQ(digest64("stable"), digest64("stable"));
}

// ISO 7064 MOD 97-10 as IBAN uses it: the check digits of the example IBAN of the standard's registry hold.
TEST(CheckDigits, DetectEverySingleErrorAndTransposition) {
  EXPECT_TRUE(check_digits_hold("WEST12345698765432GB82"));
  const std::string id = "MZPB0012345";
  const std::string full = id + check_digits(id);
  EXPECT_TRUE(check_digits_hold(full));
  for (std::size_t i = 0; i < full.size(); ++i) {
    auto wrong = full;
    wrong[i] = wrong[i] == '7' ? '3' : '7';
    if (wrong == full) continue;
    EXPECT_FALSE(check_digits_hold(wrong)) << wrong;
  }
}

TEST(Text, FindsIllFormedUtf8) {
  EXPECT_TRUE(is_valid_utf8("\xD9\x85\xDB\x8C\xD8\xB2\xD8\xA7\xD9\x86"));
  EXPECT_FALSE(is_valid_utf8("\xC0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80"));
  EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80"));
  EXPECT_FALSE(is_valid_utf8("\xE2\x82"));
}

TEST(Text, ReadsIntegersWholeOrNotAtAll) {
  EXPECT_EQ(parse_int("-12"), -12);
  EXPECT_FALSE(parse_int("12x"));
  EXPECT_FALSE(parse_int(""));
  EXPECT_FALSE(parse_int("99999999999999999999"));
}

TEST(Text, CollapsesSpaces) {
  EXPECT_EQ(collapse_spaces("  a \t b\n"), "a b");
}

TEST(ErrorValues, PassThroughTryUnchangedButForTheirPlace) {
  const auto fails = []() -> Result<int> { return Error{Code::kData, "no"}; };
  const auto outer = [&]() -> Result<int> {
    MIZAN_ASSIGN(const int x, fails());
    return x + 1;
  };
  ASSERT_FALSE(outer());
  EXPECT_EQ(within("file", outer().error()).message, "file: no");
  EXPECT_EQ(code_name(outer().error().code), "data");
}

TEST(Moment, IsReadFromRfc3339) {
  // 2026-03-01 is day 20,513 of the epoch.
  constexpr Micros kMidnight = 20'513LL * 86'400 * 1'000'000;
  EXPECT_EQ(parse_rfc3339("2026-03-01T00:00:00.000000Z"), kMidnight);
  EXPECT_EQ(parse_rfc3339("2026-03-01T09:30:05.25Z"), kMidnight + 34'205'259'999);
  EXPECT_EQ(parse_rfc3339("2026-03-01T09:30:05Z"), kMidnight + 34'205'999'999);
  EXPECT_EQ(parse_rfc3339("2026-03-01t09:30:05.123456789+05:00"), kMidnight + 16'205'123'456);
  EXPECT_EQ(parse_rfc3339("2026-02-28T19:00:00.000000-05:00"), kMidnight);
  for (const auto* wrong :
       {"", "2026-03-01", "2026-03-01 09:30:05Z", "2026-03-01T09:30Z", "2026-03-01T24:00:00Z",
        "2026-02-30T00:00:00Z", "2026-03-01T09:30:05", "2026-03-01T09:30:05.Z", "2026-03-01T09:30:05Zx",
        "2026-03-01T09:30:05+5:00", "1969-12-31T23:59:59Z", "2026-03-01T09:60:00Z"})
    EXPECT_FALSE(parse_rfc3339(wrong)) << wrong;
}

TEST(Moment, ThatWasWrittenIsNotReadAsAnEarlierOne) {
  for (const Micros at : {0LL, 1'795'593'761'263'959LL, 1'700'000'000'000'000LL}) {
    const auto read = parse_rfc3339(to_rfc3339(at));
    ASSERT_TRUE(read);
    EXPECT_GE(*read, at);
    EXPECT_LT(*read, at + 1'000);
  }
}

TEST(KarachiDay, BeginsAtMidnightThere) {
  const auto day = *parse_iso_day("2026-03-01");
  const auto start = start_of_karachi_day(day);
  EXPECT_EQ(to_rfc3339(start), "2026-02-28T19:00:00.000Z");
  EXPECT_EQ(karachi_day(start), day);
  EXPECT_EQ(karachi_day(start - 1).value, day.value - 1);
}

TEST(OpenFile, IsItsOwnersAloneAndGivesBackWhatWasWritten) {
  namespace fs = std::filesystem;
  const auto path = fs::temp_directory_path() / ("mizan-open-file-" + std::to_string(::getpid()));
  fs::remove(path);
  {
    const OpenFile out(path, O_WRONLY | O_CREAT | O_EXCL);
    ASSERT_TRUE(out);
    EXPECT_TRUE(out.write("a word") && out.sync());
  }
  EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_FALSE(OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)) << "it is there";
  EXPECT_EQ(errno, EEXIST);
  const OpenFile in(path, O_RDONLY);
  std::string text(20, ' ');
  EXPECT_EQ(in.read(text), 6);
  EXPECT_EQ(text.substr(0, 6), "a word");
  EXPECT_EQ(in.read(text), 0) << "the end";
  std::array<char, 4> word{};
  EXPECT_TRUE(in.read_at(std::as_writable_bytes(std::span(word)), 2));
  EXPECT_EQ(std::string_view(word.data(), word.size()), "word");
  EXPECT_FALSE(in.read_at(std::as_writable_bytes(std::span(word)), 3)) << "there is not so much";
  EXPECT_EQ(errno, 0);
  EXPECT_FALSE(in.write("more")) << "it was opened for reading";
  fs::remove(path);
}

// The vectors of RFC 4648, section 10, without their padding, and the bytes of RFC 7515, appendix C.
TEST(Base64url, IsWithoutPaddingAndOfAnyLength) {
  const std::vector<std::pair<std::string, std::string>> vectors = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}, {"\x03\xec\xff\xe0\xc1", "A-z_4ME"}};
  for (const auto& [bytes, text] : vectors) {
    EXPECT_EQ(to_base64url(bytes), text);
    EXPECT_EQ(from_base64url(text), bytes);
  }
  for (const auto* text : {"Z", "Zg==", "Zh", "Zm9", "A+z/4ME", "Zm8 ", "Zm9vY"})
    EXPECT_FALSE(from_base64url(text)) << text;
}

}  // namespace
}  // namespace mizan::base
