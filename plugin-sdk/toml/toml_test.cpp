#include "mizan/toml/toml.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace mizan::toml_file {
namespace {

TEST(TomlFile, ReadsATableAndKeepsItsLines) {
  const auto parsed = parse("a = 1\n[b]\nc = \"x\"\n");
  ASSERT_FALSE(parsed.mistake);
  EXPECT_EQ(parsed.table["a"].value_or(0), 1);
  EXPECT_EQ(parsed.table["b"]["c"].node()->source().begin.line, 3U);
}

TEST(TomlFile, AMistakeHasItsLine) {
  for (const auto* text : {"a = 1\nb = = 2\n", "a = 1\nb\n", "a = 1\nb = \"\xFF\"\n", "a = 1\na = 2\n"}) {
    const auto parsed = parse(text);
    ASSERT_TRUE(parsed.mistake) << text;
    EXPECT_EQ(parsed.mistake->line, 2U) << text;
    EXPECT_FALSE(parsed.mistake->message.empty());
    EXPECT_TRUE(parsed.table.empty());
  }
}

TEST(TomlFile, DeepKeysAreRefusedBeforeTheyExhaustTheStack) {
  std::string deep = "x = 1\na";
  for (int i = 0; i < 100'000; ++i) deep += ".a";
  const auto parsed = parse(deep + " = 1\n");
  ASSERT_TRUE(parsed.mistake);
  EXPECT_EQ(parsed.mistake->line, 2U);
  EXPECT_FALSE(parse("a = \"" + std::string(500, '.') + "\" # " + std::string(500, '.') + "\n").mistake);
  EXPECT_TRUE(parse("a = " + std::string(100'000, '[')).mistake);
}

TEST(TomlFile, LettersOutsideQuotesAreAMistake) {
  // é, Urdu, an ideographic comma and an Arabic presentation form: each in another table of the reader.
  for (const auto* letter : {"\xC3\xA9", "\xD9\x84", "\xE3\x80\x81", "\xEF\xBA\x8D"}) {
    for (const std::string before : {"", "a", "a = ", "a = 1 ", "[a] ", "a = [ "}) {
      const auto parsed = parse("x = 1\n" + before + letter + "\n");
      ASSERT_TRUE(parsed.mistake) << before << letter;
      EXPECT_EQ(parsed.mistake->line, 2U) << before << letter;
    }
    EXPECT_FALSE(parse(std::string("a = \"") + letter + "\" # " + letter + "\n").mistake);
  }
}

TEST(TomlFile, NoTextStopsTheProgram) {
  std::mt19937 random(7);
  const std::string kParts[] = {"[",      "]",  "[[",  "]]",         "=",        ".",    "\"", "'",
                                "\"\"\"", "{",  "}",   ",",          "\n",       "a",    "b",  "1",
                                "-",      ":",  "T",   "#",          "\r",       "\\",   "e",  "_",
                                " ",      "0x", "inf", "2024-01-01", "\xC3\xA9", "\xFF", "+",  "'''"};
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    for (auto n = random() % 24; n > 0; --n) text += kParts[random() % std::size(kParts)];
    const auto parsed = parse(text);
    if (parsed.mistake) EXPECT_GE(parsed.mistake->line, 1U);
  }
}

}  // namespace
}  // namespace mizan::toml_file
