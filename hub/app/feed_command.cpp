#include <boost/url/url.hpp>
#include <chrono>
#include <thread>

#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/feed_line.hpp"
#include "app/feed_stream.hpp"
#include "services/secret_store.hpp"

namespace mizan::app {
namespace {

struct Words {
  std::string url = "http://127.0.0.1:8420";
  std::string from = "now";
  std::string kpi;
  std::string province;
  std::string district;
  std::string type;
  std::string due;
  std::string audience;
  std::string min_change;
  std::string quiet;
  std::filesystem::path token_file;
  std::filesystem::path ca_file;
  int count = 0;
};

/// Follows a feed and prints what comes, one event at a time.
class Tail {
 public:
  Tail(const Words& words, FeedAddress address, const Globals& globals)
      : words_(words),
        address_(std::move(address)),
        as_json_(globals.format == "json"),
        cursor_(words.from) {}

  /// Connects and reads until the other side closes; an error says why it could not.
  base::Result<> follow() {
    MIZAN_ASSIGN(auto stream, FeedStream::open(address_, target()));
    data_.clear();
    next_cursor_ = cursor_;
    while (!done()) {
      const auto line = stream.line();
      if (!line) break;
      take(*line);
    }
    return {};
  }

  bool done() const { return words_.count > 0 && seen_ >= words_.count; }

 private:
  std::string target() const {
    boost::urls::url target("/v1/feed");
    target.params().set("from", cursor_);
    if (!words_.kpi.empty()) target.params().set("kpi", words_.kpi);
    if (!words_.province.empty()) target.params().set("province", words_.province);
    if (!words_.district.empty()) target.params().set("district", words_.district);
    if (!words_.type.empty()) target.params().set("type", words_.type);
    if (!words_.audience.empty()) target.params().set("audience", words_.audience);
    if (!words_.due.empty()) target.params().set("due", words_.due);
    if (!words_.min_change.empty()) target.params().set("min_change", words_.min_change);
    if (!words_.quiet.empty()) target.params().set("quiet", words_.quiet);
    return std::string(target.buffer());
  }

  // An event counts when its empty line has come: the cursor of one that was cut off would lose it.
  void take(const std::string& line) {
    if (line.starts_with("id: ")) next_cursor_ = line.substr(4);
    if (line.starts_with("data: ")) data_ += line.substr(6);
    if (!line.empty()) return;
    if (!data_.empty() && print(data_)) ++seen_;
    cursor_ = next_cursor_;
    data_.clear();
  }

  bool print(const std::string& text) {
    const auto line = feed_line(text);
    if (!line) return false;  // the edges of a snapshot
    fmt::print("{}\n", as_json_ ? text : *line);
    std::fflush(stdout);
    return true;
  }

  Words words_;
  FeedAddress address_;
  bool as_json_;
  std::string cursor_;       ///< behind the last event that came whole
  std::string next_cursor_;  ///< of the event that is coming
  std::string data_;
  int seen_ = 0;
};

base::Secret token_of(const Words& words) {
  if (words.token_file.empty()) return {};
  const auto file = std::filesystem::absolute(words.token_file).string();
  return value_or_fail(services::read_secret("token", {services::SecretPlace::In::kFile, file}));
}

void tail(const Words& words, const Globals& globals) {
  Tail follower(words, {words.url, token_of(words), words.ca_file}, globals);
  or_fail(follower.follow());
  // The first connection says what is wrong; later ones wait for a hub that restarts, and go on from the
  // cursor.
  while (!follower.done()) {
    std::this_thread::sleep_for(std::chrono::seconds(1));
    if (const auto again = follower.follow(); !again) {
      if (again.error().code != base::Code::kTransient) fail(again.error());
    }
  }
}

void begin_epoch(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kWrite, system_clock()));
  note_in_audit(session.config(), "feed new-epoch", "");
  or_fail(session.store().begin_epoch());
  fmt::print(stderr, "the feed of {} has a new epoch: every subscriber is sent a snapshot\n",
             session.config().store.string());
}

}  // namespace

void add_feed_commands(Command& program, Globals& globals) {
  static Words words;
  auto& feed = program.add_command("feed", "The feed of KPI values");
  auto& follow = feed.add_command("tail", "Print the feed's events as they come");
  follow.add_option("--url", &words.url, "where the hub's API is").show_default();
  follow.add_option("--from", &words.from, "now, start, snapshot, or a cursor").show_default();
  follow.add_option("--kpi", &words.kpi, "only these KPIs, separated by commas");
  follow.add_option("--province", &words.province, "only these provinces, separated by commas");
  follow.add_option("--district", &words.district, "only these districts, separated by commas");
  follow.add_option("--type", &words.type, "only these types of events, as kpi.value.restated.v1, by commas");
  follow.add_option("--due", &words.due, "also what is due: true, or some of approaching,passed,missing");
  follow.add_option("--audience", &words.audience, "only what this role is given too, as monitor");
  follow.add_option("--min-change", &words.min_change, "only what moved by so much since told last: 5, 10%");
  follow.add_option("--quiet", &words.quiet, "held and told together: PT15M, 22:00-07:00");
  follow.add_option("--token-file", &words.token_file,
                    "file with the token to show, readable by its owner alone");
  follow.add_option("--ca-file", &words.ca_file,
                    "who vouches for the hub's certificate, in PEM, beside the system's");
  follow.add_option("--count", &words.count, "end after this many events; 0: never");
  follow.footer =
      "Examples:\n  mizan feed tail\n  mizan feed tail --from start --kpi pending,clearance_rate --format "
      "json\n  mizan feed tail --min-change 10% --quiet PT1H,22:00-07:00\n  mizan feed tail --url "
      "https://hub.example.pk --token-file pg-punjab.token --ca-file ca.pem\n  mizan feed tail --due "
      "passed,missing --district PB-LAHORE\n  mizan feed tail --type kpi.value.restated.v1 --from start\n\nA "
      "lost connection is made "
      "again "
      "and goes on where it was.";
  follow.action = [&globals] { tail(words, globals); };
  auto& epoch = feed.add_command(
      "new-epoch", "After the store was put back by other means: send every subscriber a snapshot");
  epoch.footer =
      "Example:\n  mizan feed new-epoch\n\nFor a store that was put back by a copy of its file or by a "
      "machine's "
      "snapshot; `mizan restore` needs no such thing. It counts its events on from an earlier place, so a "
      "subscriber's cursor would mean other events than those it was given. Run this before `mizan run`.";
  epoch.action = [&globals] { begin_epoch(globals); };
}

}  // namespace mizan::app
