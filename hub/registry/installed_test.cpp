#include "registry/installed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "registry/choice.hpp"
#include "registry/serving.hpp"

namespace mizan::registry {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

class InstalledTest : public ::testing::Test {
 protected:
  InstalledTest()
      : folder_(fs::path(::testing::TempDir()) / ("mizan_installed_" + std::to_string(getpid()))),
        key_(*PrivateKey::make()) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    trust_.keys.push_back({key_.public_key(), "IT cell", "2026-01-02T03:04:05Z"});
  }
  ~InstalledTest() override { fs::remove_all(folder_); }

  fs::path adapters() const { return folder_ / "adapters"; }
  // Installs a file of these bytes, signed with `key` if there is one.
  base::Result<Installed> add(const std::string& version, const std::string& bytes, const PrivateKey* key,
                              const std::string& at = "2026-01-01T00:00:00Z") const {
    const auto file = folder_ / "x.so";
    std::ofstream(file, std::ios::binary) << bytes;
    const auto plugin = *PluginBytes::read(file);
    const Build build{"zhob", version, plugin.sha256()};
    fs::remove(signature_file(file));
    if (key != nullptr) std::ofstream(signature_file(file)) << signature_text(*sign(build, *key));
    return install(adapters(), plugin, {build, "1", "", at, file});
  }
  base::Result<std::optional<Chosen>> chosen(const std::string& version = "", const std::string& digest = "",
                                             bool allow_unsigned = false) const {
    return choose(*list_installed(adapters()), trust_, allow_unsigned, {"zhob", version, digest});
  }
  std::string version_chosen(const std::string& version = "", bool allow_unsigned = false) const {
    const auto found = chosen(version, "", allow_unsigned);
    if (!found) return found.error().message;
    return *found ? (*found)->installed.build.version : "none";
  }

  const fs::path folder_;
  const PrivateKey key_;
  Trust trust_;
};

TEST_F(InstalledTest, WhereNothingIsInstalledNothingIsChosen) {
  EXPECT_TRUE(list_installed(adapters())->empty());
  EXPECT_EQ(version_chosen(), "none");
}

TEST_F(InstalledTest, BuildsLieBesideEachOtherAndTheNewestTrustedIsChosen) {
  ASSERT_TRUE(add("1.9.0", "a", &key_));
  ASSERT_TRUE(add("1.10.0", "b", &key_));
  ASSERT_TRUE(add("2.0.0", "c", nullptr));
  EXPECT_EQ(list_installed(adapters())->size(), 3U);
  EXPECT_EQ(version_chosen(), "1.10.0");
  EXPECT_EQ(version_chosen("", true), "2.0.0") << "unsigned ones may run";
  EXPECT_EQ(version_chosen("1.9.0"), "1.9.0");
  EXPECT_EQ(version_chosen("2.0.0"), "the adapter zhob 2.0.0 is not run: it is not signed");
  EXPECT_THAT(version_chosen("3.0.0"), HasSubstr("zhob 3.0.0 is not installed"));
}

TEST_F(InstalledTest, OfOneVersionTheLastInstalledIsChosenUnlessADigestIsAskedFor) {
  const auto first = add("1.0.0", "a", &key_, "2026-01-01T00:00:00Z");
  const auto second = add("1.0.0", "b", &key_, "2026-01-02T00:00:00Z");
  ASSERT_TRUE(first && second);
  EXPECT_EQ((*chosen())->installed.build.sha256, second->build.sha256);
  EXPECT_EQ((*chosen("", first->build.sha256))->installed.build.sha256, first->build.sha256);
}

TEST_F(InstalledTest, ARevokedBuildGivesWayToTheOneBefore) {
  ASSERT_TRUE(add("1.0.0", "a", &key_));
  const auto bad = add("1.1.0", "b", &key_);
  ASSERT_TRUE(bad);
  trust_.revoked.push_back({bad->build.sha256, "counts twice", "2026-03-01T00:00:00Z"});
  EXPECT_EQ(version_chosen(), "1.0.0");
  EXPECT_THAT(version_chosen("1.1.0", true), HasSubstr("was revoked on 2026-03-01: counts twice"));
}

