#include <gtest/gtest.h>

#include <random>

#include "duplicates.hpp"
#include "json_row.hpp"

namespace mizan::json {
namespace {

std::vector<std::string> documents(std::string_view text) {
  DocumentScanner scanner(text);
  std::vector<std::string> out;
  while (const auto document = scanner.next()) out.emplace_back(*document);
  return out;
}

using Texts = std::vector<std::string>;

TEST(DocumentScanner, FindsDocumentsHoweverTheyStand) {
  EXPECT_EQ(documents(R"({"a":1})"), (Texts{R"({"a":1})"}));
  EXPECT_EQ(documents("{\"a\":1}\n{\"b\":\"}\"}\n"), (Texts{R"({"a":1})", R"({"b":"}"})"}));
  EXPECT_EQ(documents(R"([ {"a":[1,2]} , {"b":"\"]"} ])"), (Texts{R"({"a":[1,2]})", R"({"b":"\"]"})"}));
  EXPECT_TRUE(documents("").empty());
  EXPECT_TRUE(documents("[]").empty());
}

TEST(DocumentScanner, ABrokenLineCostsNoOther) {
  EXPECT_EQ(documents("{\"a\":\"x\n{\"b\":1}\nnonsense\n{\"c\":2}\n"),
            (Texts{"{\"a\":\"x", "{\"b\":1}", "nonsense", "{\"c\":2}"}));
}

TEST(DocumentScanner, SaysThatAnArrayIsCutShortOrFollowedByText) {
  const auto problem = [](std::string_view text) {
    DocumentScanner scanner(text);
    while (scanner.next()) continue;
    return std::string(scanner.problem());
  };
  EXPECT_EQ(problem("[{\"a\":1},{\"a\":2}"), "the array is not closed: the file is cut short");
  EXPECT_EQ(problem("[{\"a\":1}, "), "the array is not closed: the file is cut short");
  EXPECT_EQ(problem("[{\"a\":1}] [2]"), "text follows the bracket that closes the array");
  for (const auto* whole : {"[{\"a\":1}]\n", "[]", "", "{\"a\":1}\n{\"a\":2}"})
    EXPECT_EQ(problem(whole), "") << whole;
}

TEST(DocumentScanner, ResumesBehindEveryDocument) {
  for (const std::string text : {R"([{"a":1},{"a":2},{"a":3}])", "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n"}) {
    DocumentScanner scanner(text);
    for (std::size_t k = 0; scanner.next(); ++k) {
      DocumentScanner rest(text);
      rest.seek(scanner.position());
      std::size_t left = 0;
      while (rest.next()) ++left;
      EXPECT_EQ(left, 2 - k) << text;
    }
  }
}

TEST(DocumentScanner, EndsOnAnyBytes) {
  std::mt19937 random(9);
  constexpr std::string_view kAlphabet = "{}[],\"\\\n a1:";
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto n = random() % 50; n > 0; --n) text += kAlphabet[random() % kAlphabet.size()];
    EXPECT_LE(documents(text).size(), text.size());
  }
}

TEST(DuplicatedMember, IsFoundAtAnyDepthAndNowhereElse) {
  simdjson::dom::parser parser;
  const auto found = [&](const std::string& text) {
    return std::string(duplicated_member(parser.parse(text)).value_or(""));
  };
  EXPECT_EQ(found(R"({"a":1,"b":2,"a":3})"), "a");
  EXPECT_EQ(found(R"([{"a":{"b":[{"":1,"x":2,"":3}]}}])"), "");
  EXPECT_TRUE(duplicated_member(parser.parse(std::string(R"([{"a":{"b":[{"":1,"x":2,"":3}]}}])"))));
  EXPECT_FALSE(duplicated_member(parser.parse(std::string(R"({"a":{"a":1},"b":[{"a":1},{"a":1}]})"))));
  std::string many = "{\"m0\":0";
  for (int i = 1; i < 3000; ++i) many += ",\"m" + std::to_string(i) + "\":0";
  EXPECT_EQ(found(many + "}"), "");
  EXPECT_EQ(found(many + ",\"m1234\":0}"), "m1234");
}

TEST(Pointer, FollowsRfc6901AndKnowsTheLastElement) {
  simdjson::dom::parser parser;
  const simdjson::dom::element root =
      parser.parse(std::string(R"({"a":[{"b":1},{"b":2}],"x/y":{"~":"t"},"n":null})"));
  const std::vector<Pointer> places = {Pointer("/a/0/b"), Pointer("/a/-1/b"), Pointer("/x~1y/~0"),
                                       Pointer("/n"),     Pointer("/a/9"),    Pointer("/a/b"),
                                       Pointer("/a")};
  const JsonRow row(places, root, root);
  EXPECT_EQ(row.value(0), "1");
  EXPECT_EQ(row.value(1), "2");
  EXPECT_EQ(row.value(2), "t");
  EXPECT_FALSE(row.value(3));
  EXPECT_FALSE(row.value(4));
  EXPECT_FALSE(row.value(5));
  EXPECT_EQ(row.value(6), R"([{"b":1},{"b":2}])");
}

TEST(Group, VisitsEveryElementAndReachesTheRoot) {
  simdjson::dom::parser parser;
  const simdjson::dom::element root =
      parser.parse(std::string(R"({"no":"7","a":[{"b":[{"c":1},{"c":2}]},{"b":[{"c":3}]}]})"));
  const Group group("/a/*/b", {{"/c", 1}, {"^/no", 1}});
  std::string seen;
  group.for_each(root, [&](const JsonRow& row) {
    seen += std::string(*row.value(1)) + ":" + std::string(*row.value(0)) + " ";
  });
  EXPECT_EQ(seen, "7:1 7:2 7:3 ");
}

}  // namespace
}  // namespace mizan::json
