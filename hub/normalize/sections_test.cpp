#include "normalize/sections.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "base/text.hpp"

namespace mizan::normalize {
namespace {

std::string shown(const ParsedSections& parsed) {
  std::string out;
  for (const auto& section : parsed.sections) {
    out += (out.empty() ? "" : "; ") + section.law + " " + section.section;
    if (!section.clause.empty()) out += "(" + section.clause + ")";
  }
  for (std::size_t i = 0; i < parsed.leftovers.size(); ++i)
    out += (i > 0 ? "; " : out.empty() ? "!! " : " !! ") + parsed.leftovers[i];
  return out;
}

std::string random_text(std::mt19937& random, std::size_t most) {
  constexpr std::string_view kLikely = "0123456789302(bBc)/-,; PCATAi&.\xDB\xB3\xD8\x8C";
  std::string text(std::uniform_int_distribution<std::size_t>(0, most)(random), ' ');
  for (char& c : text) {
    c = random() % 4 == 0 ? static_cast<char>(random() & 0xFFU) : kLikely[random() % kLikely.size()];
  }
  return text;
}

TEST(Sections, ReadAsWorkedOutByHand) {
  std::ifstream in(MIZAN_SOURCE_DIR "/tests/cases/normalize/sections.case");
  ASSERT_TRUE(in);
  const LawTable laws("PPC");
  int cases = 0;
  for (std::string line; std::getline(in, line);) {
    const auto arrow = line.find("=>");
    if (line.starts_with('#') || arrow == std::string::npos) continue;
    ++cases;
    const auto text = base::trim(std::string_view(line).substr(0, arrow));
    EXPECT_EQ(shown(parse_sections(text, laws)), base::trim(std::string_view(line).substr(arrow + 2)))
        << text;
  }
  EXPECT_GE(cases, 30);
}

TEST(Sections, KeepTheTextTheyWereReadFrom) {
  const auto parsed = parse_sections("U/S 337-A (i) PPC", LawTable("PPC"));
  ASSERT_EQ(parsed.sections.size(), 1U);
  EXPECT_EQ(parsed.sections[0].text, "337-A (i)");
}

TEST(Sections, TakeTheDefaultLawOfTheSource) {
  EXPECT_EQ(shown(parse_sections("341 ; 354", LawTable("IPC"))), "IPC 341; IPC 354");
}

TEST(Sections, TakeLawsFromATable) {
  const auto laws = LawTable::parse_csv("alias,law\nForest Act,FOR\nAA,XAA\n", "laws.csv", "PPC");
  ASSERT_TRUE(laws);
  EXPECT_EQ(shown(parse_sections("26 Forest Act 1927, 15 AA", *laws)), "FOR 26; XAA 15");
}

TEST(Sections, ALawTableThatContradictsItselfIsAnErrorWithItsLine) {
  const auto laws = LawTable::parse_csv("alias,law\nX Act,X\nx-act,Y\n", "laws.csv", "PPC");
  ASSERT_FALSE(laws);
  EXPECT_NE(laws.error().message.find("laws.csv:3"), std::string::npos) << laws.error().message;
}

TEST(Sections, AreBoundedInBytesAndNumber) {
  std::string many;
  for (int i = 1; i < 900; ++i) many += std::to_string(i) + ",";
  const auto parsed = parse_sections(many, LawTable("PPC"));
  EXPECT_TRUE(parsed.truncated);
  EXPECT_EQ(parsed.sections.size(), kMaxSections);
  const auto deep = parse_sections(std::string(1'000'000, '('), LawTable("PPC"));
  EXPECT_TRUE(deep.truncated);
  EXPECT_TRUE(deep.sections.empty());
}

TEST(Sections, OfAnyBytesAreBoundedNumberedAndDistinct) {
  const LawTable laws("PPC");
  std::mt19937 random(20240229);
  for (int round = 0; round < 3000; ++round) {
    const auto text = random_text(random, 300);
    const auto parsed = parse_sections(text, laws);
    ASSERT_LE(parsed.sections.size(), kMaxSections);
    for (std::size_t i = 0; i < parsed.sections.size(); ++i) {
      const auto& section = parsed.sections[i];
      ASSERT_FALSE(section.law.empty());
      ASSERT_TRUE(section.section[0] >= '1' && section.section[0] <= '9') << section.section;
      for (std::size_t k = 0; k < i; ++k) ASSERT_NE(section, parsed.sections[k]);
    }
  }
}

// What was read, written out in the plain form and read again, is the same.
TEST(Sections, SurviveBeingWrittenOutAndReadAgain) {
  const LawTable laws("PPC");
  std::mt19937 random(7);
  for (int round = 0; round < 2000; ++round) {
    const auto first = parse_sections(random_text(random, 60), laws);
    std::string written;
    for (const auto& section : first.sections) {
      // Nested and many clauses have no plain form.
      if (section.clause.find('(') != std::string::npos) continue;
      written += section.section + (section.clause.empty() ? "" : "(" + section.clause + ")") + " " +
                 section.law + ", ";
    }
    const auto second = parse_sections(written, laws);
    for (const auto& section : second.sections) {
      const bool known = std::any_of(first.sections.begin(), first.sections.end(), [&](const auto& other) {
        return other.law == section.law && other.section == section.section && other.clause == section.clause;
      });
      ASSERT_TRUE(known) << written << " gave " << section.section << "(" << section.clause << ")";
    }
    ASSERT_TRUE(second.leftovers.empty()) << written;
  }
}

}  // namespace
}  // namespace mizan::normalize
