// A day that begins while a hub serves: whoever follows the feed is told what it moved, though no record
// came.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/service.hpp"
#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
using nlohmann::json;

/// A clock that one thread moves while others read it.
class MovedClock final : public base::Clock {
 public:
  explicit MovedClock(base::Micros start) : now_(start) {}
  base::Micros now() const override { return now_; }
  void move_by(base::Micros span) { now_ += span; }

 private:
  std::atomic<base::Micros> now_;
};

constexpr base::Micros kDay = 86'400'000'000;

/// The service in this process, on a clock of the test's.
class Serving {
 public:
  Serving(const HubFolder& hub, const base::Clock& clock)
      : session_(*app::Session::open(hub.config(), store::OpenMode::kWrite, clock)), service_(session_) {
    if (const auto opened = service_.open(0); !opened) throw std::runtime_error(opened.error().message);
    thread_ = std::thread([this] { ended_ = service_.run(interrupt_); });
  }
  ~Serving() { end(); }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  std::string url(const std::string& target) const {
    return "http://127.0.0.1:" + std::to_string(service_.port()) + target;
  }
  base::Result<> end() {
    if (thread_.joinable()) {
      kill(getpid(), SIGTERM);
      thread_.join();
    }
    return ended_;
  }

 private:
  app::Interrupt interrupt_;  // before any thread
  app::Session session_;
  app::Service service_;
  base::Result<> ended_;
  std::thread thread_;
};

/// The next event of that type; an empty one if the stream ends first.
json next_event(Program& stream, const std::string& type) {
  const std::string kData = "data: ";
  while (true) {
    const auto line = stream.out_line_with(kData);
    if (line.empty()) return {};
    auto event = json::parse(line.substr(kData.size()), nullptr, false);
    if (event.value("type", "") == "org.mizan.kpi.value." + type) return event;
  }
}

// Each pending case is a day older, so the median age of what is pending is one more.
TEST(Day, ThatComesIsToldByAHubThatServes) {
  const HubFolder hub("day");
  hub.mizan({"simulate", (hub.path() / "data").string(), "--cases", "200", "--seed", "5", "--defects", "0"});
  hub.mizan({"ingest"});
  hub.poll_at_once("punjab.toml");
  // Noon, so that no other day begins while the test runs.
  const auto today = base::karachi_day(base::SystemClock().now());
  MovedClock clock(base::start_of_karachi_day(today + 1) + kDay / 2);
  Serving serving(hub, clock);
  const auto month = model::period_of(today + 2, model::Granularity::kMonth).label;
  Program stream({"/usr/bin/curl", "--silent", "--no-buffer",
                  serving.url("/v1/feed?kpi=pending_age_days&province=PB&from=snapshot")});
  const auto is_it = [&](const json& event) {
    return event["data"]["member"] == "_T" && event["data"]["period"] == month;
  };
  json before;
  do before = next_event(stream, "snapshot.v1");
  while (before.is_object() && !is_it(before));
  ASSERT_TRUE(before.is_object());
  clock.move_by(kDay);
  json event;
  do event = next_event(stream, "updated.v1");
  while (event.is_object() && !is_it(event));
  ASSERT_TRUE(event.is_object());
  EXPECT_EQ(event["data"]["cause"], "clock");
  EXPECT_EQ(event["data"]["previous"], before["data"]["value"]);
  EXPECT_EQ(event["data"]["value"].get<int>(), before["data"]["value"].get<int>() + 1);
  EXPECT_TRUE(serving.end());
}

}  // namespace
}  // namespace mizan::test
