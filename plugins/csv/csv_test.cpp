#include <gtest/gtest.h>

#include <random>

#include "csv_rows.hpp"

namespace mizan::csv {
namespace {

using Table = std::vector<std::vector<std::string>>;

Table read_all(std::string_view text, char delimiter = ',') {
  CsvRows rows(text, delimiter, '"');
  Table out;
  for (auto state = rows.next(); state != RowState::kEnd; state = rows.next()) {
    EXPECT_EQ(state, RowState::kRow);
    out.emplace_back(rows.fields().begin(), rows.fields().end());
  }
  return out;
}

TEST(CsvRows, ReadsWhatRfc4180Describes) {
  EXPECT_EQ(read_all("a,b\r\n1,2\r\n"), (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read_all("a,b\n1,2"), (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(read_all("a\rb\r"), (Table{{"a"}, {"b"}}));
  EXPECT_EQ(read_all("\"a,\"\"x\"\"\",\"l1\nl2\"\n"), (Table{{"a,\"x\"", "l1\nl2"}}));
  EXPECT_EQ(read_all(",\n,,\n"), (Table{{"", ""}, {"", "", ""}}));
  EXPECT_EQ(read_all("\"\",x\n"), (Table{{"", "x"}}));
  EXPECT_EQ(read_all("a;b\n", ';'), (Table{{"a", "b"}}));
  EXPECT_TRUE(read_all("").empty());
  EXPECT_TRUE(read_all("\n\n\r\n").empty());
}

TEST(CsvRows, AnOpenQuoteCostsItsLineAndNoMore) {
  CsvRows rows("a,\"b\nc,d\n", ',', '"');
  EXPECT_EQ(rows.next(), RowState::kOpenQuote);
  EXPECT_EQ(rows.line(), 1U);
  EXPECT_EQ(rows.next(), RowState::kRow);
  EXPECT_EQ(rows.fields()[0], "c");
}

TEST(CsvRows, RefusesWhatIsNoTextAndGoesOn) {
  const auto text = std::string_view("\"a\"b,c\nd\0e\nf\xC3\ng\n", 16);
  CsvRows rows(text, ',', '"');
  EXPECT_EQ(rows.next(), RowState::kTextAfterQuote);
  EXPECT_EQ(rows.next(), RowState::kNulByte);
  EXPECT_EQ(rows.next(), RowState::kNotUtf8);
  EXPECT_EQ(rows.line(), 3U);
  EXPECT_EQ(rows.next(), RowState::kRow);
  EXPECT_EQ(rows.fields()[0], "g");
}

TEST(CsvRows, CountsLinesRightAfterAnOpenQuoteThatFollowsAFieldOfSeveralLines) {
  CsvRows rows("\"a\nb\",\"c\nd,e\n", ',', '"');
  EXPECT_EQ(rows.next(), RowState::kOpenQuote);
  rows.next();
  EXPECT_EQ(rows.line(), 2U);
}

TEST(CsvRows, RefusesRowsBeyondTheLimits) {
  const std::string wide = std::string(10'000, ',') + "\nx\n";
  CsvRows columns(wide, ',', '"');
  EXPECT_EQ(columns.next(), RowState::kTooManyColumns);
  EXPECT_EQ(columns.next(), RowState::kRow);
  const std::string large(kMaxRowBytes + 10, 'x');
  const auto text = large + "\ny\n";
  CsvRows rows(text, ',', '"');
  EXPECT_EQ(rows.next(), RowState::kTooLong);
  EXPECT_EQ(rows.next(), RowState::kRow);
  EXPECT_EQ(rows.fields()[0], "y");
}

TEST(CsvRows, AQuoteThatIsNotClosedWithinTheLongestRowCostsItsLine) {
  const auto text = "a,\"" + std::string(kMaxRowBytes, 'x') + "\"\ny,\"z\"\n";
  CsvRows rows(text, ',', '"');
  EXPECT_EQ(rows.next(), RowState::kOpenQuote);
  EXPECT_EQ(rows.next(), RowState::kRow);
  EXPECT_EQ(rows.fields()[1], "z");
}

std::string in_quotes(const std::string& field) {
  std::string out = "\"";
  for (const char c : field) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  return out + "\"";
}

TEST(CsvRows, ReadsBackWhateverWasWrittenAndResumesAtEveryRow) {
  std::mt19937 random(5);
  const std::vector<std::string> kAlphabet = {"a", "b", ",", ";", "\"", "\n", "\r", " ", "\xD9\x85"};
  for (int round = 0; round < 200; ++round) {
    Table table(1 + random() % 6, std::vector<std::string>(1 + random() % 5));
    std::string text;
    for (auto& row : table) {
      for (auto& field : row) {
        for (auto n = random() % 6; n > 0; --n) field += kAlphabet[random() % kAlphabet.size()];
        text += in_quotes(field) + ",";
      }
      text.back() = '\n';
    }
    EXPECT_EQ(read_all(text), table);
    CsvRows rows(text, ',', '"');
    for (std::size_t k = 0; rows.next() == RowState::kRow; ++k) {
      CsvRows rest(text, ',', '"');
      rest.seek(rows.position(), 1);
      std::size_t left = 0;
      while (rest.next() == RowState::kRow) ++left;
      EXPECT_EQ(left, table.size() - k - 1);
    }
  }
}

TEST(DetectDelimiter, TakesTheOneTheFirstLineHasMostOf) {
  EXPECT_EQ(detect_delimiter("a;b;c\n1,2;3"), ';');
  EXPECT_EQ(detect_delimiter("a\tb\n"), '\t');
  EXPECT_EQ(detect_delimiter("alone\n"), ',');
}

}  // namespace
}  // namespace mizan::csv
