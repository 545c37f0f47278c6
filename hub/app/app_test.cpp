#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/config.hpp"
#include "app/feed_line.hpp"
#include "app/meaning.hpp"
#include "app/table.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class ConfigTest : public ::testing::Test {
 protected:
  ConfigTest() : folder_(fs::path(::testing::TempDir()) / "mizan_app_test") {
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "sources");
  }
  ~ConfigTest() override { fs::remove_all(folder_); }
  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  fs::path folder_;
};

TEST_F(ConfigTest, ReadsPathsFromTheFolderOfTheFile) {
  const auto config = read_hub_config(
      write("mizan.toml", "format = 1\nstore = \"x.db\"\n[publish]\nperiods = [\"quarter\"]\n"));
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->store, folder_ / "x.db");
  EXPECT_EQ(config->published, std::vector{model::Granularity::kQuarter});
  EXPECT_EQ(config->listen_address, "127.0.0.1");
}

TEST_F(ConfigTest, EveryMistakeNamesFileLineAndKey) {
  const auto message = [&](const std::string& text) {
    const auto config = read_hub_config(write("mizan.toml", text));
    return config ? std::string() : config.error().message;
  };
  EXPECT_THAT(message("format = 2\n"), HasSubstr("mizan.toml:1: format: expected format = 1"));
  EXPECT_THAT(message("format = 1\ncolour = 3\n"), HasSubstr("mizan.toml:2: colour: is not a setting"));
  EXPECT_THAT(message("format = 1\nstore = 3\n"), HasSubstr("mizan.toml:2: store: expected text"));
  EXPECT_THAT(message("format = 1\n[listen]\nport = 70000\n"),
              HasSubstr(":3: listen.port: expected a whole number"));
  EXPECT_THAT(message("format = = 1"), HasSubstr("mizan.toml:1"));
  EXPECT_THAT(read_hub_config(folder_ / "none.toml").error().message, HasSubstr("there is no such file"));
}

TEST_F(ConfigTest, TwoSourcesOfOneNameAreRefused) {
  write("sources/a.toml", "format = 1\nname = \"x\"\nadapter = \"csv\"\n");
  write("sources/b.toml", "format = 1\nname = \"x\"\nadapter = \"csv\"\n");
  EXPECT_THAT(read_source_configs(folder_ / "sources").error().message, HasSubstr("is taken by"));
  write("sources/b.toml", "format = 1\nname = \"Not A Name\"\nadapter = \"csv\"\n");
  EXPECT_THAT(read_source_configs(folder_ / "sources").error().message, HasSubstr("lower-case letters"));
}

