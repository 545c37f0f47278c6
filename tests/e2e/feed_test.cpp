// A subscriber who relies on the feed: a corrected record arrives as a restatement with the value before it,
// can be opened down to the record, and a hub that is killed and comes back goes on with the next event: none
// lost, none twice. Over real processes: `mizan run`, `mizan feed tail` and curl.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>

#include "base/base64.hpp"
#include "base/json.hpp"
#include "support/hub_folder.hpp"

namespace mizan::test {
namespace {
namespace fs = std::filesystem;
using nlohmann::json;

/// One event of the feed, with what the stream calls it.
struct Event {
  std::string cursor;
  json body;

  /// Which event of the store it is, epoch and number, as its id has them.
  std::string id() const {
    const auto bytes = base::from_base64url(body.value("id", ""));
    if (!bytes || bytes->size() < 17) return "";
    std::string epoch;
    std::int64_t number = 0;
    for (std::size_t i = 1; i < 9; ++i)
      epoch += fmt::format("{:02x}", static_cast<unsigned char>((*bytes)[i]));
    for (std::size_t i = 9; i < 17; ++i) number = number * 256 + static_cast<unsigned char>((*bytes)[i]);
    return fmt::format("{}-{}", epoch, number);
  }
  std::string subject() const { return body.value("subject", ""); }
  std::string type() const { return body.value("type", ""); }
  bool restated() const { return type() == "org.mizan.kpi.value.restated.v1"; }
  /// That a value moved: not the word that a load was taken in, and not a snapshot's repetition of a value.
  bool moved() const {
    return type().starts_with("org.mizan.kpi.value.") && type().find(".snapshot.") == std::string::npos;
  }
};

/// A row of the exported cases, to be changed as the court's clerk would.
struct CourtCase {
  std::string key;
  std::string month;  ///< of its disposal
};

class FeedTest : public ::testing::Test {
 protected:
  FeedTest() : port_(port_of_a_hub()) {
    hub_.configure("[listen]\nport = " + port_ + "\n");
    for (const auto* source : {"punjab.toml", "kp.toml"}) hub_.poll_at_once(source);
    hub_.mizan(
        {"simulate", (hub_.path() / "data").string(), "--cases", "300", "--seed", "5", "--defects", "0"});
    hub_.mizan({"ingest"});
    start_hub();
  }

  void start_hub() {
    service_.emplace(hub_.command({"run"}));
    ASSERT_NE(service_->err_line_with("serving on http://127.0.0.1:" + port_), "");
  }
  void kill_hub() {
    service_->signal(SIGKILL);
    EXPECT_EQ(service_->wait().signal, SIGKILL);
  }

  std::string url(const std::string& target) const { return "http://127.0.0.1:" + port_ + target; }
  json get(const std::string& target) const {
    const auto ended = run({"/usr/bin/curl", "--silent", "--show-error", "--fail", url(target)});
    EXPECT_TRUE(ended.ok()) << target << ": " << ended.story();
    return base::parse_json(ended.out);
  }

  static constexpr const char* kFeed = "/v1/feed?kpi=outcome_mix&province=PB";

  /// A subscription by curl: from the start, or after an event.
  std::unique_ptr<Program> subscribe(const std::string& last_event_id) const {
    std::vector<std::string> words = {"/usr/bin/curl", "--silent", "--no-buffer"};
    const bool start = last_event_id.empty();
    if (!start) words.insert(words.end(), {"--header", "Last-Event-ID: " + last_event_id});
    words.push_back(url(kFeed) + (start ? "&from=start" : ""));
    return std::make_unique<Program>(words);
  }
  std::unique_ptr<Program> tail() const {
    return std::make_unique<Program>(
        hub_.command({"--format", "json", "feed", "tail", "--url", "http://127.0.0.1:" + port_, "--from",
                      "start", "--kpi", "outcome_mix", "--province", "PB"}));
  }

  static Event next_of_curl(Program& curl) {
    Event event;
    while (true) {
      const auto line = curl.out_line();
      if (line.starts_with("id: ")) event.cursor = line.substr(4);
      if (line.starts_with("data: ")) event.body = base::parse_json(line.substr(6));
      if (line.empty() && (!event.body.is_null() || event.cursor.empty())) return event;
    }
  }
  static Event next_of_tail(Program& tail) { return {"", base::parse_json(tail.out_line())}; }

  /// Reads on to the event that `is_it`; all that came is added to `seen`. An empty event if the stream ends
  /// first.
  template <class Next, class IsIt>
  static Event await(Program& stream, Next next, IsIt is_it, std::vector<Event>& seen) {
    while (true) {
      auto event = next(stream);
      if (!event.body.is_object()) return event;
      seen.push_back(event);
      if (is_it(event)) return event;
    }
  }
  static auto restatement_of(const std::string& subject) {
    return [subject](const Event& event) { return event.restated() && event.subject() == subject; };
  }
  static auto event_of(const std::string& id) {
    return [id](const Event& event) { return event.id() == id; };
  }

