// The list of event types against the sources that make events: who asks for a type gets it, and no type that
// there is cannot be asked for.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <string>

#include "publish/cloud_event.hpp"
#include "publish/event_types.hpp"

namespace mizan::publish {
namespace {
namespace fs = std::filesystem;

// Come to everybody to whom they have something to say, or not by the feed.
const std::set<std::string> kAskedForByNobody = {
    "org.mizan.feed.position.v1",     "org.mizan.feed.restored.v1",      "org.mizan.feed.snapshot.begin.v1",
    "org.mizan.feed.snapshot.end.v1", "org.mizan.kpi.value.snapshot.v1", "org.mizan.kpi.loaded.v1",
    "org.mizan.webhook.test.v1"};

std::set<std::string> types_in_sources() {
  static const std::regex kType(R"re("(org\.mizan\.[a-z.]+\.v[0-9]+)")re");
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "hub")) {
    const auto stem = entry.path().stem().string();
    if (stem == "event_types" || stem.ends_with("_test") || stem.ends_with("_test_support")) continue;
    if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp") continue;
    std::ifstream in(entry.path());
    const std::string text((std::istreambuf_iterator<char>(in)), {});
    for (auto at = std::sregex_iterator(text.begin(), text.end(), kType); at != std::sregex_iterator(); ++at)
      found.insert((*at)[1]);
  }
  return found;
}

TEST(EventTypes, AreThoseThatTheHubMakes) {
  auto expected = types_in_sources();
  EXPECT_GT(expected.size(), 15U) << "were the sources found?";
  for (const auto& name : kAskedForByNobody) EXPECT_EQ(expected.erase(name), 1U) << name;
  EXPECT_EQ(std::set<std::string>(event_types().begin(), event_types().end()), expected);
}

TEST(EventTypes, AreFoundByTheirWholeNameAndByItsEnd) {
  EXPECT_EQ(find_event_type("org.mizan.kpi.value.restated.v1"), "org.mizan.kpi.value.restated.v1");
  EXPECT_EQ(find_event_type("kpi.value.restated.v1"), "org.mizan.kpi.value.restated.v1");
  for (const auto* none : {"", "restated", "kpi.value.restated", "kpi.value.snapshot.v1", "org.mizan."})
    EXPECT_EQ(find_event_type(none), "") << none;
}

}  // namespace
}  // namespace mizan::publish
