// Which adapters the hub runs, and which it does not: the real program.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "registry_hub.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class InstalledAdapters : public ::testing::Test {
 protected:
  InstalledAdapters() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {}

  std::int64_t cases_of(const std::string& source) const {
    return hub_.hub().number(
        "SELECT count(*) FROM rec_case JOIN case_ref USING (ref) JOIN source AS s ON s.id = case_ref.source "
        "WHERE s.name = '" +
        source + "'");
  }
  // The file of the only installed build.
  fs::path installed_file() const {
    for (const auto& entry : fs::recursive_directory_iterator(hub_.hub().path() / "adapters")) {
      if (entry.path().filename() == "adapter.so") return entry.path();
    }
    return {};
  }

  RegistryHub hub_;
};

TEST_F(InstalledAdapters, ASignedOneRunsAndItsSignerIsSeen) {
  hub_.trust("cell");
  hub_.sign_and_install("1.0.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.0.0");
  EXPECT_EQ(hub_.listed("adapter"), "counted 1.0.0");
  EXPECT_EQ(hub_.listed("signature"), "signed by cell");
  EXPECT_THAT(hub_.good("status"), HasSubstr("counted 1.0.0, signed by cell"));
  for (const auto& row : base::parse_json(hub_.good("--format json adapter list"))) {
    if (row["adapter"] == "counted") EXPECT_EQ(row["sources"], "zhob");
    if (row["adapter"] == "csv") EXPECT_EQ(row["signature"], "with the hub");
  }
}

TEST_F(InstalledAdapters, BuildsLieBesideEachOtherTheNewestServesAndAPinHoldsOne) {
  hub_.trust("cell");
  hub_.sign_and_install("1.1.0", "cell");
  hub_.sign_and_install("1.0.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.1.0");
  hub_.source("version = \"1.0.0\"\n");
  EXPECT_EQ(hub_.version_read(), "1.0.0");
  hub_.source("version = \"3.0.0\"\n");
  EXPECT_THAT(hub_.version_read(), HasSubstr("the adapter counted 3.0.0 is not installed"));
  hub_.source("digest = \"sha256:" + std::string(64, 'a') + "\"\n");
  EXPECT_THAT(hub_.version_read(), HasSubstr("is not installed"));
  hub_.source("digest = \"sha256:xyz\"\n");
  EXPECT_THAT(hub_.bad("ingest"), HasSubstr("zhob.toml:4: digest: expected"));
}

TEST_F(InstalledAdapters, AMissingOneParksItsSourceAndTheRestGoesOn) {
  EXPECT_THAT(hub_.version_read(),
              HasSubstr("there is no such plugin, and no adapter \"counted\" is installed"));
  EXPECT_EQ(cases_of("court"), 1);
  EXPECT_EQ(hub_.listed("status"), "parked");
  EXPECT_THAT(hub_.good("status"), HasSubstr("parked: "));
  hub_.trust("cell");
  hub_.sign_and_install("1.0.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.0.0");
  EXPECT_EQ(hub_.checkpoint(), "1\n");
  hub_.good("adapter remove counted 1.0.0");
  EXPECT_THAT(hub_.version_read(), HasSubstr("is installed"));
  EXPECT_EQ(hub_.listed("status"), "parked");
  EXPECT_EQ(hub_.checkpoint(), "1\n") << "its state is kept";
  hub_.sign_and_install("1.1.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.1.0");
  EXPECT_EQ(hub_.checkpoint(), "2\n") << "it went on from there";
}

TEST_F(InstalledAdapters, AnUnsignedOneRunsOnlyWhereTheConfigSaysSoAndVisibly) {
  const auto refused = hub_.install("1.0.0");
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err,
              HasSubstr("is not installed: it is not signed, and this hub runs no unsigned adapters"));
  hub_.source("", hub_.build("1.0.0"));
  EXPECT_THAT(hub_.version_read(), AllOf(HasSubstr("is not signed"), HasSubstr("unsigned = \"allow\"")));
  hub_.hub().let_unsigned_run();
  EXPECT_EQ(hub_.version_read(), "1.0.0") << "by its path";
  hub_.source();
  EXPECT_EQ(hub_.install("1.0.0").exit_code, 0);
  EXPECT_EQ(hub_.version_read(), "1.0.0");
  EXPECT_EQ(hub_.listed("signature"), "NOT SIGNED");
  EXPECT_THAT(hub_.good("status"), HasSubstr("counted 1.0.0, NOT SIGNED"));
}

TEST_F(InstalledAdapters, OneThatWasTamperedWithIsNotRunWhateverTheConfigSays) {
  hub_.hub().let_unsigned_run();
  ASSERT_EQ(hub_.install("1.0.0").exit_code, 0);
  const auto file = installed_file();
  chmod(file.c_str(), 0644);
  std::ofstream(file, std::ios::binary | std::ios::app) << '\0';
  EXPECT_THAT(hub_.version_read(), HasSubstr("was changed after it was installed"));
  EXPECT_EQ(cases_of("zhob"), 0) << "nothing of it ran";
  EXPECT_EQ(cases_of("court"), 1);
}

