// The example programs as they stand: the same records from Python and from a shell.
#include "exec_test_support.hpp"

namespace mizan::exec {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

class Examples : public ExecFolder {
 protected:
  void SetUp() override {
    ExecFolder::SetUp();
    fs::copy(fs::path(MIZAN_SOURCE_DIR) / "plugin-sdk/examples/exec", folder_, fs::copy_options::recursive);
  }
  mizan_status read(const std::string& program, const std::string& token = {},
                    const std::string& file = "register.txt") {
    hub_.forget();
    EXPECT_EQ(create({{"command", {"./" + program}}, {"settings", {{"file", file}}}}), MIZAN_OK)
        << hub_.error.message;
    return hub_.read(token);
  }
};

constexpr const char* kPrograms[] = {"feed.py", "feed.sh"};

TEST_F(Examples, GiveTheRecordsOfTheRegister) {
  for (const auto* program : kPrograms) {
    ASSERT_EQ(read(program), MIZAN_OK) << hub_.error.message;
    EXPECT_THAT(keys(), ElementsAre("QTA-1", "QTA-2", "QTA-3", "QTA-4"));
    EXPECT_TRUE(hub_.rejects.empty());
    const auto& first = hub_.records[0];
    EXPECT_EQ(first.text(MIZAN_F_POLICE_STATION), "City");
    EXPECT_EQ(first.text(MIZAN_F_FIR_NO), "214");
    EXPECT_EQ(first.integer(MIZAN_F_FIR_YEAR), 2024);
    EXPECT_EQ(first.integer(MIZAN_F_INSTITUTED_ON), 19767);  // 2024-02-14
    EXPECT_EQ(first.text(MIZAN_F_DISPOSAL), "CONV");
    EXPECT_FALSE(hub_.records[1].has(MIZAN_F_DISPOSED_ON));
    EXPECT_EQ(hub_.records[3].text(MIZAN_F_SECTIONS), "\"324\" PPC");
    EXPECT_FALSE(hub_.records[3].has(MIZAN_F_FIR_YEAR));
  }
}

TEST_F(Examples, AreTheSame) {
  std::ofstream(folder_ / "register.txt", std::ios::app) << "not a case\n";
  for (int i = 5; i < 250; ++i)
    std::ofstream(folder_ / "register.txt", std::ios::app) << "QTA-" << i << ";City;;;2024-02-21;;\n";
  ASSERT_EQ(read("feed.py"), MIZAN_OK) << hub_.error.message;
  const auto records = hub_.records;
  const auto tokens = hub_.tokens;
  EXPECT_EQ(records.size(), 249U);
  EXPECT_EQ(tokens.size(), 3U);
  EXPECT_THAT(rejects(), ElementsAre("line 5 no_case"));
  ASSERT_EQ(read("feed.sh"), MIZAN_OK) << hub_.error.message;
  EXPECT_EQ(hub_.records, records);
  EXPECT_EQ(hub_.tokens, tokens);
  EXPECT_THAT(rejects(), ElementsAre("line 5 no_case"));
}

TEST_F(Examples, GoOnFromEveryCheckpoint) {
  std::ofstream(folder_ / "register.txt", std::ios::app) << "QTA-5;City;;;2024-02-21;;\n";
  for (const auto* program : kPrograms) {
    ASSERT_EQ(read(program, "4"), MIZAN_OK);
    EXPECT_THAT(keys(), ElementsAre("QTA-5"));
    ASSERT_EQ(read(program, "5"), MIZAN_OK);
    EXPECT_TRUE(hub_.records.empty() && hub_.tokens.empty());
  }
}

TEST_F(Examples, SayWhatIsWrong) {
  for (const auto* program : kPrograms) {
    EXPECT_EQ(read(program, "", "no-such-file"), MIZAN_E_CONFIG);
    EXPECT_THAT(hub_.error.message, HasSubstr("the register cannot be read"));
  }
}

}  // namespace
}  // namespace mizan::exec
