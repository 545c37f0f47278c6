// The kit tells right from wrong: an adapter that keeps every rule passes every check, and each of those that
// break one fails the check of that rule and no other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "conformance/runner.hpp"

// Memory that was freed is to be used again, or what an adapter leaves behind could not be told from what the
// sanitizer keeps.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() {
  return "quarantine_size_mb=0:thread_local_quarantine_size_kb=0";
}

namespace mizan::test {
namespace {
using conformance::Verdict;
using Names = std::set<std::string>;
using ::testing::Contains;

/// A source of three pages; secrets there are none.
class Pages final : public adapter::HostServices {
 public:
  base::Result<base::Secret> secret(std::string_view) override {
    return base::Error{base::Code::kConfig, "there is no such secret"};
  }
  base::Micros now() override { return 1'700'000'000'000'000; }
  base::Result<adapter::HttpResponse> fetch(const adapter::HttpRequest& request,
                                            const adapter::StopRequest&) override {
    const auto page = request.url.substr(request.url.rfind('=') + 1);
    std::string body = R"({"page": )" + page + R"(, "cases": ["C-)" + page + R"(-1", "C-)" + page + R"(-2"])";
    if (page != "2") body += R"(, "next": )" + std::to_string(std::stoi(page) + 1);
    return adapter::HttpResponse{200, {}, body + "}", request.url};
  }
};

conformance::Subject subject(const std::string& plugin, const std::string& settings) {
  static Pages pages;
  conformance::Subject subject;
  subject.plugin = std::string(MIZAN_BINARY_DIR) + "/plugins/flawed/" + plugin + ".so";
  subject.settings = settings;
  subject.worker = std::string(MIZAN_BINARY_DIR) + "/bin/mizan_plain_worker";
  subject.services = &pages;
  conformance::Meaning meaning;
  meaning.today = *base::parse_iso_day("2025-01-01");
  for (const auto& [kind, field] : std::vector<std::pair<model::Kind, model::FieldId>>{
           {model::Kind::kCase, model::field::district_id},
           {model::Kind::kCase, model::field::fir_no_id},
           {model::Kind::kCase, model::field::instituted_on_id},
           {model::Kind::kHearing, model::field::held_on_id},
           {model::Kind::kHearing, model::field::outcome_id}})
    meaning.declaration.observes[static_cast<std::size_t>(kind)].set(field);
  subject.meaning = std::move(meaning);
  return subject;
}

struct Found {
  Names bad;
  Names passed;
  std::string text;
};

Found all_of(const std::string& plugin, const std::string& settings) {
  const auto under_test = subject(plugin, settings);
  Found found;
  for (const auto& check : conformance::all_checks()) {
    const auto result = conformance::run_isolated(check, under_test, std::chrono::seconds(60));
    const auto verdict = result.outcome.verdict;
    if (verdict == Verdict::kFailed || verdict == Verdict::kCrashed)
      found.bad.insert(std::string(check.name));
    if (verdict == Verdict::kPassed) found.passed.insert(std::string(check.name));
    found.text += std::string(conformance::verdict_name(verdict)) + " " + std::string(check.name) + ": " +
                  result.outcome.reason + "\n";
  }
  return found;
}

TEST(Conformance, AnAdapterThatKeepsEveryRuleFailsNothing) {
  const auto plain = all_of("kNone", R"({"cases": 50, "secret": "token"})");
  EXPECT_EQ(plain.bad, Names{}) << plain.text;
  const auto pages = all_of("kNone", R"({"url": "https://source/cases"})");
  EXPECT_EQ(pages.bad, Names{}) << pages.text;
  // Between them they are held against every rule.
  for (const auto& check : conformance::all_checks()) {
    const std::string name(check.name);
    EXPECT_TRUE(plain.passed.contains(name) || pages.passed.contains(name) || name == "justice.deletions" ||
                name == "justice.codes")
        << name << "\n"
        << plain.text << pages.text;
  }
}

struct Case {
  std::string plugin;
  Names fails;
  std::string settings = R"({"cases": 50})";
};

class Flawed : public ::testing::TestWithParam<Case> {};

TEST_P(Flawed, FailsTheCheckOfItsRuleAndNoOther) {
  const auto& param = GetParam();
  const auto found = all_of(param.plugin, param.settings);
  EXPECT_EQ(found.bad, param.fails) << found.text;
}

const std::string kPages = R"({"url": "https://source/cases"})";

INSTANTIATE_TEST_SUITE_P(
    Each, Flawed,
    ::testing::Values(
        Case{"two_symbols", {"file.one-symbol"}}, Case{"bound_late", {"file.hardened"}},
        Case{"kConstructor", {"file.no-constructors"}}, Case{"kBadId", {"plugin.describes-itself"}},
        Case{"kBadSchema", {"plugin.has-a-schema"}}, Case{"kAnyExtension", {"plugin.extensions"}},
        Case{"kTakesAnything", {"create.refuses-wrong-settings"}},
        Case{"kQuotesSettings", {"create.refuses-wrong-settings"}},
        Case{"kLeaksFiles", {"create.leaves-nothing"}}, Case{"kLeaksMemory", {"create.leaves-nothing"}},
        Case{"kSharesState", {"create.shares-nothing", "stop.every-emit"}},
        Case{"kExactHostOnly", {"host.later-minor"}}, Case{"kNeedsExtension", {"host.no-extensions"}},
        Case{"kEmptyKey", {"read.sound-records"}}, Case{"kOtherThread", {"read.keeps-the-boundary"}},
        Case{"kNoCase", {"justice.books", "read.sound-records"}}, Case{"kGoesBack", {"read.never-goes-back"}},
        Case{"kUncovered", {"read.checkpoints"}}, Case{"kSnapshotOpen", {"read.snapshots"}},
        // What it loses is lost after a stop too.
        Case{"kEarlyCheckpoint", {"resume.every-checkpoint", "stop.every-emit"}},
        Case{"kForeignToken", {"resume.foreign-tokens"}}, Case{"kDamagedToken", {"resume.damaged-tokens"}},
        Case{"kIgnoresRefusal", {"stop.every-emit"}}, Case{"kLateOnCancel", {"stop.cancelled"}},
        Case{"kWrongOnDeadline", {"stop.deadline"}}, Case{"kReadsAhead", {"stop.slow-hub"}},
        Case{"kPrints", {"discretion.streams"}},
        Case{"kLogsSecret", {"discretion.secrets"}, R"({"cases": 50, "secret": "token"})"},
        Case{"kSetsLocale", {"discretion.process"}}, Case{"kClosesStream", {"discretion.process"}},
        Case{"kSwallowsThrottle", {"fault.refusals"}, kPages},
        Case{"kSkipsGarbage", {"fault.garbage"}, kPages}, Case{"kEndless", {"fault.endless"}, kPages},
        Case{"kUndeclared", {"justice.coverage"}}, Case{"kBrokenText", {"justice.books"}},
        Case{"kOtherInWorker", {"worker.same"}}),
    [](const auto& each) { return each.param.plugin; });

TEST(Conformance, WhatIsNoPluginFailsWithASentence) {
  const auto found = all_of("no_such_plugin", "{}");
  EXPECT_THAT(found.bad, Contains("plugin.loads"));
}

}  // namespace
}  // namespace mizan::test
