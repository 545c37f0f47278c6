// A day that begins while a hub serves: whoever follows the feed is told what it moved, though no record
// came.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/service.hpp"
#include "base/json.hpp"
#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
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

/// What the feed says next of the median age of Punjab's pending cases in a month; an empty value if the
/// stream ends, or breaks off after a minute, without a word of it.
json next_age(Program& stream, const std::string& month) {
  const std::string kData = "data: ";
  const auto subject = "pending_age_days/" + month + "/PB/total/_T/p50";
  while (true) {
    const auto line = stream.out_line_with(kData);
    if (line.empty()) return {};
    auto event = base::parse_json(line.substr(kData.size()));
    if (event.value("subject", "") == subject && !event["data"]["value"].is_null()) return event["data"];
  }
}

// The demonstration's export says on which day it was captured; without that a source reaches as far as it
// was read.
void forget_capture_day(const fs::path& mapping) {
  std::ifstream in(mapping);
  std::string text((std::istreambuf_iterator<char>(in)), {});
  const auto line = text.find("capture_day");
  text.erase(line, text.find('\n', line) - line);
  std::ofstream(mapping) << text;
}

// Each pending case is a day older, so their median age is one day more.
TEST(Day, ThatComesIsToldByAHubThatServes) {
  const HubFolder hub("day");
  forget_capture_day(hub.path() / "mappings" / "punjab.toml");
  hub.mizan({"simulate", (hub.path() / "data").string(), "--cases", "200", "--seed", "5", "--defects", "0"});
  hub.mizan({"ingest"});
  hub.poll_at_once("punjab.toml");
  // In the middle of a month and of a day, so that no other begins while the test runs.
  const auto month =
      model::period_of(base::karachi_day(base::SystemClock().now()) + 31, model::Granularity::kMonth);
  MovedClock clock(base::start_of_karachi_day(month.from + 14) + kDay / 2);
  Serving serving(hub, clock);
  Program stream({"/usr/bin/curl", "--silent", "--no-buffer", "--max-time", "60",
                  serving.url("/v1/feed?kpi=pending_age_days&province=PB&from=snapshot")});
  const auto before = next_age(stream, month.label);
  ASSERT_TRUE(before.is_object());
  clock.move_by(kDay);
  // Events that follow a snapshot may be older than it.
  auto after = next_age(stream, month.label);
  while (after.is_object() && after["value"] == before["value"]) after = next_age(stream, month.label);
  ASSERT_TRUE(after.is_object());
  EXPECT_EQ(after["cause"], "clock");
  EXPECT_EQ(after["previous"], before["value"]);
  EXPECT_EQ(after["value"].get<int>(), before["value"].get<int>() + 1);
  EXPECT_TRUE(serving.end());
}

}  // namespace
}  // namespace mizan::test