TEST_F(InstalledAdapters, OneThatWasChangedAfterItWasSignedIsNotInstalled) {
  hub_.trust("cell");
  hub_.sign("1.0.0", "cell");
  std::ofstream(hub_.build("1.0.0"), std::ios::binary | std::ios::app) << '\0';
  const auto ran = hub_.install("1.0.0");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("it was changed after it was signed"));
  EXPECT_FALSE(fs::exists(hub_.hub().path() / "adapters"));
}

TEST_F(InstalledAdapters, AStrangersSignatureIsNone) {
  hub_.good("adapter key " + (hub_.hub().path() / "stranger").string());
  hub_.sign("1.0.0", "stranger");
  const auto ran = hub_.install("1.0.0");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("which this hub does not trust"));
}

TEST_F(InstalledAdapters, ARevokedKeyParksWhatItSignedAndIsNotTrustedAgain) {
  hub_.trust("cell");
  hub_.sign_and_install("1.0.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.0.0");
  hub_.good("adapter revoke cell --reason 'lost laptop'");
  EXPECT_THAT(hub_.version_read(), AllOf(HasSubstr("revoked on "), HasSubstr("lost laptop")));
  EXPECT_EQ(hub_.listed("status"), "parked");
  EXPECT_THAT(hub_.bad("adapter trust " + (hub_.hub().path() / "cell.pub").string() + " --name cell"),
              HasSubstr("this key was revoked"));
}

TEST_F(InstalledAdapters, ARevokedBuildGivesWayToTheOneBefore) {
  hub_.trust("cell");
  hub_.sign_and_install("1.0.0", "cell");
  hub_.sign_and_install("1.1.0", "cell");
  EXPECT_EQ(hub_.version_read(), "1.1.0");
  for (const auto& row : base::parse_json(hub_.good("--format json adapter list"))) {
    if (row["adapter"] == "counted" && row["version"] == "1.1.0")
      hub_.good("adapter revoke " + row["digest"].get<std::string>());
  }
  EXPECT_EQ(hub_.version_read(), "1.0.0");
}

TEST_F(InstalledAdapters, AVersionThatIsNoneIsNotSigned) {
  hub_.good("adapter key " + (hub_.hub().path() / "cell").string());
  EXPECT_THAT(
      hub_.bad("adapter sign " + hub_.build("oops") + " --key " + (hub_.hub().path() / "cell.key").string()),
      HasSubstr("its version \"oops\" is not MAJOR.MINOR.PATCH"));
}

TEST_F(InstalledAdapters, ThePrivateKeyIsNeitherPrintedNorOverwritten) {
  const auto stem = (hub_.hub().path() / "cell").string();
  const auto out = hub_.good("adapter key " + stem);
  std::ifstream in(stem + ".key");
  std::string line;
  std::getline(in, line);  // -----BEGIN PRIVATE KEY-----
  std::getline(in, line);
  ASSERT_GT(line.size(), 40U);
  EXPECT_THAT(out, Not(HasSubstr(line)));
  EXPECT_THAT(hub_.bad("adapter key " + stem), HasSubstr("is there already"));
}

// It stands beside the one that comes with the hub, under another name, so that it is seen which one is
// taken.
TEST_F(InstalledAdapters, APublisherIsInstalledAsAnAdapterAndReadsNoSource) {
  hub_.trust("cell");
  const auto plugin = hub_.hub().path() / "builds" / "mizan_nats.so";
  fs::copy_file(fs::path(MIZAN_BINARY_DIR) / "plugins" / "mizan_nats.so", plugin);
  hub_.good("adapter sign " + plugin.string() + " --key " + (hub_.hub().path() / "cell.key").string());
  EXPECT_THAT(hub_.good("adapter install " + plugin.string()), HasSubstr("nats 1.0.0"));
  EXPECT_THAT(hub_.good("adapter list"), HasSubstr("signed by cell"));
  hub_.hub().put("webhooks/bus.toml",
                 "format = 1\nname = \"bus\"\nplugin = \"nats\"\n[settings]\nservers = "
                 "[\"nats://127.0.0.1:9\"]\n");
  EXPECT_THAT(hub_.hub().run("webhook test bus").err,
              HasSubstr("no server of the cluster takes the connection"));
  hub_.source("", "nats");
  EXPECT_THAT(hub_.version_read(), HasSubstr("hands events to a broker and reads no source"));
  hub_.good("adapter revoke cell --reason 'lost laptop'");
  EXPECT_THAT(hub_.hub().run("webhook test bus").err, HasSubstr("revoked"));
}

TEST_F(InstalledAdapters, APathIsPinnedByItsDigest) {
  hub_.trust("cell");
  hub_.sign("1.0.0", "cell");
  hub_.source("", hub_.build("1.0.0"));
  EXPECT_EQ(hub_.version_read(), "1.0.0") << "signed, so the path will do";
  hub_.source("digest = \"sha256:" + std::string(64, 'a') + "\"\n", hub_.build("1.0.0"));
  EXPECT_THAT(hub_.version_read(), HasSubstr("not the one that the source asks for"));
  hub_.source("version = \"1.0.0\"\n", hub_.build("1.0.0"));
  EXPECT_THAT(hub_.bad("ingest"), HasSubstr("version: a path names one build; pin it with digest"));
}

}  // namespace
}  // namespace mizan::test