TEST_F(ConfigTest, ThePseudonymKeyIsMadeOnceAndReadableByItsOwnerAlone) {
  const auto tables = fs::path(MIZAN_SOURCE_DIR) / "config";
  const auto first = read_shared_tables(tables, folder_ / "key");
  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(fs::status(folder_ / "key").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  const auto again = read_shared_tables(tables, folder_ / "key");
  EXPECT_EQ(first->matching_key.reveal(), again->matching_key.reveal());
  fs::permissions(folder_ / "key", fs::perms::group_read, fs::perm_options::add);
  EXPECT_THAT(read_shared_tables(tables, folder_ / "key").error().message, HasSubstr("chmod 600"));
}

class MeaningTest : public ConfigTest {
 protected:
  // Of a source without a mapping, whose file has this below its head.
  base::Result<Meaning> meaning_of(const std::string& more) {
    const auto source = read_source_config(
        write("sources/own.toml", "format = 1\nname = \"own\"\nadapter = \"./own.so\"\n" + more));
    if (!source) return source.error();
    return read_meaning(*source, *read_public_tables(fs::path(MIZAN_SOURCE_DIR) / "config"));
  }
  std::string mistake(const std::string& more) {
    const auto meaning = meaning_of(more);
    return meaning ? "" : meaning.error().message;
  }
};

TEST_F(MeaningTest, ASourceWithoutAMappingSaysItselfWhatItsAdapterGives) {
  const auto meaning = meaning_of(
      "[source]\npopulations = [\"firs\"]\nholder = \"police\"\nprovince = \"PB\"\nobserves = "
      "[\"case.fir_on\", "
      "\"hearing.held_on\"]\n");
  ASSERT_TRUE(meaning) << meaning.error().message;
  EXPECT_TRUE(meaning->mapping_text.empty());
  EXPECT_EQ(meaning->declaration.holder, model::Holder::kPolice);
  const auto& observes = meaning->declaration.observes;
  EXPECT_TRUE(observes[static_cast<int>(model::Kind::kCase)].test(model::field::fir_on_id));
  EXPECT_TRUE(observes[static_cast<int>(model::Kind::kHearing)].test(model::field::held_on_id));
  EXPECT_FALSE(observes[static_cast<int>(model::Kind::kCase)].test(model::field::disposed_on_id));
  EXPECT_TRUE(meaning->declaration.sees_all(model::Population::kFirs));
  EXPECT_FALSE(meaning->declaration.sees_all(model::Population::kCases));
}

TEST_F(MeaningTest, OfASourceWithoutAMappingEveryMistakeIsASentence) {
  EXPECT_THAT(mistake(""), HasSubstr("own.toml: mapping: is missing"));
  EXPECT_THAT(mistake("[source]\nprovince = \"PB\"\n"), HasSubstr("own.toml:4: source.observes: list what"));
  EXPECT_THAT(mistake("[source]\nobserves = [\"fir_on\"]\n"),
              HasSubstr("own.toml:5: source.observes: expected a kind"));
  EXPECT_THAT(mistake("[source]\nobserves = [\"case.fir_on\"]\npopulations = []\nnot_observed = []\n"),
              HasSubstr("own.toml:7: source.not_observed: is not a setting"));
  EXPECT_THAT(mistake("[source]\nobserves = [\"case.fir_on\"]\n"),
              HasSubstr("own.toml:4: source.populations: list what the source sees whole, of firs, "));
  EXPECT_THAT(mistake("[source]\nobserves = [\"case.fir_on\"]\npopulations = [\"case\"]\n"),
              HasSubstr("own.toml:6: source.populations: expected some of firs, "));
  EXPECT_THAT(mistake("mapping = \"m.toml\"\n[source]\n"),
              HasSubstr("own.toml:5: source: stands in the mapping"));
}

TEST_F(MeaningTest, SharedTablesAreTakenByNameAndAFieldsOwnTableReplacesTheirs) {
  write("sources/outcome.csv", "native,common\nX,effective\n");
  const auto meaning = meaning_of(
      "[source]\npopulations = []\nobserves = [\"case.disposal\"]\nplaces = \"pakistan\"\ncodes = "
      "\"pakistan\"\n"
      "[codes]\noutcome = \"outcome.csv\"\n");
  ASSERT_TRUE(meaning) << meaning.error().message;
  const auto& codes = meaning->rules.codes;
  EXPECT_EQ(codes.find(model::Kind::kCase, model::field::disposal_id)->find("Convicted and sentenced"),
            "convicted");
  const auto* outcomes = codes.find(model::Kind::kHearing, model::field::outcome_id);
  EXPECT_EQ(outcomes->find("X"), "effective");
  EXPECT_EQ(outcomes->find("Part heard"), std::nullopt) << "the own table replaces the shared one as a whole";
  EXPECT_EQ(meaning->rules.places->find_district("D.G. Khan", "PB"), "PB-DERA-GHAZI-KHAN");
  EXPECT_THAT(mistake("[source]\npopulations = []\nobserves = [\"case.fir_on\"]\nplaces = \"mars\"\n"),
              ::testing::AllOf(HasSubstr("own.toml: source: "), HasSubstr("places/mars.csv")));
}

TEST(FeedLine, SaysWhatHappenedToWhichValue) {
  EXPECT_EQ(feed_line(R"({"type":"org.mizan.kpi.value.restated.v1","time":"T","subject":"pending/2025/PB",)"
                      R"("data":{"value":407,"previous":412,"reasons":{"late":5}}})"),
            R"(T  restated   pending/2025/PB  412 -> 407  {"late":5})");
  EXPECT_EQ(feed_line(R"({"type":"org.mizan.kpi.loaded.v1","time":"T","data":{"v":1}})"), "T  loaded   ");
}

TEST(FeedLine, TakesAnyTextFromTheOtherSide) {
  for (const auto* text : {"", "{}", "[]", "{\"data\":3}", "{\"reason\":\"requested\"}", "nonsense"})
    EXPECT_FALSE(feed_line(text)) << text;
  for (const auto* text : {R"({"data":{}})", R"({"data":{},"type":3,"time":[],"subject":null})",
                           R"({"data":{},"type":"."})", R"({"data":{},"type":".v1"})"})
    EXPECT_TRUE(feed_line(text)) << text;
}

TEST(Table, PrintsTheSameRowsThreeWays) {
  Table table({{"name"}, {"n", true}});
  table.add({"a,\"b\"", "12"});
  table.add({"c", ""});
  EXPECT_EQ(table.render(Format::kTable), "name    n\n-----  --\na,\"b\"  12\nc\n");
  EXPECT_EQ(table.render(Format::kCsv), "name,n\n\"a,\"\"b\"\"\",12\nc,\n");
  EXPECT_THAT(table.render(Format::kJson), HasSubstr("\"n\": null"));
}

}  // namespace
}  // namespace mizan::app
