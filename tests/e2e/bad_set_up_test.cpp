// Files of the hub's own that are wrong, and adapters that are none: one message with file and line, exit
// code 2 (or 3 where only one source is concerned), and no store is made or touched.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class BadSetUp : public ::testing::Test {
 protected:
  BadSetUp() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.put("data/a.csv", "no,district,instituted,fir_year\n1,Lahore,2024-01-02,2023\n");
  }

  // validate says it, on stdout, as its only line.
  void expect_invalid(const std::string& where, const std::string& sentence) const {
    const auto ran = hub_.run("validate");
    EXPECT_EQ(ran.exit_code, 2) << ran.err;
    EXPECT_THAT(ran.out, AllOf(HasSubstr(where), HasSubstr(sentence)));
    EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1) << ran.out;
    EXPECT_EQ(ran.err, "");
  }

  // ingest says it too and makes no store.
  void expect_stopped(const std::string& where, const std::string& sentence) const {
    expect_invalid(where, sentence);
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_THAT(ran.messages(), ElementsAre(AllOf(HasSubstr(where), HasSubstr(sentence))));
    EXPECT_FALSE(fs::exists(hub_.path() / "mizan.db"));
  }

  // ingest reports the source as failed and holds nothing of it.
  void expect_source_failed(const std::string& sentence) const {
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.messages(), ElementsAre(AllOf(HasSubstr("mizan: court: "), HasSubstr(sentence))));
    EXPECT_EQ(hub_.number("SELECT count(*) FROM rec_case"), 0);
    EXPECT_TRUE(hub_.number("SELECT count(*) FROM run WHERE status = 'running'") == 0);
  }

  void use_adapter(const std::string& adapter) const {
    hub_.put("sources/court.toml",
             "format = 1\nname = \"court\"\nadapter = \"" + adapter +
                 "\"\nmapping = \"../mappings/court.toml\"\n[settings]\nfolder = \"../data\"\n");
  }

  void append(const std::string& file, const std::string& text) const {
    std::ofstream(hub_.path() / file, std::ios::app) << text;
  }

  SmallHub hub_;
};

TEST_F(BadSetUp, AllIsSoundToBeginWith) {
  const auto ran = hub_.run("validate");
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_FALSE(fs::exists(hub_.path() / "mizan.db"));
  EXPECT_FALSE(fs::exists(hub_.path() / "pseudonym.key"));
}

TEST_F(BadSetUp, AConfigWithAnUnknownKey) {
  append("mizan.toml", "colour = 3\n");
  expect_stopped("mizan.toml:4", "colour: is not a setting");
}

TEST_F(BadSetUp, AConfigThatIsThere) {
  hub_.remove("mizan.toml");
  expect_stopped("mizan.toml", "there is no such file");
}

TEST_F(BadSetUp, ASourceFileWithAnUnknownKey) {
  hub_.put("sources/court.toml", "format = 1\nname = \"court\"\nadaptor = \"csv\"\nadapter = \"csv\"\n");
  expect_stopped("sources/court.toml:3", "adaptor: is not a setting");
}

// Each of these stops toml++ on an assertion, or leads it into undefined behaviour, where they are left to
// it.
TEST_F(BadSetUp, TomlThatTheReaderStumblesOver) {
  for (const std::string wrong :
       {"a = \xC3\xA9\n", "[[x]]\n[x.y]\nx = [1]\n[[x]]\n", "\xD9\x84 = 1\n", "a = [\n", "a.b = 1\na = 2\n",
        "a = \"\\q\"\n", "[a\n", "a = 1979-05-27T\n", "a = 0x\n", "a = {b = 1\n"}) {
    for (const auto* file : {"mizan.toml", "sources/court.toml", "mappings/court.toml"}) {
      SCOPED_TRACE(file + (" " + wrong));
      SmallHub hub("stumble");
      std::ofstream(hub.path() / file, std::ios::app) << wrong;
      const auto ran = hub.run("validate");
      EXPECT_EQ(ran.exit_code, 2) << ran.err;
      EXPECT_THAT(ran.out, ::testing::ContainsRegex(std::string(file) + ":[0-9]+: "));
      EXPECT_EQ(ran.err, "");
    }
  }
}

TEST_F(BadSetUp, AMappingWithAMistakeInEachHalf) {
  hub_.change_mapping("district = ", "distrikt = ");
  expect_invalid("mappings/court.toml:15: record[1].fields.distrikt", "is no field of this kind");
  expect_source_failed("mappings/court.toml:15");
  hub_.change_mapping("distrikt = ", "district = ");
  hub_.change_mapping("holder = \"court\"", "holder = \"tailor\"");
  expect_invalid("mappings/court.toml:3: source.holder", "expected police, prosecution, court or prison");
}

TEST_F(BadSetUp, ACodeTableWithAWrongCode) {
  hub_.put("tables/disposal.csv", "native,common\nGuilty,convicted\nOther,beheaded\n");
  append("mappings/court.toml", "[codes]\ndisposal = \"../tables/disposal.csv\"\n");
  expect_invalid("disposal.csv:3", "'beheaded' is no common code");
}

TEST_F(BadSetUp, AKpiDefinitionThatIsNoToml) {
  fs::copy(fs::path(MIZAN_SOURCE_DIR) / "config", hub_.path() / "config", fs::copy_options::recursive);
  hub_.put("mizan.toml",
           std::string("format = 1\ntables = \"config\"\nplugins = \"") + MIZAN_BINARY_DIR "/plugins\"\n");
  append("config/kpis/pending.toml", "\n[count\n");
  expect_stopped("config/kpis/pending.toml:14", "");
}

TEST_F(BadSetUp, AMissingPlugin) {
  use_adapter("oracle");
  expect_invalid("sources/court.toml: ", "mizan_oracle.so: there is no such plugin");
  expect_source_failed("mizan_oracle.so: there is no such plugin");
}

TEST_F(BadSetUp, APluginThatIsAText) {
  hub_.put("adapter.so", "#!/bin/sh\necho I am a plugin\n" + std::string(100, ' '));
  use_adapter("../adapter.so");
  expect_invalid("adapter.so", "is not a shared library, so it is no plugin");
  expect_source_failed("is not a shared library, so it is no plugin");
}

TEST_F(BadSetUp, ALibraryThatIsNoPlugin) {
  use_adapter(MIZAN_FOREIGN_LIBRARY);
  hub_.let_unsigned_run();
  expect_invalid(MIZAN_FOREIGN_LIBRARY, "does not export mizan_adapter_v1");
  expect_source_failed("does not export mizan_adapter_v1");
}

TEST_F(BadSetUp, ASettingThatTheAdapterDoesNotKnow) {
  append("sources/court.toml", "colour = \"red\"\n");
  expect_invalid("sources/court.toml: ", "\"colour\" is not a setting of this adapter");
}

}  // namespace
}  // namespace mizan::test