  /// Makes the first unchanged convicted case a case acquitted on merit, of the next revision, in the next
  /// export.
  CourtCase acquit_a_convicted() const {
    const auto file = hub_.path() / "data" / "punjab" / "cases.csv";
    std::ifstream in(file);
    std::ostringstream out;
    CourtCase changed;
    std::vector<std::string> names;
    for (std::string line; std::getline(in, line);) {
      auto cells = cells_of(line);
      if (names.empty()) names = cells;
      const auto at = [&](const char* name) {
        return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
      };
      if (changed.key.empty() && cells[at("disposal")] == "CONV" && line.find('"') == std::string::npos) {
        changed = {cells[at("case_id")],
                   cells[at("date_disposal")].substr(6) + "-" + cells[at("date_disposal")].substr(3, 2)};
        cells[at("disposal")] = "ACQ-M";
        cells[at("revision")] = std::to_string(std::stoi(cells[at("revision")]) + 1);
        line.clear();
        for (const auto& cell : cells) line += (line.empty() ? "" : ",") + cell;
      }
      out << line << '\n';
    }
    std::ofstream(file.string() + ".part") << out.str();
    fs::rename(file.string() + ".part", file);
    EXPECT_FALSE(changed.key.empty());
    return changed;
  }

  static std::vector<std::string> cells_of(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream in(line);
    for (std::string cell; std::getline(in, cell, ',');) cells.push_back(cell);
    if (line.ends_with(',')) cells.emplace_back();
    return cells;
  }

  static std::string subject_of(const CourtCase& changed, const std::string& stat) {
    return "outcome_mix/" + changed.month + "/PB/total/_T/" + stat;
  }

  /// The convicted of each month, as the API has them.
  std::map<std::string, int> convicted() const {
    std::map<std::string, int> by_month;
    const auto answer = get("/v1/kpis/outcome_mix/values?province=PB&every=month");
    for (const auto& value : answer["values"]) {
      if (value["stat"] == "convicted" && !value["value"].is_null())
        by_month[value["period"]] = value["value"];
    }
    return by_month;
  }

  /// That a corrected record of this case came as the restatement it is.
  void check_restatement(const Event& event, const CourtCase& changed, int before) const {
    ASSERT_TRUE(event.body.is_object());
    const auto& data = event.body["data"];
    EXPECT_EQ(data["previous"], before);
    EXPECT_EQ(data["value"], before - 1);
    EXPECT_EQ(data["reasons"], (json{{"reopened", 1}})) << "a disposal replaced counts as reopened (KPIS 1)";
    EXPECT_EQ(convicted()[changed.month], before - 1);
  }

  static std::vector<std::string> moves(const std::vector<Event>& events) {
    std::vector<std::string> ids;
    for (const auto& event : events) {
      if (event.moved()) ids.push_back(event.id());
    }
    return ids;
  }

  /// "" if both are the same.
  static std::string where_they_part(const std::vector<std::string>& told,
                                     const std::vector<std::string>& expected) {
    const auto [a, b] = std::mismatch(told.begin(), told.end(), expected.begin(), expected.end());
    if (a == told.end() && b == expected.end()) return "";
    return "after " + std::to_string(a - told.begin()) + " events: told " +
           (a == told.end() ? "nothing" : *a) + ", expected " + (b == expected.end() ? "nothing" : *b);
  }

  /// The same, of all that the hub has put in its outbox for this subscription, read past the hub.
  std::vector<std::string> moves_of_outbox() const {
    const auto ended =
        run({"/usr/bin/sqlite3", "-readonly", hub_.store().string(),
             "SELECT coalesce((SELECT epoch FROM earlier_epoch WHERE id <= last_event ORDER BY last_event), "
             "(SELECT value FROM meta WHERE name = 'epoch')) || '-' || id FROM outbox WHERE subject "
             "LIKE 'outcome_mix/%/PB/%' AND type LIKE 'org.mizan.kpi.value.%' ORDER BY id"});
    EXPECT_TRUE(ended.ok()) << ended.story();
    std::vector<std::string> ids;
    std::istringstream in(ended.out);
    for (std::string line; std::getline(in, line);) ids.push_back(line);
    return ids;
  }

