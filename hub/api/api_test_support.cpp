#include "api/api_test_support.hpp"

#include "base/civil.hpp"
#include "kpi/shipped_test_support.hpp"

namespace mizan::api {

std::vector<kpi::Definition> shipped() {
  return kpi::shipped({"pending", "outcome_mix", "conviction_disposed"});
}

ApiTest::ApiTest() : clock_(kNow), engine_(shipped()) {
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

ApiTest::~ApiTest() {
  server_.reset();
  store_.reset();
  fs::remove_all(folder_);
}

void ApiTest::start() {
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

Record ApiTest::court_case(const std::string& key, const std::string& from, const std::string& to) {
  Record record(model::Kind::kCase, key);
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

void ApiTest::take(Record record) {
  std::vector<store::Item> items;
  items.push_back(store::Upsert{std::move(record), {}, {}, R"({"no":"7"})"});
  ASSERT_TRUE(store_->apply({source_, run_, kNow, std::move(items), {}, 1}));
  recount();
}

void ApiTest::recount() {
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

std::int64_t ApiTest::publish(const std::string& subject) {
  return publish({0, kNow, "org.mizan.test", subject, "{\"subject\":\"" + subject + "\"}"});
}

std::int64_t ApiTest::publish(store::Event event) {
  store::KpiCommit commit;
  commit.position = *store_->head();
  commit.events.push_back(std::move(event));
  auto writer = store::KpiWriter::begin(*store_);
  EXPECT_TRUE(writer && writer->commit(commit));
  return *store_->outbox_head();
}

Answer ApiTest::get(const std::string& target) {
  Wire wire(server_->port());
  wire.say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  return wire.hear();
}

std::unique_ptr<Wire> ApiTest::follow(const std::string& target, const std::string& header) {
  auto wire = std::make_unique<Wire>(server_->port());
  wire->say("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n");
  EXPECT_NE(wire->until("\r\n\r\n").find("200 OK"), std::string::npos);
  return wire;
}

std::unique_ptr<Wire> ApiTest::follow_from_now(const std::string& target) {
  auto wire = follow(target);
  EXPECT_TRUE(wire->until("\n\n").starts_with("id: "));
  return wire;
}

}  // namespace mizan::api
