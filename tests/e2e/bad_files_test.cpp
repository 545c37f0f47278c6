// Bad input files, end to end: each ends in one clear message and an exit code, the books balance, and
// nothing is half-done.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kHeading = "no,district,instituted,fir_year\n";
const std::string kUrdu = "\xD9\x84\xD8\xA7\xDB\x81\xD9\x88\xD8\xB1";  // لاہور

class BadFiles : public ::testing::Test {
 protected:
  explicit BadFiles() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {}

  std::string csv(const std::string& rows) const { return kHeading + rows; }

  // One row is quarantined with this sentence, and the rest of the file is held.
  void expect_quarantined(std::int64_t accepted, const std::string& where,
                          const std::string& sentence) const {
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(
        ran.messages(),
        ElementsAre(AllOf(HasSubstr("mizan: court: 1 quarantined, the first " + where), HasSubstr(sentence))))
        << ran.err;
    EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), accepted);
    const auto list = base::parse_json(hub_.run("--format json quarantine list").out);
    ASSERT_EQ(list.size(), 1U);
    EXPECT_THAT(list[0]["where"].get<std::string>(), HasSubstr(where));
    EXPECT_THAT(list[0]["detail"].get<std::string>(), HasSubstr(sentence));
    EXPECT_TRUE(hub_.books_balance());
  }

  // The file is refused whole with this sentence; what was held before is held still.
  void expect_refused(const std::string& file, const std::string& sentence) const {
    const auto before = hub_.records();
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.messages(),
                ElementsAre(AllOf(HasSubstr("mizan: court: "), HasSubstr(file), HasSubstr(sentence))))
        << ran.err;
    EXPECT_EQ(hub_.records(), before);
    EXPECT_TRUE(hub_.books_balance());
  }

  void hold_one_record() const {
    hub_.put("data/a.csv", csv("1,Lahore,2024-01-02,2023\n"));
    ASSERT_EQ(hub_.run("ingest").exit_code, 0);
    ASSERT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 1);
  }

  SmallHub hub_;
};

TEST_F(BadFiles, BrokenUtf8) {
  hub_.put("data/a.csv",
           csv("1," + kUrdu + ",2024-01-02,2023\n2,\xC3(,2024-01-03,2023\n3,Multan,2024-01-04,2023\n"));
  expect_quarantined(2, "a.csv:3", "the row is not well-formed UTF-8");
}

TEST_F(BadFiles, BrokenUtf8InJson) {
  hub_.use_json();
  hub_.put("data/a.json", "{\"no\":\"1\",\"district\":\"\xC3(\"}\n{\"no\":\"2\",\"district\":\"Multan\"}\n");
  expect_quarantined(1, "a.json: byte 0", "UTF-8");
}

TEST_F(BadFiles, TextOfAnotherEncodingIsGuessedAloud) {
  hub_.put("data/a.csv", csv("1,Caf\xE9,2024-01-02,2023\n"));
  const auto ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("a.csv: is not UTF-8 and is read as Windows-1252"));
  EXPECT_EQ(hub_.text("SELECT district FROM rec_case"), "Caf\xC3\xA9\n");
}

TEST_F(BadFiles, TruncatedCsv) {
  hub_.put("data/a.csv", csv("1,Lahore,2024-01-02,2023\n2,Mult"));
  expect_quarantined(1, "a.csv:3", "the row has 2 fields, the heading has 4");
}

TEST_F(BadFiles, TruncatedCsvInsideAQuote) {
  hub_.put("data/a.csv", csv("1,Lahore,2024-01-02,2023\n2,\"Mult"));
  expect_quarantined(1, "a.csv:3", "a quote is opened and never closed");
}

TEST_F(BadFiles, TruncatedJsonArray) {
  hub_.use_json();
  hub_.put("data/a.json", R"([{"no":"1","district":"Lahore"},{"no":"2"})");
  expect_quarantined(2, "a.json: byte", "the array is not closed: the file is cut short");
}

