// Adapters that break, in the real program: one source fails with its sentence, everything else goes on.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "small_hub.hpp"

namespace mizan::test {
namespace {
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class Isolation : public ::testing::Test {
 protected:
  Isolation() : hub_(::testing::UnitTest::GetInstance()->current_test_info()->name()) {
    hub_.let_unsigned_run();
    hub_.put("data/a.csv", "no,district,instituted,fir_year\n1,Lahore,2024-01-02,2023\n");
  }

  // A source "broken" beside "court", whose adapter does `what` at its sixth record.
  void add_broken(const std::string& what, const std::string& more = "") const {
    hub_.put("sources/broken.toml", "format = 1\nname = \"broken\"\nadapter = \"" MIZAN_BINARY_DIR
                                    "/plugins/worker/bad.so\"\n" +
                                        more + "[settings]\ndo = \"" + what +
                                        "\"\nat = 5\n[source]\nprovince = \"BA\"\npopulations = "
                                        "[\"cases\"]\nobserves = [\"case.district\"]\n");
  }

  void expect_only_broken_fails(const std::string& sentence) const {
    const auto ran = hub_.run("ingest");
    EXPECT_EQ(ran.exit_code, 3) << ran.err;
    EXPECT_THAT(ran.messages(), ElementsAre(AllOf(HasSubstr("mizan: broken: "), HasSubstr(sentence))));
    EXPECT_EQ(hub_.number("SELECT count(*) FROM case_record WHERE source = 'court'"), 1) << ran.err;
    EXPECT_TRUE(hub_.books_balance());
  }

  SmallHub hub_;
};

TEST_F(Isolation, ACrashStopsOneSource) {
  add_broken("abort");
  expect_only_broken_fails("its worker was ended by signal 6 (Aborted)");
}

TEST_F(Isolation, AHangStopsOneSource) {
  add_broken("hang", "[worker]\nsilence_seconds = 1\n");
  expect_only_broken_fails("the adapter said nothing for 1 s");
}

TEST_F(Isolation, AForbiddenCallStopsOneSourceAndIsNamed) {
  add_broken("exec");
  expect_only_broken_fails("it called execve, which an adapter may not");
}

TEST_F(Isolation, StatusNamesEachLayerOfTheSandbox) {
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  const auto status = hub_.run("status");
  EXPECT_EQ(status.exit_code, 0) << status.err;
  for (const auto* layer : {"no new privileges", "limits", "landlock", "seccomp"})
    EXPECT_THAT(status.out, HasSubstr(std::string("sandbox: ") + layer));
}

TEST_F(Isolation, IsWorkerOrInProcessAndNothingElse) {
  add_broken("none", "isolation = \"thread\"\n");
  const auto ran = hub_.run("validate");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out, HasSubstr("broken.toml:4: isolation: expected \"worker\" or \"in-process\""));
}

TEST_F(Isolation, InProcessHoldsTheSameRecords) {
  ASSERT_EQ(hub_.run("ingest").exit_code, 0);
  const auto by_worker = hub_.records();
  SmallHub other("in_process");
  other.put("data/a.csv", "no,district,instituted,fir_year\n1,Lahore,2024-01-02,2023\n");
  other.put("sources/court.toml",
            "format = 1\nname = \"court\"\nadapter = \"csv\"\nisolation = \"in-process\"\nmapping = "
            "\"../mappings/court.toml\"\n[settings]\nfolder = \"../data\"\n");
  ASSERT_EQ(other.run("ingest").exit_code, 0);
  EXPECT_EQ(other.records(), by_worker);
}

// A source "list" of twenty items, of which these end its adapter.
class Poison : public Isolation {
 protected:
  void add_list(const std::string& bad, const std::string& more = "") const {
    hub_.put("sources/list.toml", "format = 1\nname = \"list\"\nadapter = \"" MIZAN_BINARY_DIR
                                  "/plugins/worker/mizan_poisoned.so\"\n[settings]\nitems = 20\nbad = [" +
                                      bad + "]\n" + more +
                                      "[source]\nprovince = \"BA\"\npopulations = [\"cases\"]\nobserves = "
                                      "[\"case.district\"]\n");
  }
  std::int64_t held() const { return hub_.number("SELECT count(*) FROM case_record WHERE source = 'list'"); }
};

TEST_F(Poison, AnItemThatEndsItsAdapterThreeTimesIsSetAsideAndTheRestIsRead) {
  add_list("\"7\", \"8\", \"20\"");
  const auto ran = hub_.run("ingest list");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.err, HasSubstr("(within list:7, which is passed over from now on)"));
  EXPECT_EQ(held(), 17);
  EXPECT_EQ(hub_.number("SELECT count(*) FROM run WHERE status <> 'ok'"), 9) << "three for each";
  EXPECT_EQ(
      hub_.number("SELECT count(*) FROM quarantine WHERE reason = 'ended_adapter' AND state = 'open' AND "
                  "location IN ('list:7', 'list:8', 'list:20') AND "
                  "detail LIKE 'reading it ended the adapter 3 times%signal 6 (Aborted)%'"),
      3);
  EXPECT_TRUE(hub_.books_balance());
  const auto again = hub_.run("ingest list");
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(hub_.number("SELECT count(*) FROM run WHERE status <> 'ok'"), 9);
}

TEST_F(Poison, IsTriedAgainByARedrive) {
  add_list("\"7\"");
  ASSERT_EQ(hub_.run("ingest list").exit_code, 0);
  ASSERT_EQ(held(), 19);
  add_list("");
  const auto again = hub_.run("quarantine redrive");
  EXPECT_EQ(again.exit_code, 0) << again.err << again.out;
  EXPECT_EQ(held(), 20);
  EXPECT_EQ(hub_.number("SELECT count(*) FROM quarantine WHERE state = 'open'"), 0);
}

TEST_F(Poison, AnAdapterThatDoesNotSayWhereItWasStopsItsSource) {
  add_list("\"7\"", "unnamed = true\n");
  const auto ran = hub_.run("ingest list");
  EXPECT_EQ(ran.exit_code, 3) << ran.err;
  EXPECT_EQ(hub_.number("SELECT count(*) FROM run"), 1) << "no use in trying again";
  EXPECT_EQ(hub_.number("SELECT count(*) FROM quarantine"), 0);
}

}  // namespace
}  // namespace mizan::test
