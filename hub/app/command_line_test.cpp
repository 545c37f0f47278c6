#include "app/command_line.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace mizan::app {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

struct End {
  int code = -1;
  std::string out;
  std::string err;
};

End run(const Command& program, const std::vector<std::string>& words) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  End end;
  end.code = run_program(program, words);
  end.out = ::testing::internal::GetCapturedStdout();
  end.err = ::testing::internal::GetCapturedStderr();
  return end;
}

// A program `desk` with a command `file`, and a group `shelf` with a command `tidy`.
class CommandLineTest : public ::testing::Test {
 protected:
  CommandLineTest() {
    desk_.add_option("--colour", &colour_, "of the desk").show_default().one_of({"oak", "teak"});
    desk_.action = [this] { done_.emplace_back("desk"); };
    auto& file = desk_.add_command("file", "Put papers away");
    file.add_option("case", &case_, "whose papers").required();
    file.add_option("papers", &papers_, "which");
    file.add_option("--into", &folder_, "the folder");
    file.add_option("--tag", &tags_, "a word for each").one_at_a_time();
    file.add_option("--pages", &pages_, "how many").show_default().within(1, 500);
    const auto& year = file.add_option("--year", &year_, "of the case").above_zero();
    file.add_option("--any-year", &any_year_, "whatever the year").excludes(year);
    file.add_option("--seed", &seed_, "of the shelf mark");
    file.add_option("--share", &share_, "of the shelf");
    file.footer = "Example:\n  desk file PB-17";
    file.action = [this] { done_.emplace_back("file"); };
    auto& shelf = desk_.add_command("shelf", "The shelves");
    shelf.add_command("tidy", "Put them in order").action = [this] { done_.emplace_back("tidy"); };
  }

  Command desk_{"desk", "Papers and shelves"};
  std::vector<std::string> done_;
  std::string colour_ = "oak";
  std::string case_;
  std::vector<std::string> papers_;
  std::filesystem::path folder_ = "drawer";
  std::vector<std::string> tags_;
  int pages_ = 12;
  std::int64_t year_ = 0;
  bool any_year_ = false;
  std::uint64_t seed_ = 0;
  double share_ = 0;
};

TEST_F(CommandLineTest, EachVariableGetsItsValue) {
  const auto end =
      run(desk_, {"file", "PB-17", "petition", "order", "--into", "a folder", "--pages", "500", "--year",
                  "9007199254740993", "--seed", "18446744073709551615", "--share", "0.25"});
  EXPECT_EQ(end.code, 0) << end.err;
  EXPECT_EQ(case_, "PB-17");
  EXPECT_THAT(papers_, ElementsAre("petition", "order"));
  EXPECT_EQ(folder_, "a folder");
  EXPECT_EQ(pages_, 500);
  EXPECT_EQ(year_, 9'007'199'254'740'993);
  EXPECT_EQ(seed_, 18'446'744'073'709'551'615U);
  EXPECT_EQ(share_, 0.25);
  EXPECT_FALSE(any_year_);
}

TEST_F(CommandLineTest, WhatIsNotGivenStaysAsItWas) {
  EXPECT_EQ(run(desk_, {"file", "PB-17", "--any-year"}).code, 0);
  EXPECT_EQ(folder_, "drawer");
  EXPECT_EQ(pages_, 12);
  EXPECT_THAT(papers_, IsEmpty());
  EXPECT_TRUE(any_year_);
}

TEST_F(CommandLineTest, AnArgumentMayFollowAnOptionThatTakesOneAtATime) {
  EXPECT_EQ(run(desk_, {"file", "--tag", "urgent", "PB-17", "--tag", "bail", "petition"}).code, 0);
  EXPECT_THAT(tags_, ElementsAre("urgent", "bail"));
  EXPECT_EQ(case_, "PB-17");
  EXPECT_THAT(papers_, ElementsAre("petition"));
}

TEST_F(CommandLineTest, OptionsOfTheProgramMayStandAnywhere) {
  EXPECT_EQ(run(desk_, {"shelf", "tidy", "--colour", "teak"}).code, 0);
  EXPECT_EQ(colour_, "teak");
  EXPECT_EQ(run(desk_, {"--colour", "oak", "shelf", "tidy"}).code, 0);
  EXPECT_EQ(colour_, "oak");
}

TEST_F(CommandLineTest, TheProgramsActionComesBeforeTheCommands) {
  EXPECT_EQ(run(desk_, {"file", "PB-17"}).code, 0);
  EXPECT_THAT(done_, ElementsAre("desk", "file"));
}

TEST_F(CommandLineTest, WordsThatItDoesNotTakeEndItWith2AndASentence) {
  struct Wrong {
    std::vector<std::string> words;
    std::string named;
  };
  const std::vector<Wrong> all = {{{}, "subcommand"},
                                  {{"shelf"}, "subcommand"},
                                  {{"burn"}, "subcommand"},
                                  {{"file"}, "case"},
                                  {{"file", "PB-17", "--colours", "oak"}, "--colours"},
                                  {{"file", "PB-17", "--colour", "pine"}, "--colour"},
                                  {{"file", "PB-17", "--pages", "0"}, "--pages"},
                                  {{"file", "PB-17", "--pages", "501"}, "--pages"},
                                  {{"file", "PB-17", "--pages", "ten"}, "--pages"},
                                  {{"file", "PB-17", "--pages"}, "--pages"},
                                  {{"file", "PB-17", "--year", "0"}, "--year"},
                                  {{"file", "PB-17", "--year", "2024", "--any-year"}, "--year"},
                                  {{"shelf", "tidy", "now"}, "now"}};
  for (const auto& wrong : all) {
    const auto end = run(desk_, wrong.words);
    EXPECT_EQ(end.code, 2) << wrong.named;
    EXPECT_THAT(end.err, HasSubstr(wrong.named));
    EXPECT_EQ(end.out, "");
  }
  EXPECT_THAT(done_, IsEmpty());
}

TEST_F(CommandLineTest, TheHelpTellsOptionsDefaultsLimitsAndTheFooter) {
  const auto end = run(desk_, {"file", "--help"});
  EXPECT_EQ(end.code, 0);
  for (const auto* told : {"Put papers away", "whose papers", "--pages", "12", "1 - 500", "REQUIRED",
                           "Example:\n  desk file PB-17"})
    EXPECT_THAT(end.out, HasSubstr(told));
  EXPECT_THAT(end.out, Not(HasSubstr("drawer"))) << "its default was not to be shown";
  EXPECT_THAT(run(desk_, {"--help"}).out, HasSubstr("{oak,teak}"));
  EXPECT_THAT(done_, IsEmpty());
}

TEST_F(CommandLineTest, AnActionThatThrowsIsOneLineAnd1) {
  desk_.add_command("drop", "Let it fall").action = [] { throw std::runtime_error("it broke"); };
  const auto end = run(desk_, {"drop"});
  EXPECT_EQ(end.code, 1);
  EXPECT_EQ(end.err, "desk: it broke\n");
}

}  // namespace
}  // namespace mizan::app
