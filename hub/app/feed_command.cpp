#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <chrono>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/feed_line.hpp"
#include "base/json.hpp"

namespace mizan::app {
namespace {

namespace asio = boost::asio;
using nlohmann::json;

struct Words {
  std::string url = "http://127.0.0.1:8420";
  std::string from = "now";
  std::string kpi;
  std::string province;
  std::string min_change;
  std::string quiet;
  int count = 0;
};

/// Follows a feed and prints what comes, one event at a time.
class Tail {
 public:
  Tail(const Words& words, const Globals& globals)
      : words_(words), as_json_(globals.format == "json"), cursor_(words.from) {}

  /// Connects and reads until the other side closes; an error says why it could not.
  base::Result<> follow() {
    const auto url = boost::urls::parse_uri(words_.url);
    if (!url || url->scheme() != "http")
      return base::Error{base::Code::kConfig, words_.url + ": expected a URL such as http://127.0.0.1:8420"};
    asio::io_context io;
    asio::ip::tcp::socket socket(io);
    asio::ip::tcp::resolver resolver(io);
    boost::system::error_code error;
    const std::string port = url->has_port() ? std::string(url->port()) : "80";
    const auto found = resolver.resolve(std::string(url->host_address()), port, error);
    if (!error) asio::connect(socket, found, error);
    if (error) return unreachable(error.message());
    asio::write(socket, asio::buffer(request(std::string(url->encoded_host_and_port()))), error);
    return error ? unreachable(error.message()) : read(socket);
  }

  bool done() const { return words_.count > 0 && seen_ >= words_.count; }

 private:
  base::Error unreachable(const std::string& why) const {
    return {base::Code::kTransient, words_.url + ": " + why + "; is `mizan run` running there?"};
  }

  std::string request(const std::string& host) const {
    boost::urls::url target("/v1/feed");
    target.params().set("from", cursor_);
    if (!words_.kpi.empty()) target.params().set("kpi", words_.kpi);
    if (!words_.province.empty()) target.params().set("province", words_.province);
    if (!words_.min_change.empty()) target.params().set("min_change", words_.min_change);
    if (!words_.quiet.empty()) target.params().set("quiet", words_.quiet);
    return fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nAccept: text/event-stream\r\n\r\n",
                       std::string(target.buffer()), host);
  }

  base::Result<> read(asio::ip::tcp::socket& socket) {
    asio::streambuf buffer(64 << 20);
    std::istream in(&buffer);
    boost::system::error_code error;
    asio::read_until(socket, buffer, "\r\n\r\n", error);
    std::string status;
    std::getline(in, status);
    for (std::string line; std::getline(in, line) && line != "\r";) {
    }
    if (!status.starts_with("HTTP/1.1 200")) return refused(socket, buffer, status);
    data_.clear();
    next_cursor_ = cursor_;
    while (!error && !done()) {
      asio::read_until(socket, buffer, '\n', error);
      if (error) break;
      std::string line;
      std::getline(in, line);
      take(line);
    }
    return {};
  }

  base::Result<> refused(asio::ip::tcp::socket& socket, asio::streambuf& buffer, const std::string& status) {
    boost::system::error_code ignored;
    asio::read_until(socket, buffer, '}', ignored);
    const auto body = base::parse_json(std::string(std::istreambuf_iterator<char>(&buffer), {}));
    const auto detail = body.is_object() ? body.value("detail", status) : status;
    return base::Error{base::Code::kConfig, words_.url + ": " + detail};
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
  bool as_json_;
  std::string cursor_;       ///< behind the last event that came whole
  std::string next_cursor_;  ///< of the event that is coming
  std::string data_;
  int seen_ = 0;
};

void tail(const Words& words, const Globals& globals) {
  Tail follower(words, globals);
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
  follow.add_option("--min-change", &words.min_change, "only what moved by so much since told last: 5, 10%");
  follow.add_option("--quiet", &words.quiet, "held and told together: PT15M, 22:00-07:00");
  follow.add_option("--count", &words.count, "end after this many events; 0: never");
  follow.footer =
      "Examples:\n  mizan feed tail\n  mizan feed tail --from start --kpi pending,clearance_rate --format "
      "json\n  mizan feed tail --min-change 10% --quiet PT1H,22:00-07:00\n\nA lost connection is made again "
      "and goes on where it was.";
  follow.action = [&globals] { tail(words, globals); };
  auto& epoch =
      feed.add_command("new-epoch", "After a backup was restored: send every subscriber a snapshot");
  epoch.footer =
      "Example:\n  mizan feed new-epoch\n\nA restored store counts its events on from an earlier place, so a "
      "subscriber's cursor would mean other events than those it was given. Run this before `mizan run`.";
  epoch.action = [&globals] { begin_epoch(globals); };
}

}  // namespace mizan::app
