// The sharing matrix as a file: what is read, and what is refused with file, line and place.
#include "access/sharing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "access/endpoints.hpp"

namespace mizan::access {
namespace {

using ::testing::HasSubstr;

std::string mistake_in(const std::string& text) {
  const auto read = Sharing::parse(text, "sharing.toml");
  return read ? "none" : read.error().message;
}

TEST(Sharing, GivesWhatItNamesAndNothingElse) {
  const auto sharing = Sharing::parse(
      "format = 1\n[monitor.values]\ngrains = [\"nation\"]\nfields = [\"values.value\", \"known_at\"]\n",
      "f");
  ASSERT_TRUE(sharing) << sharing.error().message;
  const auto* share = sharing->find(Role::kMonitor, "values");
  ASSERT_NE(share, nullptr);
  EXPECT_TRUE(share->grains.has(Grain::kNation));
  EXPECT_FALSE(share->grains.has(Grain::kProvince));
  EXPECT_TRUE(share->fields.has("values.value"));
  EXPECT_FALSE(share->fields.has("values.numerator"));
  EXPECT_FALSE(share->fields.has("values"));
  EXPECT_TRUE(share->fields.leads_to("values"));
  EXPECT_FALSE(share->fields.has("values.value_of_another")) << "a name is no beginning of another";
  EXPECT_EQ(sharing->find(Role::kMonitor, "explain"), nullptr);
  EXPECT_EQ(sharing->find(Role::kOperator, "values"), nullptr)
      << "nobody is given anything by being who they are";
}

TEST(Sharing, RefusesWhatItDoesNotKnowWithItsPlace) {
  struct Case {
    const char* text;
    const char* says;
  };
  for (const auto& each :
       {Case{"", "format = 1"}, Case{"format = 2\n", "format = 1"}, Case{"format = 1\n[[x", "f.toml:2"},
        Case{"format = 1\n[mayor.values]\n", "no role \"mayor\""},
        Case{"format = 1\n[monitor.weather]\ngrains = [\"nation\"]\nfields = [\"*\"]\n",
             "[monitor.weather] there is no such"},
        Case{"format = 1\n[monitor.values]\ngrains = [\"village\"]\nfields = [\"*\"]\n",
             "f.toml:3: [monitor.values] grains: \"village\""},
        Case{"format = 1\n[monitor.values]\ngrains = [\"case\"]\nfields = [\"*\"]\n", "\"case\" is no grain"},
        Case{"format = 1\n[monitor.values]\nown_grains = [\"nation\"]\nfields = [\"*\"]\n",
             "\"nation\" is no grain"},
        Case{"format = 1\n[monitor.values]\nfields = [\"*\"]\n", "names no grains"},
        Case{"format = 1\n[monitor.values]\ngrains = [\"nation\"]\n", "names no fields"},
        Case{"format = 1\n[monitor.values]\ngrains = [\"nation\"]\nfields = [\"*\"]\nrows = 3\n",
             "rows: known here"},
        Case{"format = 1\n[monitor.values]\ngrains = \"nation\"\nfields = [\"*\"]\n", "expected a list"},
        Case{"format = 1\n[monitor.values]\ngrains = [7]\nfields = [\"*\"]\n", "expected text"},
        Case{"format = 1\n[monitor.feed]\ngrains = [\"nation\"]\nfields = [\"data\"]\n",
             "whole or not at all"},
        Case{"format = 1\n[public.values]\ngrains = [\"nation\"]\nfields = [\"*\"]\n", "no numbers"},
        Case{"format = 1\n[public.feed]\ngrains = [\"nation\"]\nfields = [\"*\"]\n", "no numbers"},
        Case{"format = 1\n[public.release]\ngrains = [\"hub\"]\nfields = [\"*\"]\n", "no numbers"}}) {
    const auto read = Sharing::parse(each.text, "f.toml");
    ASSERT_FALSE(read) << each.text;
    EXPECT_EQ(read.error().code, base::Code::kConfig);
    EXPECT_THAT(read.error().message, HasSubstr(each.says));
  }
  EXPECT_EQ(mistake_in("format = 1\n"), "none") << "an empty matrix shuts everybody out";
}

TEST(Sharing, TheOneThatComesWithTheProgramIsRead) {
  const std::string file = std::string(MIZAN_SOURCE_DIR) + "/config/access/sharing.toml";
  std::ifstream in(file);
  const auto sharing = Sharing::parse(std::string(std::istreambuf_iterator<char>(in), {}), file);
  ASSERT_TRUE(sharing) << sharing.error().message;
  for (const auto& endpoint : endpoints())
    EXPECT_NE(sharing->find(Role::kOperator, endpoint.name), nullptr) << endpoint.name;
}

TEST(Endpoints, APathHasOneOrNone) {
  struct Case {
    std::vector<std::string> path;
    const char* format;
    const char* name;
  };
  for (const auto& each :
       {Case{{"v1"}, "", "index"}, Case{{"v1", "kpis"}, "", "kpis"},
        Case{{"v1", "kpis", "x", "values"}, "csv", "values"},
        Case{{"v1", "kpis", "x", "explain"}, "json", "explain"},
        Case{{"v1", "kpis", "x", "explain"}, "prov", "provenance"}, Case{{"v1", "cases", "x"}, "", "case"},
        Case{{"v1", "releases", "x", "proof"}, "", "release-log"},
        Case{{"v1", "records", "source-file"}, "", "records"}}) {
    const auto* found = endpoint_of(each.path, each.format);
    ASSERT_NE(found, nullptr) << each.name;
    EXPECT_EQ(found->name, each.name);
  }
  for (const std::vector<std::string>& path : {std::vector<std::string>{},
                                               {"v2"},
                                               {"v1", ""},
                                               {"v1", "kpis", "x"},
                                               {"v1", "kpis", "x", "values", "y"},
                                               {"v1", "cases"},
                                               {"kpis"},
                                               {"v1", "Kpis"},
                                               {"v1", "records", "x"}})
    EXPECT_EQ(endpoint_of(path, ""), nullptr);
}

}  // namespace
}  // namespace mizan::access