  const HubFolder hub_{"feed"};
  const std::string port_;
  std::optional<Program> service_;
};

TEST_F(FeedTest, ACorrectionArrivesAsARestatementThatCanBeOpened) {
  const auto stream = subscribe("");
  std::vector<Event> seen = {next_of_curl(*stream)};  // from here on the subscription stands
  auto before = convicted();
  const auto changed = acquit_a_convicted();
  const auto subject = subject_of(changed, "convicted");
  const auto event = await(*stream, next_of_curl, restatement_of(subject), seen);
  check_restatement(event, changed, before.at(changed.month));
  const auto why = get("/v1/kpis/outcome_mix/explain?province=PB&period=" + changed.month);
  bool found = false;
  for (const auto& one : why["cases"]) {
    for (const auto& record : one["records"]) {
      if (record["key"] != changed.key) continue;
      found = true;
      EXPECT_NE(record["raw"].dump().find("ACQ-M"), std::string::npos) << record;
      EXPECT_EQ(record["adapter"], "csv");
    }
  }
  EXPECT_TRUE(found) << why;
}

TEST_F(FeedTest, AHubThatIsKilledGoesOnWithTheNextEvent) {
  auto curl = subscribe("");
  const auto follower = tail();
  std::vector<Event> by_curl = {next_of_curl(*curl)};
  std::vector<Event> by_tail = {next_of_tail(*follower)};

  const auto first = acquit_a_convicted();
  const auto first_event =
      await(*curl, next_of_curl, restatement_of(subject_of(first, "convicted")), by_curl);
  ASSERT_TRUE(first_event.body.is_object());
  kill_hub();
  curl->wait();

  // What changes while nobody serves is told by the hub that comes back.
  const auto second = acquit_a_convicted();
  ASSERT_NE(second.key, first.key);
  start_hub();
  curl = subscribe(first_event.cursor);
  const auto last = await(*curl, next_of_curl, restatement_of(subject_of(second, "convicted")), by_curl);
  ASSERT_TRUE(last.body.is_object());
  await(*follower, next_of_tail, event_of(last.id()), by_tail);

  auto expected = moves_of_outbox();
  expected.erase(std::find(expected.begin(), expected.end(), last.id()) + 1, expected.end());
  EXPECT_GE(expected.size(), 4U) << "a conviction less and an acquittal more, twice";
  EXPECT_EQ(where_they_part(moves(by_curl), expected), "");
  EXPECT_EQ(where_they_part(moves(by_tail), expected), "");
}

// A backup beside the hub and its subscribers; one that is killed half-way is none. Then the machine is lost.
TEST_F(FeedTest, OverARestoreWhoKnewNoMoreGoesOnAndWhoDidIsFoundOut) {
  auto behind = subscribe("");
  std::vector<Event> by_behind = {next_of_curl(*behind)};
  const auto first = acquit_a_convicted();
  const auto known = await(*behind, next_of_curl, restatement_of(subject_of(first, "convicted")), by_behind);
  ASSERT_TRUE(known.body.is_object());
  const auto backups = (hub_.path() / "backups").string();
  {
    Program cut_off(hub_.command({"backup", "make", backups}));
    cut_off.signal(SIGKILL);
    cut_off.wait();
  }
  auto backup = hub_.mizan({"backup", "make", backups});
  backup.pop_back();
  hub_.mizan({"backup", "verify", backup});

  // What follows is lost with the store, but one subscriber has seen it.
  auto ahead = subscribe(known.cursor);
  std::vector<Event> by_ahead;
  const auto second = acquit_a_convicted();
  const auto lost = await(*ahead, next_of_curl, restatement_of(subject_of(second, "convicted")), by_ahead);
  ASSERT_TRUE(lost.body.is_object());
  kill_hub();
  ahead->wait();
  hub_.mizan({"restore", backup}, 2);
  hub_.mizan({"restore", backup, "--replace"});
  start_hub();

  behind = subscribe(known.cursor);
  const auto again = await(*behind, next_of_curl, restatement_of(subject_of(second, "convicted")), by_behind);
  ASSERT_TRUE(again.body.is_object()) << "the source sends it again";
  EXPECT_NE(again.id(), lost.id()) << "another event has another id";
  const auto restored = std::ranges::find(by_behind, "org.mizan.feed.restored.v1", &Event::type);
  ASSERT_NE(restored, by_behind.end());
  EXPECT_LT(restored - by_behind.begin(), std::ssize(by_behind) - 1) << "told before what comes";
  auto expected = moves_of_outbox();
  expected.erase(std::find(expected.begin(), expected.end(), again.id()) + 1, expected.end());
  EXPECT_EQ(where_they_part(moves(by_behind), expected), "");

  ahead = subscribe(lost.cursor);
  EXPECT_EQ(next_of_curl(*ahead).body["data"]["reason"], "unknown_cursor");
}

TEST_F(FeedTest, ARestoredBackupIsASnapshotToThoseWhoKnewMore) {
  kill_hub();
  const auto backup = hub_.path() / "backup";
  const auto copy_store = [&](const fs::path& from, const fs::path& to) {
    fs::create_directories(to);
    for (const auto* tail : {"", "-wal", "-shm"}) {
      const auto name = std::string("mizan.db") + tail;
      fs::remove(to / name);
      if (fs::exists(from / name)) fs::copy_file(from / name, to / name);
    }
  };
  copy_store(hub_.path(), backup);
  start_hub();
  std::vector<Event> seen;
  auto curl = subscribe("");
  seen.push_back(next_of_curl(*curl));
  const auto changed = acquit_a_convicted();
  const auto known = await(*curl, next_of_curl, restatement_of(subject_of(changed, "convicted")), seen);
  ASSERT_TRUE(known.body.is_object());
  kill_hub();
  curl->wait();

  copy_store(backup, hub_.path());
  hub_.mizan({"feed", "new-epoch"});
  start_hub();
  curl = subscribe(known.cursor);
  const auto first = next_of_curl(*curl);
  EXPECT_EQ(first.body["data"]["reason"], "unknown_cursor") << first.body;
}

}  // namespace
}  // namespace mizan::test
