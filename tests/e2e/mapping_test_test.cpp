// `mizan mapping test`: what passes, what fails and how it says so; no store, no hub.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "small_hub.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class MappingTests : public ::testing::Test {
 protected:
  MappingTests() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {}

  void put_tests(const std::string& tests) const {
    hub_.put("mappings/court.test.toml", "format = 1\nmapping = \"court.toml\"\n" + tests);
  }
  Ran run(const std::string& words = "") const {
    const auto ran = hub_.run(words + " mapping test " + (hub_.path() / "mappings").string());
    EXPECT_FALSE(fs::exists(hub_.path() / "mizan.db"));
    EXPECT_FALSE(fs::exists(hub_.path() / "pseudonym.key"));
    return ran;
  }
  std::vector<std::string> differences() const {
    std::vector<std::string> all;
    for (const auto& row : base::parse_json(run("--format json").out)) all.push_back(row["difference"]);
    return all;
  }

  SmallHub hub_;
};

const std::string kRow = R"([[test]]
name = "one row"
row = { no = 7, district = "Dera, \"Ghazi\"", instituted = "2024-01-02", fir_year = 2023 }
)";

TEST_F(MappingTests, PassesWhenEveryFieldIsAsExpectedAndNoOtherIsThere) {
  put_tests(kRow +
            "expect = [{ kind = \"case\", key = \"7\", province = \"PB\", district = 'Dera, \"Ghazi\"', "
            "instituted_on = 2024-01-02, fir_year = 2023 }]\n");
  const auto ran = run();
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("passed  "));
  EXPECT_EQ(ran.err, "1 passed, 0 failed\n");
}

TEST_F(MappingTests, EachDifferenceIsALineWithRecordFieldAndBothValues) {
  put_tests(kRow +
            "expect = [{ kind = \"case\", key = \"7\", district = \"Multan\", instituted_on = \"*\", court = "
            "\"A\", fir_year = 2023, findings = [\"unreadable fir_year\"] }, { kind = \"hearing\", key = "
            "\"H\" }]\n");
  EXPECT_EQ(run().exit_code, 1);
  EXPECT_THAT(differences(), ::testing::UnorderedElementsAre(
                                 "case 7: court: expected \"A\", got nothing",
                                 "case 7: district: expected \"Multan\", got \"Dera, \"Ghazi\"\"",
                                 "case 7: province: expected nothing, got \"PB\"",
                                 "case 7: findings: expected unreadable fir_year, got none",
                                 "hearing H: expected, but it did not come"));
  EXPECT_THAT(run().out, HasSubstr("FAILED  "));
}

TEST_F(MappingTests, RowsLeftOutAndRowsQuarantinedAreExpectationsToo) {
  hub_.change_mapping("key = \"no\"", "key = \"no\"\nwhen = [{ from = \"district\", not_in = [\"none\"] }]");
  put_tests(
      "[[test]]\nname = \"left out\"\nrow = { no = \"1\", district = \"none\" }\nexpect = []\n"
      "[[test]]\nname = \"no key\"\nrow = { district = \"Lahore\" }\nexpect = [{ quarantined = \"no_key\" "
      "}]\n"
      "[[test]]\nname = \"two\"\nrows.rows = [{ no = 1 }, { no = 2 }]\nexpect = [{ kind = \"case\", key = "
      "\"1\" , province = \"PB\"}]\n");
  EXPECT_EQ(run().exit_code, 1);
  EXPECT_EQ(differences(), (std::vector<std::string>{"", "", "case 2: came, but was not expected"}));
}

TEST_F(MappingTests, ReadsDocumentsOfAJsonMapping) {
  hub_.use_json();
  put_tests(
      "[[test]]\nname = \"document\"\ndocument = '{\"no\": 1, \"fir_year\": \"x\"}'\n"
      "expect = [{ kind = \"case\", key = \"1\", province = \"PB\", findings = [\"unreadable fir_year\"] "
      "}]\n");
  EXPECT_EQ(run().exit_code, 0) << run().out;
}

TEST_F(MappingTests, AMistakeInATestOrItsMappingIsASentenceWithFileAndLine) {
  const auto message = [&](const std::string& tests) {
    put_tests(tests);
    const auto ran = run();
    EXPECT_EQ(ran.exit_code, 2) << tests;
    return ran.err;
  };
  EXPECT_THAT(message(""), HasSubstr("there is no [[test]]"));
  EXPECT_THAT(message("[[test]]\nname = \"n\"\nexpect = []\n"),
              HasSubstr("court.test.toml:3: name what the source gives"));
  EXPECT_THAT(message(kRow), HasSubstr("court.test.toml:3: expect: is missing"));
  EXPECT_THAT(message(kRow + "expect = [{ kind = \"case\", key = \"7\", colour = 3 }]\n"),
              HasSubstr("court.test.toml:6: colour: is no field of a case"));
  EXPECT_THAT(message(kRow + "expected = []\nexpect = []\n"), HasSubstr("expected: is not a setting"));
  EXPECT_THAT(message("[[test]]\nname = \"n\"\ndocument = \"{}\"\nexpect = []\n"),
              HasSubstr("the mapping reads csv"));
  EXPECT_THAT(message("[[test]]\nname = \"n\"\nrows.other = [{ no = 1 }]\nexpect = []\n"),
              HasSubstr("\"other\" is no name in the mapping's input.files"));
  hub_.change_mapping("district = ", "distrikt = ");
  EXPECT_THAT(message(kRow + "expect = []\n"), HasSubstr("court.toml:15: record[1].fields.distrikt"));
  fs::remove(hub_.path() / "mappings/court.test.toml");
  EXPECT_EQ(run().exit_code, 2);
}

}  // namespace
}  // namespace mizan::test
