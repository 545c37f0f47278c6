// The publishers' boundary: what crosses it, what a plugin may claim, and what is no publisher.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "adapter/adapter_test_support.hpp"
#include "adapter/library.hpp"
#include "adapter/never_stop.hpp"
#include "adapter/publisher.hpp"

namespace mizan::adapter {
namespace {
namespace fs = std::filesystem;
using ::testing::HasSubstr;

fs::path kind(const std::string& name) {
  return kPlugins / "abi" / ("publisher_" + name + ".so");
}

std::string why(const fs::path& path) {
  const auto library = PublisherLibrary::open(path);
  if (library) return "it was opened";
  EXPECT_EQ(library.error().code, base::Code::kConfig);
  EXPECT_THAT(library.error().message, HasSubstr(path.string()));
  return library.error().message;
}

struct Answered {
  Kept kept;
  std::string seen;
};

/// Two events, handed to a plugin in C with these settings.
Answered hand_over(const std::string& settings) {
  Quiet quiet;
  const auto publisher = open_publisher(kind("whole"), settings, quiet, nullptr);
  EXPECT_TRUE(publisher) << publisher.error().message;
  EXPECT_EQ((*publisher)->name(), "plain-c 1.2.3");
  const std::vector<OutgoingEvent> events = {{"1", "t.a", "x/y", "{\"n\":1}"}, {"2", "t.b", "", "{}"}};
  auto kept = (*publisher)->publish(events, NeverStop());
  return {kept, (*publisher)->check(NeverStop()).error().message};
}

TEST(PublisherBoundary, EventsCrossItWholeAndInOrder) {
  const auto all = hand_over(R"({"keep":2,"status":0})");
  EXPECT_EQ(all.kept.count, 2U);
  EXPECT_FALSE(all.kept.error);
  EXPECT_EQ(all.seen, "plain-c: 1 t.a x/y {\"n\":1}|2 t.b  {}|");
}

TEST(PublisherBoundary, WhatWasNotKeptHasItsPolicyAndItsTime) {
  const auto one = hand_over(R"({"keep":1,"status":3})");  // MIZAN_E_TRANSIENT
  EXPECT_EQ(one.kept.count, 1U);
  ASSERT_TRUE(one.kept.error);
  EXPECT_EQ(one.kept.error->code, base::Code::kTransient);
  EXPECT_EQ(one.kept.error->message, "plain-c: as it was told");
  EXPECT_EQ(one.kept.error->retry_after_ms, 7);
}

TEST(PublisherBoundary, WhatAPluginClaimsBeyondItsEventsLosesNone) {
  EXPECT_EQ(hand_over(R"({"keep":9,"status":3})").kept.count, 1U) << "it says itself that one is not kept";
  const auto fewer = hand_over(R"({"keep":1,"status":0})");
  EXPECT_EQ(fewer.kept.count, 1U);
  ASSERT_TRUE(fewer.kept.error) << "it called it success";
  EXPECT_EQ(fewer.kept.error->code, base::Code::kInternal);
  const auto unknown = hand_over(R"({"keep":0,"status":77})");
  ASSERT_TRUE(unknown.kept.error);
  EXPECT_THAT(unknown.kept.error->message, HasSubstr("unknown status 77"));
}

TEST(PublisherBoundary, WhatIsNoPublisherIsASentence) {
  EXPECT_THAT(why(kPlugins / "abi" / "c_header_now.so"), HasSubstr("does not export mizan_publisher_v1"));
  EXPECT_THAT(why(kind("no_publish")), HasSubstr("lacks create, destroy, check or publish"));
  EXPECT_THAT(why(kind("size_too_small")), HasSubstr("says it has 64 bytes; ABI 1.0 has 72"));
  EXPECT_THAT(why(kind("other_major")), HasSubstr("is built for publisher ABI 7; this hub speaks ABI 1"));
  const auto adapter = Library::open(kind("whole"));
  ASSERT_FALSE(adapter);
  EXPECT_THAT(adapter.error().message, HasSubstr("does not export mizan_adapter_v1"));
  Quiet quiet;
  const auto nothing = open_publisher(kind("makes_nothing"), "{}", quiet, nullptr);
  ASSERT_FALSE(nothing);
  EXPECT_THAT(nothing.error().message, HasSubstr("it made nothing and called it success"));
}

}  // namespace
}  // namespace mizan::adapter
