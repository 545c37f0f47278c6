// Several changes of a value as one.
#include "publish/net_change.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/json.hpp"
#include "publish/cloud_event.hpp"

namespace mizan::publish {
namespace {
using nlohmann::json;

std::string change(std::optional<std::int64_t> before, std::optional<std::int64_t> now, int late,
                   base::Micros at) {
  model::KpiChange change;
  change.now.key = {"pending", 1, "value", "PB", "total", "_T"};
  change.now.period = *model::parse_period("2025-03");
  change.now.known_at = at;
  if (now) change.now.value = model::Fraction{*now, 1};
  if (before) change.previous = model::Fraction{*before, 1};
  change.first = !before;
  change.restatement = before.has_value();
  change.records[static_cast<int>(model::ChangeReason::kLate)] = late;
  return event_body(change);
}

TEST(NetChange, SumsReasonsAndGoesFromWhatWasKnownToWhatIsSo) {
  NetChange net;
  ASSERT_TRUE(fold(net, 7, change(10, 12, 2, 1'000'000)));
  ASSERT_TRUE(fold(net, 9, change(12, 11, 1, 2'000'000)));
  const auto event = net_event(net, change(12, 11, 1, 2'000'000));
  ASSERT_TRUE(event);
  EXPECT_EQ(event->type, "org.mizan.kpi.value.restated.v1");
  const auto data = base::parse_json(event->body)["data"];
  EXPECT_EQ(data["previous"], 10);
  EXPECT_EQ(data["value"], 11);
  EXPECT_EQ(data["reasons"], (json{{"late", 3}}));
  EXPECT_EQ(data["changes"], 2);
  EXPECT_EQ(data["since"], "1970-01-01T00:00:01.000Z");
  EXPECT_EQ(net.last, 9);
}

TEST(NetChange, OneChangeIsTheEventItself) {
  NetChange net;
  const auto body = change(10, 12, 2, 1'000'000);
  ASSERT_TRUE(fold(net, 7, body));
  EXPECT_EQ(base::parse_json(net_event(net, body)->body), base::parse_json(body));
}

TEST(NetChange, WhatIsNoChangeIsRefused) {
  NetChange net;
  EXPECT_FALSE(fold(net, 1, "{}"));
  EXPECT_FALSE(fold(net, 1, "nonsense"));
  EXPECT_FALSE(net_event(net, loaded_body(1)));
}

struct Case {
  std::string previous;
  std::string now;
  bool amount;   // reaches 5
  bool percent;  // reaches 10 %
};

TEST(LeastChange, IsHeldAgainstWhatIsKnown) {
  for (const auto& each :
       {Case{"100", "104.9999", false, false}, Case{"100", "105", true, false},
        Case{"100", "95", true, false}, Case{"20", "22", false, true}, Case{"-20", "-17", false, true},
        Case{"0", "1", false, true}, Case{"100", "110", true, true}, Case{"null", "1", true, true},
        Case{"1", "null", true, true}, Case{"null", "null", false, false}, Case{"7", "7", false, false}}) {
    NetChange net;
    net.previous = each.previous;
    net.now = each.now;
    const std::string shown = each.previous + " to " + each.now;
    EXPECT_EQ((LeastChange{5.0, {}}.reached_by(net)), each.amount) << shown;
    EXPECT_EQ((LeastChange{{}, 10.0}.reached_by(net)), each.percent) << shown;
    EXPECT_EQ((LeastChange{5.0, 10.0}.reached_by(net)), each.amount && each.percent) << shown;
    EXPECT_TRUE((LeastChange{{}, {}}.reached_by(net))) << "who names none wants all";
  }
}

}  // namespace
}  // namespace mizan::publish
