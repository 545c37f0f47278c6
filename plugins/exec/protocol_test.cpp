// What a program may write, line by line.
#include "exec_test_support.hpp"

namespace mizan::exec {
namespace {
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

using Protocol = ExecFolder;

std::string lines(const std::string& text) {
  return "cat <<'END'\n" + text + "END\n";
}

TEST_F(Protocol, EveryKindOfLineReachesTheHub) {
  ASSERT_EQ(run(lines(R"({"snapshot": "begin"}
{"record": {"kind": "case", "key": "C-1", "revision": 7, "changed_at": "2024-03-05T09:30:00Z", "fields": {"district": "Quetta", "fir_no": 214, "fir_year": 2024, "instituted_on": "2024-03-05", "disposed_on": "5 March", "sgbv": true, "court": null, "prosecutor": ""}, "raw": {"a": 1}}}

{"checkpoint": "after C-1"}
{"record": {"kind": "hearing", "key": "H-1", "op": "delete", "raw": "as received"}}
{"log": {"level": "warn", "message": "one page was empty"}}
{"reject": {"where": "page 3", "reason": "no_number", "detail": "the page has no number", "raw": "…"}}
{"snapshot": "complete"}
{"checkpoint": "end"}
)")),
            MIZAN_OK)
      << hub_.error.message;
  EXPECT_THAT(rejects(), ElementsAre("page 3 no_number"));
  ASSERT_EQ(hub_.items.size(), 9U) << "empty lines too";
  EXPECT_EQ(hub_.items[1], "line 2");
  EXPECT_EQ(hub_.rejects[0].detail, "the page has no number");
  ASSERT_EQ(hub_.records.size(), 2U);
  const auto& first = hub_.records[0];
  EXPECT_EQ(first.kind, MIZAN_KIND_CASE);
  EXPECT_EQ(first.op, MIZAN_UPSERT);
  EXPECT_EQ(first.revision, 7);
  EXPECT_EQ(first.raw, R"({"a":1})");
  EXPECT_EQ(first.text(MIZAN_F_DISTRICT), "Quetta");
  EXPECT_EQ(first.text(MIZAN_F_FIR_NO), "214");
  EXPECT_EQ(first.integer(MIZAN_F_FIR_YEAR), 2024);
  EXPECT_EQ(first.integer(MIZAN_F_INSTITUTED_ON), 19787);  // days since 1970, by any calendar
  EXPECT_EQ(first.text(MIZAN_F_DISPOSED_ON), "5 March");   // the hub reports it
  EXPECT_EQ(first.integer(MIZAN_F_SGBV), 1);
  EXPECT_FALSE(first.has(MIZAN_F_COURT) || first.has(MIZAN_F_PROSECUTOR));
  EXPECT_EQ(hub_.records[1].op, MIZAN_DELETE);
  EXPECT_EQ(hub_.records[1].raw, "as received");
  EXPECT_THAT(hub_.tokens, ElementsAre(Pair("after C-1", 1U), Pair("end", 2U)));
  EXPECT_THAT(hub_.phases, ElementsAre(MIZAN_SNAPSHOT_BEGIN, MIZAN_SNAPSHOT_COMPLETE));
  EXPECT_THAT(hub_.logs, ElementsAre("one page was empty"));
}

TEST_F(Protocol, ALineThatIsNoneIsQuarantinedAndReadingGoesOn) {
  ASSERT_EQ(run(lines(R"(progress: 10 %
[1, 2]
{}
{"record": {}, "log": {}}
{"rekord": {"kind": "case", "key": "1"}}
{"record": [1]}
{"record": {"key": "1"}}
{"record": {"kind": "trial", "key": "1"}}
{"record": {"kind": "case"}}
{"record": {"kind": "case", "key": 5}}
{"record": {"kind": "case", "key": "1", "fields": {"distrikt": "x"}}}
{"record": {"kind": "case", "key": "1", "fields": {"held_on": "2024-03-05"}}}
{"record": {"kind": "case", "key": "1", "fields": {"court": ["a"]}}}
{"record": {"kind": "case", "key": "1", "fields": {"court": "a", "court": "b"}}}
{"record": {"kind": "case", "key": "1", "fields": 3}}
{"record": {"kind": "case", "key": "1", "op": "insert"}}
{"record": {"kind": "case", "key": "1", "revision": "x"}}
{"record": {"kind": "case", "key": "1", "changed_at": "yesterday"}}
{"record": {"kind": "case", "key": "1", "changed_at": "2024-03-05T25:00:00Z"}}
{"record": {"kind": "case", "key": "1", "note": "x"}}
{"log": "text"}
{"reject": {"reason": "x"}}
{"error": {"policy": "panic"}}
{"record": {"kind": "case", "key": "last"}}
)")),
            MIZAN_OK)
      << hub_.error.message;
  EXPECT_THAT(keys(), ElementsAre("last"));
  EXPECT_THAT(
      rejects(),
      ElementsAre("line 1 unreadable_line", "line 2 unreadable_line", "line 3 unreadable_line",
                  "line 4 unreadable_line", "line 5 unknown_message", "line 6 wrong_value", "line 7 no_kind",
                  "line 8 wrong_value", "line 9 no_key", "line 10 wrong_value", "line 11 unknown_field",
                  "line 12 unknown_field", "line 13 wrong_value", "line 14 duplicate_field",
                  "line 15 wrong_value", "line 16 wrong_value", "line 17 wrong_value", "line 18 wrong_value",
                  "line 19 wrong_value", "line 20 unknown_member", "line 21 wrong_value",
                  "line 22 wrong_value", "line 23 wrong_value"));
  EXPECT_EQ(hub_.rejects[10].detail, "\"distrikt\" is no field of this kind");
}

TEST_F(Protocol, BytesThatAreNoTextAreQuarantined) {
  ASSERT_EQ(
      run("printf '{\"record\": {\"kind\": \"case\", \"key\": \"\\377\"}}\\n\\000\\001\\n'\n" + record("1")),
      MIZAN_OK);
  EXPECT_THAT(rejects(), ElementsAre("line 1 unreadable_line", "line 2 unreadable_line"));
  EXPECT_THAT(keys(), ElementsAre("1"));
}

TEST_F(Protocol, WhatTheBoundaryCannotTakeIsQuarantined) {
  ASSERT_EQ(run("k=$(head -c 513 /dev/zero | tr '\\0' k)\n"
                "echo '{\"record\": {\"kind\": \"case\", \"key\": \"'$k'\"}}'\n"
                "printf '{\"record\": {\"kind\": \"case\", \"key\": \"1\", \"fields\": {\"court\": \"'\n"
                "head -c 1048577 /dev/zero | tr '\\0' c\n"
                "echo '\"}}}'\n" +
                record("2")),
            MIZAN_OK);
  EXPECT_THAT(rejects(), ElementsAre("line 1 too_large", "line 2 too_large"));
  EXPECT_THAT(keys(), ElementsAre("2"));
}

TEST_F(Protocol, AProgramThatSpeaksNoProtocolIsEnded) {
  EXPECT_EQ(run("while :; do echo hello; done\n"), MIZAN_E_DATA);
  EXPECT_THAT(hub_.error.message, HasSubstr("line 1000: 1000 lines in a row are none of the protocol"));
  EXPECT_EQ(hub_.rejects.size(), 1000U);
}

TEST_F(Protocol, ACheckpointOrSnapshotThatIsNoneEndsTheRead) {
  EXPECT_EQ(run(lines("{\"checkpoint\": 5}\n")), MIZAN_E_DATA);
  EXPECT_THAT(hub_.error.message, HasSubstr("line 1: checkpoint: a text of 1 byte to 64 KiB is expected"));
  EXPECT_EQ(run(lines("{\"snapshot\": \"end\"}\n")), MIZAN_E_DATA);
  EXPECT_EQ(run("t=$(head -c 65537 /dev/zero | tr '\\0' t)\necho '{\"checkpoint\": \"'$t'\"}'\n"),
            MIZAN_E_DATA);
  EXPECT_TRUE(hub_.tokens.empty());
}

TEST_F(Protocol, ALineOfAHundredMegabytesIsLeftOut) {
  ASSERT_EQ(run("head -c 100000000 /dev/zero | tr '\\0' x\necho\n" + record("1")), MIZAN_OK)
      << hub_.error.message;
  EXPECT_THAT(rejects(), ElementsAre("line 1 too_large"));
  EXPECT_THAT(keys(), ElementsAre("1"));
}

TEST_F(Protocol, AnUnfinishedLastLineIsNoRecord) {
  ASSERT_EQ(run(record("1") + "printf '{\"record\": {\"kind\": \"case\", \"key\": \"2\"}}'\n"), MIZAN_OK);
  EXPECT_THAT(keys(), ElementsAre("1"));
  EXPECT_THAT(rejects(), ElementsAre("line 2 cut_line"));
  // It is the crash's, and comes again.
  EXPECT_EQ(run(record("1") + "printf '{\"record\": {\"ki'\nkill -KILL $$\n"), MIZAN_E_TRANSIENT);
  EXPECT_THAT(keys(), ElementsAre("1"));
  EXPECT_THAT(hub_.rejects, IsEmpty());
}

TEST_F(Protocol, AnErrorSaysWhatTheHubIsToDo) {
  EXPECT_EQ(
      run(record("1") +
          lines(
              R"({"error": {"policy": "throttled", "message": "the service asks to wait", "retry_after_ms": 60000}}
)")),
      MIZAN_E_THROTTLED);
  EXPECT_STREQ(hub_.error.message, "feed: the service asks to wait");
  EXPECT_EQ(hub_.error.retry_after_ms, 60000);
  EXPECT_THAT(keys(), ElementsAre("1"));
  for (const auto& [policy, status] :
       std::map<std::string, mizan_status>{{"config", MIZAN_E_CONFIG},
                                           {"auth", MIZAN_E_AUTH},
                                           {"transient", MIZAN_E_TRANSIENT},
                                           {"data", MIZAN_E_DATA},
                                           {"checkpoint", MIZAN_E_CHECKPOINT},
                                           {"unsupported", MIZAN_E_UNSUPPORTED},
                                           {"internal", MIZAN_E_INTERNAL}})
    EXPECT_EQ(run("echo '{\"error\": {\"policy\": \"" + policy + "\", \"message\": \"m\"}}'\nexit 3\n"),
              status)
        << policy;
}

TEST_F(Protocol, NothingBehindAnErrorIsTakenButLogLines) {
  EXPECT_EQ(run("echo '{\"error\": {\"policy\": \"auth\", \"message\": \"refused\"}}'\n" + record("1") +
                lines("{\"checkpoint\": \"x\"}\ngarbage\n{\"error\": {\"policy\": \"data\"}}\n{\"log\": "
                      "{\"message\": \"bye\"}}\n")),
            MIZAN_E_AUTH);
  EXPECT_THAT(keys(), IsEmpty());
  EXPECT_THAT(hub_.tokens, IsEmpty());
  EXPECT_THAT(hub_.rejects, IsEmpty());
  EXPECT_THAT(hub_.logs, ElementsAre(HasSubstr("wrote more behind its error"), "bye"));
}

TEST_F(Protocol, TheFirstLineOfStandardInputSaysWhereToGoOn) {
  hub_.secrets["password"] = "s3cret";
  ASSERT_EQ(
      run("read -r line\necho '{\"record\": {\"kind\": \"case\", \"key\": \"1\", \"raw\": '\"$line\"'}}'\n"
          "read -r more || echo '{\"log\": {\"message\": \"no more\"}}'\n",
          {{"settings", {{"court", "سیشن"}}}, {"secrets", {"password"}}}, "page \"7\""),
      MIZAN_OK)
      << hub_.error.message;
  ASSERT_EQ(hub_.records.size(), 1U);
  EXPECT_EQ(nlohmann::json::parse(hub_.records[0].raw),
            (nlohmann::json{{"protocol", 1},
                            {"token", "page \"7\""},
                            {"settings", {{"court", "سیشن"}}},
                            {"secrets", {{"password", "s3cret"}}}}));
  EXPECT_THAT(hub_.logs, ElementsAre("no more"));
}

}  // namespace
}  // namespace mizan::exec