TEST_F(BadFiles, TruncatedJsonDocument) {
  hub_.use_json();
  hub_.put("data/a.json", "{\"no\":\"1\",\"district\":\"Lahore\"}\n{\"no\":\"2\",\"distr");
  expect_quarantined(1, "a.json: byte 31", "no JSON");
}

TEST_F(BadFiles, TruncatedGzip) {
  hold_one_record();
  const auto packed = gzip(csv("2,Multan,2024-01-02,2023\n"));
  hub_.put("data/b.csv.gz", packed.substr(0, packed.size() - 9));
  expect_refused("b.csv.gz", "the gzip file is cut short or damaged");
}

TEST_F(BadFiles, TruncatedZstd) {
  hold_one_record();
  const auto packed = zstd(csv("2,Multan,2024-01-02,2023\n"));
  hub_.put("data/b.csv.zst", packed.substr(0, packed.size() - 3));
  expect_refused("b.csv.zst", "the zstd file is cut short or damaged");
}

TEST_F(BadFiles, TruncatedUtf16) {
  hold_one_record();
  hub_.put("data/b.csv", std::string("\xFF\xFEn\0o\0,", 7));
  expect_refused("b.csv", "is not UTF-16 about byte");
}

// The file itself is mapped, so its pages count; beyond them, memory must not grow with the line.
class LongLine : public BadFiles {
 protected:
  static constexpr std::int64_t kFileKib = 100 * 1024;

  void expect_bounded(const std::string& file, const std::string& head, const std::string& tail,
                      const std::string& where, const std::string& sentence) const {
    hub_.put("data/" + file, head + std::string(kFileKib * 1024, 'x') + tail);
    const auto small = hub_.run("status");
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.err, AllOf(HasSubstr("1 quarantined, the first " + where), HasSubstr(sentence)));
    EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 1);
    EXPECT_TRUE(hub_.books_balance());
    EXPECT_LT(ran.peak_kib, small.peak_kib + kFileKib + 64 * 1024);
  }
};

TEST_F(LongLine, InCsv) {
  expect_bounded("a.csv", csv("1,"), ",2024-01-02,2023\n2,Multan,2024-01-02,2023\n", "a.csv:2",
                 "longer than 16 MiB");
}

TEST_F(LongLine, InQuotesInCsv) {
  expect_bounded("a.csv", csv("1,\"\"\""), "\"\"\",2024-01-02,2023\n2,Multan,2024-01-02,2023\n", "a.csv:2",
                 "a quote is opened and never closed");
}

TEST_F(LongLine, InJson) {
  hub_.use_json();
  expect_bounded("a.json", "{\"no\":\"1\",\"district\":\"", "\"}\n{\"no\":\"2\"}\n", "a.json: byte 0",
                 "longer than 16 MiB");
}

