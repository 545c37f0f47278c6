#pragma once
// For the tests of this folder: the server over real sockets, on a real store.
#include <gtest/gtest.h>

#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "api/access_test_support.hpp"
#include "api/server.hpp"
#include "model/case_id.hpp"
#include "publish/cursor.hpp"
#include "store/store.hpp"

namespace mizan::api {
namespace fs = std::filesystem;
namespace asio = boost::asio;
using model::Kind;
using model::Record;
using nlohmann::json;

constexpr base::Micros kNow = 1'767'225'600'000'000;  // 1 January 2026

inline std::vector<kpi::Definition> shipped() {
  std::vector<kpi::Definition> definitions;
  for (const auto* id : {"pending", "outcome_mix", "conviction_disposed"}) {
    std::ifstream in(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis" / (std::string(id) + ".toml"));
    definitions.push_back(*kpi::parse_definition(std::string(std::istreambuf_iterator<char>(in), {}), id));
  }
  return definitions;
}

struct Answer {
  int status = 0;
  std::string head;
  std::string body;
  json parsed() const { return json::parse(body, nullptr, false); }
};

/// A socket to the server that says and hears plain bytes.
class Wire {
 public:
  explicit Wire(std::uint16_t port) : socket_(io_) {
    socket_.connect({asio::ip::make_address("127.0.0.1"), port});
  }
  void say(const std::string& bytes) { asio::write(socket_, asio::buffer(bytes)); }
  /// Up to and with the delimiter; what came before the end, if it ends first.
  std::string until(const std::string& delimiter) {
    boost::system::error_code error;
    const auto n = asio::read_until(socket_, buffer_, delimiter, error);
    std::string text(asio::buffers_begin(buffer_.data()),
                     asio::buffers_begin(buffer_.data()) + static_cast<long>(error ? buffer_.size() : n));
    buffer_.consume(text.size());
    return text;
  }
  Answer hear() {
    Answer answer;
    answer.head = until("\r\n\r\n");
    answer.status = answer.head.size() > 12 ? std::stoi(answer.head.substr(9, 3)) : 0;
    const auto at = answer.head.find("Content-Length: ");
    const auto size = at == std::string::npos ? 0 : std::stoul(answer.head.substr(at + 16));
    boost::system::error_code ignored;
    if (buffer_.size() < size)
      asio::read(socket_, buffer_, asio::transfer_exactly(size - buffer_.size()), ignored);
    answer.body.assign(asio::buffers_begin(buffer_.data()), asio::buffers_end(buffer_.data()));
    buffer_.consume(buffer_.size());
    return answer;
  }
  void leave() { socket_.close(); }
  /// For a server that may have closed; `gone` says that it has.
  void try_say(const std::string& bytes, boost::system::error_code& gone) {
    asio::write(socket_, asio::buffer(bytes), gone);
  }
  /// True if the server closed by then; what it says before is dropped.
  bool ended_within(std::chrono::milliseconds most) {
    bool ended = false;
    std::array<char, 1'024> dropped{};
    socket_.async_read_some(asio::buffer(dropped), [&](boost::system::error_code error, std::size_t) {
      ended = static_cast<bool>(error);
    });
    io_.restart();
    io_.run_for(most);
    if (!ended) socket_.cancel();
    io_.restart();
    io_.run();
    return ended;
  }

 private:
  asio::io_context io_;
  asio::ip::tcp::socket socket_;
  asio::streambuf buffer_;
};

class ApiTest : public ::testing::Test {
 protected:
  ApiTest() : clock_(kNow), engine_(shipped()) {
    folder_ = fs::path(::testing::TempDir()) /
              ("mizan_api_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    store_.emplace(*store::Store::open(path(), store::OpenMode::kWrite));
    source_ = *store_->register_source("court", R"({"v":1})");
    run_ = *store_->begin_run({source_, 1, "csv", "1.0.0", "m1"});
    kpi::SourceState state;
    state.declaration.id = source_;
    state.declaration.name = "court";
    state.declaration.see_everything();
    state.declaration.province = "PB";
    engine_.set_sources({state});
    take(court_case("a", "2025-01-10", ""));
    take(court_case("b", "2025-01-10", "2025-03-05"));
    start();
  }
  ~ApiTest() override {
    server_.reset();
    store_.reset();
    fs::remove_all(folder_);
  }

  std::string path() const { return (folder_ / "store.db").string(); }

  void start() {
    ServerOptions options;
    options.port = 0;
    options.heartbeat_seconds = heartbeat_seconds_;
    options.watch = watch_;
    if (!options.watch.metrics)
      options.watch.metrics = [] { return base::Result<std::string>(std::string("mizan_ready 1\n")); };
    options.request_seconds = request_seconds_;
    options.origins = origins_;
    HubView view{engine_, lock_, clock_, path(), {model::Granularity::kYear}};
    view.policy = policy_;
    auto server = Server::start(view, options);
    ASSERT_TRUE(server) << server.error().message;
    server_ = std::move(*server);
  }

  static Record court_case(const std::string& key, const std::string& from, const std::string& to) {
    Record record(Kind::kCase, key);
    record.set_text(model::field::province_id, "PB");
    record.set_text(model::field::court_id, "A");
    record.set_date(model::field::instituted_on_id, *base::parse_iso_day(from));
    if (!to.empty()) {
      record.set_date(model::field::disposed_on_id, *base::parse_iso_day(to));
      record.set_text(model::field::disposal_id, "convicted");
      record.set_native(model::field::disposal_id, "CONV");
    }
    return record;
  }

  void take(Record record) {
    std::vector<store::Item> items;
    items.push_back(store::Upsert{std::move(record), {}, {}, R"({"no":"7"})"});
    ASSERT_TRUE(store_->apply({source_, run_, kNow, std::move(items), {}, 1}));
    recount();
  }

  // What the pipeline does: facts into the store, cells into the engine.
  void recount() {
    engine_.cells().clear();
    auto writer = store::KpiWriter::begin(*store_);
    ASSERT_TRUE(writer);
    ASSERT_TRUE(store_->for_each_case([&](const model::LinkedCase& linked) -> base::Result<> {
      kpi::NameReader names(engine_.names());
      const auto facts = kpi::assemble(linked, engine_.holders(), base::karachi_day(kNow), names);
      engine_.add(facts);
      return writer->put_facts({linked.id, facts.wakes, kpi::encode_facts(facts)});
    }));
    store::KpiCommit commit;
    commit.position = *store_->head();
    ASSERT_TRUE(writer->commit(commit));
  }

  std::int64_t publish(const std::string& subject) {
    return publish({0, kNow, "org.mizan.test", subject, "{\"subject\":\"" + subject + "\"}"});
  }
  std::int64_t publish(store::Event event) {
    store::KpiCommit commit;
    commit.position = *store_->head();
    commit.events.push_back(std::move(event));
    auto writer = store::KpiWriter::begin(*store_);
    EXPECT_TRUE(writer && writer->commit(commit));
    return *store_->outbox_head();
  }

  Answer get(const std::string& target) {
    Wire wire(server_->port());
    wire.say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    return wire.hear();
  }

  std::unique_ptr<Wire> follow(const std::string& target, const std::string& header = "") {
    auto wire = std::make_unique<Wire>(server_->port());
    wire->say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n");
    EXPECT_NE(wire->until("\r\n\r\n").find("200 OK"), std::string::npos);
    return wire;
  }

  /// The same, past the place where it begins.
  std::unique_ptr<Wire> follow_from_now(const std::string& target) {
    auto wire = follow(target);
    EXPECT_TRUE(wire->until("\n\n").starts_with("id: "));
    return wire;
  }

  fs::path folder_;
  base::ManualClock clock_;
  std::shared_mutex lock_;
  kpi::Engine engine_;
  std::optional<store::Store> store_;
  model::SourceId source_;
  store::RunId run_;
  Watch watch_;
  int heartbeat_seconds_ = 15;
  int request_seconds_ = 30;
  std::vector<std::string> origins_;
  PolicyReader policy_ = operator_of_this_machine();
  std::unique_ptr<Server> server_;
};

}  // namespace mizan::api