TEST_F(InstalledTest, TheManifestSaysWhatWasInstalled) {
  const auto installed = add("1.0.0", "a", &key_);
  ASSERT_TRUE(installed) << installed.error().message;
  const auto listed = list_installed(adapters());
  ASSERT_TRUE(listed && listed->size() == 1);
  EXPECT_EQ(listed->front().build.id, "zhob");
  // Of "a", from FIPS 180's own examples of the algorithm as everyone prints it.
  EXPECT_EQ(listed->front().build.sha256, "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb");
  EXPECT_EQ(listed->front().abi, "1");
  struct stat about {};
  ASSERT_EQ(stat(installed->plugin().c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0222U, 0U) << "nobody writes into it";
}

TEST_F(InstalledTest, TheSameBuildTwiceIsAnErrorAndLeavesTheFirst) {
  ASSERT_TRUE(add("1.0.0", "a", nullptr));
  const auto again = add("1.0.0", "a", &key_);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, HasSubstr("is installed already"));
  EXPECT_EQ(version_chosen("", true), "1.0.0");
}

TEST_F(InstalledTest, WhatAnInstallationLeftUnfinishedIsNotSeen) {
  ASSERT_TRUE(add("1.0.0", "a", &key_));
  fs::create_directories(adapters() / "zhob" / ".77");
  std::ofstream(adapters() / "zhob" / ".77" / "adapter.so") << "half";
  EXPECT_EQ(list_installed(adapters())->size(), 1U);
}

TEST_F(InstalledTest, RemovedIsGone) {
  const auto one = add("1.0.0", "a", &key_);
  ASSERT_TRUE(add("1.1.0", "b", &key_));
  ASSERT_TRUE(remove_installed(*one));
  EXPECT_THAT(version_chosen("1.0.0"), HasSubstr("is not installed"));
  EXPECT_EQ(version_chosen(), "1.1.0");
}

TEST_F(InstalledTest, AFileThatWasChangedAfterwardsIsNotRead) {
  const auto installed = add("1.0.0", "a", &key_);
  ASSERT_TRUE(read_installed(*installed));
  chmod(installed->plugin().c_str(), 0644);
  std::ofstream(installed->plugin(), std::ios::binary) << "b";
  const auto read = read_installed(*installed);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("was changed after it was installed"));
}

TEST_F(InstalledTest, ADamagedManifestIsNamed) {
  const auto installed = add("1.0.0", "a", &key_);
  std::ofstream(installed->folder / "manifest.toml") << "format = 3\n";
  const auto listed = list_installed(adapters());
  ASSERT_FALSE(listed);
  EXPECT_THAT(listed.error().message, HasSubstr("manifest.toml: is a manifest of format 3"));
}

// What was hashed is what is loaded, whatever happens to the file in between.
TEST_F(InstalledTest, TheBytesThatWereHashedCannotBeChanged) {
  const auto file = folder_ / "x.so";
  std::ofstream(file) << "a";
  const auto bytes = *PluginBytes::read(file);
  std::ofstream(file) << "b";
  char byte = 0;
  ASSERT_EQ(pread(bytes.image()->get(), &byte, 1, 0), 1);
  EXPECT_EQ(byte, 'a');
  EXPECT_LT(pwrite(bytes.image()->get(), "b", 1, 0), 0) << "it is sealed";
  EXPECT_LT(ftruncate(bytes.image()->get(), 0), 0);
  EXPECT_EQ(mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, bytes.image()->get(), 0), MAP_FAILED);
  EXPECT_GE(bytes.image()->get(), 10) << "below lie the numbers of a worker's own";
}

TEST_F(InstalledTest, WhatIsNoFileIsNotRead) {
  EXPECT_THAT(PluginBytes::read(folder_).error().message, HasSubstr("is not a file"));
  EXPECT_THAT(PluginBytes::read(folder_ / "none.so").error().message, HasSubstr("cannot be read"));
  mkfifo((folder_ / "pipe").c_str(), 0600);
  EXPECT_THAT(PluginBytes::read(folder_ / "pipe").error().message, HasSubstr("is not a file"))
      << "and nobody waits";
}

TEST_F(InstalledTest, WhatServesASourceIsKept) {
  EXPECT_FALSE(*read_serving(adapters(), "zhob"));
  const Serving serving{"", "csv", std::string(64, 'b'), "csv 1.1.0: \"no\"", "2026-01-01T00:00:00Z"};
  ASSERT_TRUE(write_serving(adapters(), "zhob", serving));
  const auto read = read_serving(adapters(), "zhob");
  ASSERT_TRUE(read && *read);
  EXPECT_EQ((*read)->refused, serving.refused);
  EXPECT_EQ((*read)->why, serving.why);
  EXPECT_TRUE(list_installed(adapters())->empty()) << "it is no build";
}

}  // namespace
}  // namespace mizan::registry