TEST_F(BadFiles, TenThousandColumnsInTheHeading) {
  hold_one_record();
  std::string heading = "no";
  for (int i = 1; i < 10'000; ++i) heading += ",c" + std::to_string(i);
  hub_.put("data/b.csv", heading + "\n1\n");
  expect_refused("b.csv", "the heading: the row has more than 4096 columns");
}

TEST_F(BadFiles, TenThousandColumnsInARow) {
  hub_.put("data/a.csv", csv("1" + std::string(10'000, ',') + "\n2,Multan,2024-01-02,2023\n"));
  expect_quarantined(1, "a.csv:2", "the row has more than 4096 columns");
}

TEST_F(BadFiles, DeepNesting) {
  hub_.use_json();
  hub_.put("data/a.json",
           "{\"no\":" + std::string(100'000, '[') + std::string(100'000, ']') + "}\n{\"no\":\"2\"}\n");
  expect_quarantined(1, "a.json: byte 0", "no JSON");
}

TEST_F(BadFiles, NanAndInfiniteNumbersInJson) {
  hub_.use_json();
  hub_.put("data/a.json", "{\"no\":\"1\",\"fir_year\":NaN}\n{\"no\":\"2\"}\n");
  expect_quarantined(1, "a.json: byte 0", "no JSON");
  hub_.put("data/a.json", "{\"no\":\"2\"}\n{\"no\":\"1\",\"fir_year\":1e999}\n");
  const auto ran = hub_.run("ingest");
  EXPECT_THAT(ran.err, HasSubstr("1 quarantined, the first a.json: byte 11: no JSON"));
}

// What a column says is no number: the record is taken without it, and the finding says so.
TEST_F(BadFiles, NanAndInfiniteNumbersInCsv) {
  hub_.put("data/a.csv",
           csv("1,Lahore,2024-01-02,NaN\n2,Lahore,2024-01-02,1e999\n3,Lahore,2024-01-02,2023\n"));
  EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(hub_.text("SELECT key, fir_year FROM rec_case ORDER BY key"), "1|-\n2|-\n3|2023\n");
  EXPECT_EQ(hub_.text("SELECT f.key, code, detail FROM finding AS f ORDER BY f.key"),
            "1|unreadable|NaN\n2|unreadable|1e999\n");
  const auto shown = base::parse_json(hub_.run("--format json case show court 1").out);
  EXPECT_EQ(shown[0]["findings"], "unreadable fir_year");
}

TEST_F(BadFiles, DatesOfYear0And9999) {
  hub_.put("data/a.csv",
           csv("1,Lahore,0000-01-01,2023\n2,Lahore,9999-12-31,2023\n3,Lahore,2024-02-30,2023\n"));
  EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(hub_.text("SELECT key, instituted_on FROM rec_case ORDER BY key"), "1|-\n2|-\n3|-\n");
  EXPECT_EQ(hub_.text("SELECT key, code, detail FROM finding ORDER BY key"),
            "1|unreadable|0000-01-01\n2|sentinel_date|9999-12-31\n3|unreadable|2024-02-30\n");
  EXPECT_EQ(hub_.number("SELECT count(*) FROM kpi_bucket WHERE month < -270 OR month > 1000"), 0);
}

TEST_F(BadFiles, DuplicatedMembersInJson) {
  hub_.use_json();
  hub_.put("data/a.json", "{\"no\":\"1\",\"district\":\"A\",\"district\":\"B\"}\n{\"no\":\"2\"}\n");
  expect_quarantined(1, "a.json: byte 0", "the member \"district\" stands twice in one object");
}

TEST_F(BadFiles, DuplicatedKeysInASnapshot) {
  hub_.use_snapshot();
  hub_.put("data/a.csv",
           csv("1,Lahore,2024-01-02,2023\n2,Multan,2024-01-02,2023\n1,Okara,2024-01-02,2023\n"));
  const auto ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err,
              HasSubstr("mizan: court: 1 keys stand more than once in the snapshot, one is case 1; the last "
                        "of each counts"));
  EXPECT_EQ(hub_.text("SELECT key, district FROM rec_case ORDER BY key"), "1|Okara\n2|Multan\n");
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(BadFiles, TwoColumnsOfOneName) {
  hold_one_record();
  hub_.put("data/b.csv", "no,district,no,instituted,fir_year\n1,a,2,,\n");
  expect_refused("b.csv", "two columns are called \"no\"");
}

TEST_F(BadFiles, AnAbsentColumn) {
  hold_one_record();
  hub_.put("data/b.csv", "no,distrikt,instituted,fir_year\n1,a,,\n");
  expect_refused("b.csv", "there is no column \"district\", which line 15 of the mapping names");
}

TEST_F(BadFiles, AnEmptiedSnapshot) {
  hub_.use_snapshot();
  hold_one_record();
  hub_.put("data/a.csv", kHeading);
  expect_refused("the snapshot lacks 1 of the 1 records held", "nothing was deleted");
}

TEST_F(BadFiles, ASnapshotWithABrokenRowDeletesNothing) {
  hub_.use_snapshot();
  hub_.change_mapping("\"snapshot\"", "\"snapshot\"\nplausible_percent = 100");
  hub_.put("data/a.csv",
           csv("1,Lahore,2024-01-02,2023\n2,Multan,2024-01-02,2023\n3,Okara,2024-01-02,2023\n"));
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  hub_.put("data/a.csv", csv("1,Kasur,2024-01-02,2023\n2,Multan\n4,Jhang,2024-01-02,2023\n"));
  for (int round = 0; round < 2; ++round) {
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.err,
                HasSubstr("the snapshot lacks 2 of the records held, and 1 of its own could not be read and "
                          "may be these, the first a.csv:3: the row has 2 fields, the heading has 4"));
    EXPECT_EQ(hub_.text("SELECT key, district FROM rec_case ORDER BY key"),
              "1|Kasur\n2|Multan\n3|Okara\n4|Jhang\n");
    EXPECT_EQ(hub_.text("SELECT status FROM run ORDER BY id DESC LIMIT 1"), "partial\n");
    EXPECT_EQ(hub_.number("SELECT count(*) FROM quarantine"), 1);
    EXPECT_TRUE(hub_.books_balance());
  }
  hub_.put("data/a.csv", csv("1,Kasur,2024-01-02,2023\n2,Multan,2024-01-02,2023\n4,Jhang,2024-01-02,2023\n"));
  EXPECT_EQ(hub_.run("ingest").exit_code, 0);
  EXPECT_EQ(hub_.text("SELECT key FROM rec_case ORDER BY key"), "1\n2\n4\n");
}

// A torn row that each export has had since the records were first seen is none of them.
TEST_F(BadFiles, ARowThatWasAlwaysTornKeepsNothingThatIsGone) {
  hub_.use_snapshot();
  hub_.change_mapping("\"snapshot\"", "\"snapshot\"\nplausible_percent = 100");
  hub_.put("data/a.csv", csv("1,Lahore,2024-01-02,2023\n2,Multan,2024-01-02,2023\ntorn\n"));
  auto ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  hub_.put("data/a.csv", csv("torn\n1,Lahore,2024-01-02,2023\n"));
  ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(hub_.text("SELECT key FROM rec_case"), "1\n");
  EXPECT_EQ(hub_.text("SELECT location FROM quarantine"), "a.csv:2\n");
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(BadFiles, AJsonSnapshotWithABrokenDocumentDeletesNothing) {
  hub_.use_json();
  hub_.use_snapshot();
  hub_.put(
      "data/a.json",
      "{\"no\":\"1\"}\n{\"no\":\"2\"}\n{\"no\":\"3\"}\n{\"no\":\"4\"}\n{\"no\":\"5\"}\n{\"no\":\"6\"}\n");
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  hub_.put("data/a.json",
           "{\"no\":\"1\"}\n{\"no\":\"2\"\n{\"no\":\"3\"}\n{\"no\":\"4\"}\n{\"no\":\"5\"}\n{\"no\":\"6\"}\n");
  const auto ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("could not be read and may be these, the first a.json: byte 11: no JSON"));
  EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 6);
  EXPECT_TRUE(hub_.books_balance());
}

TEST_F(BadFiles, ASnapshotWithoutOneOfItsFilesDeletesNothing) {
  hub_.use_snapshot();
  hub_.change_mapping("{ rows = \"*.csv*\" }", "{ rows = \"a.csv\", more = \"b.csv\" }");
  hub_.put("data/a.csv", csv("1,Lahore,2024-01-02,2023\n"));
  const auto ran = hub_.run("ingest");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("no file is called \"b.csv\", so the snapshot is incomplete"));
  EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 1);
}

}  // namespace
}  // namespace mizan::test
