#include "province_hub.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace mizan::test {
namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::Not;

void use_province(const SmallHub& hub, const std::string& source,
                  const std::vector<std::pair<std::string, std::string>>& replaced) {
  const fs::path provinces = MIZAN_SOURCE_DIR "/config/provinces";
  hub.remove("sources/court.toml");
  fs::copy(provinces / source, hub.path() / source,
           fs::copy_options::recursive | fs::copy_options::overwrite_existing);
  std::ifstream in(provinces / "sources" / (source + ".toml"), std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  for (const auto& [from, to] : replaced) {
    auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    for (; at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
  }
  hub.put("sources/" + source + ".toml", text);
}

void put_secret(const SmallHub& hub, const std::string& name, const std::string& value) {
  fs::create_directories(hub.path() / "secrets");
  fs::permissions(hub.put("secrets/" + name, value), fs::perms::owner_read | fs::perms::owner_write);
}

void expect_kit(const SmallHub& hub, const std::string& source) {
  // Memory that was freed is to be used again, or it could not be told from what an adapter leaves behind.
  const auto ran =
      hub.run("adapter check --format csv --source " + (hub.path() / "sources" / (source + ".toml")).string(),
              "ASAN_OPTIONS=quarantine_size_mb=0:thread_local_quarantine_size_kb=0");
  EXPECT_EQ(ran.exit_code, 0) << ran.out << ran.err;
  EXPECT_THAT(ran.out, Not(HasSubstr(",failed,")));
  EXPECT_THAT(ran.out, Not(HasSubstr(",crashed,")));
  // That a machine must have the libraries that the hub has anyway, and that nothing vanished meanwhile.
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);) {
    const bool expected = line.starts_with("file.libraries,") || line.starts_with("justice.deletions,");
    EXPECT_TRUE(expected || line.find(",warned,") == std::string::npos) << line;
  }
  for (const auto* check : {"read.keeps-the-boundary,passed", "resume.every-checkpoint,passed",
                            "stop.every-emit,passed", "worker.same,passed", "justice.books,passed"})
    EXPECT_THAT(ran.out, HasSubstr(check));
}

}  // namespace mizan::test
