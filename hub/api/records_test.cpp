// The feed of records, by its routes, on a real store.
#include "api/records.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "api/access_test_support.hpp"
#include "api/routes.hpp"
#include "base/json.hpp"
#include "publish/cursor.hpp"
#include "store/record_feed.hpp"

namespace mizan::api {
namespace {
namespace fs = std::filesystem;
namespace field = model::field;
using model::Kind;
using model::Record;
using nlohmann::json;

constexpr const char* kDeclaration =
    R"({"v": 1, "province": "PB", "holder": "prosecution", "law": "PPC", "populations": ["cases"],
        "observes": ["case.court", "hearing.held_on"], "capture_day": "2026-01-01", "snapshot": false})";

class RecordsTest : public ::testing::Test {
 protected:
  RecordsTest() {
    folder_ =
        fs::path(::testing::TempDir()) /
        ("mizan_records_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    store_.emplace(*store::Store::open(path(), store::OpenMode::kWrite));
    source_ = *store_->register_source("court", kDeclaration);
    run_ = *store_->begin_run({source_, 1, "csv", "1.0.0", "m"});
    serve(true);
  }
  ~RecordsTest() override {
    routes_.reset();
    store_.reset();
    fs::remove_all(folder_);
  }

  std::string path() const { return (folder_ / "store.db").string(); }

  void serve(bool records) {
    HubView view{engine_, lock_, clock_, path(), {}, records};
    view.policy = operator_of_this_machine();
    routes_.emplace(view);
  }

  void apply(std::vector<store::Item> items) {
    ASSERT_TRUE(store_->apply({source_, run_, ++now_, std::move(items), {}, 1}));
  }

  static store::Upsert court_case(const std::string& key, const std::string& court = "A") {
    Record record(Kind::kCase, key);
    record.set_text(field::court_id, court);
    return {std::move(record), {}, {}, ""};
  }

  Response get(const std::string& target) {
    auto request = *parse_target(target);
    request.from = from_this_machine();
    return routes_->handle(request);
  }
  json page(const std::string& target) {
    const auto response = get(target);
    EXPECT_EQ(response.status, 200U) << response.body;
    return base::parse_json(response.body);
  }
  std::string refusal(const std::string& target, unsigned status) {
    const auto response = get(target);
    EXPECT_EQ(response.status, status) << target << response.body;
    EXPECT_EQ(response.type, "application/problem+json");
    return base::parse_json(response.body).value("detail", "");
  }

  fs::path folder_;
  base::ManualClock clock_{0};
  std::shared_mutex lock_;
  kpi::Engine engine_{{}};
  std::optional<store::Store> store_;
  model::SourceId source_;
  store::RunId run_;
  base::Micros now_ = 0;
  std::optional<Routes> routes_;
};

TEST_F(RecordsTest, ARecordTravelsWithItsMeaningAndWhatTheSourceWroteButWithoutPseudonyms) {
  Record accused(Kind::kAccused, "a1");
  accused.revision = 7;
  accused.set_text(field::case_id, "c");
  accused.set_text(field::sex_id, "female");
  accused.set_native(field::sex_id, "F");
  accused.set_date(field::arrested_on_id, *base::parse_iso_day("2025-03-04"));
  accused.set_integer(field::sentence_months_id, 12);
  accused.set_boolean(field::absconding_id, false);
  accused.set_text(field::person_name_id, "00aa11bb22cc33dd44ee55ff66007788");
  auto one = court_case("c");
  one.record.set_text(field::sections_id, "302 PPC");
  one.record.set_text(field::offence_group_id, "homicide");
  apply({one, store::Upsert{accused, {}, {}, R"({"Name": "…"})"}});
  apply({store::Delete{Kind::kCase, "c"}});

  const auto got = page("/v1/records?source=court");
  EXPECT_EQ(got["v"], 1);
  EXPECT_EQ(got["end"], true);
  EXPECT_EQ(got["sources"][0]["declaration"], base::parse_json(kDeclaration));
  EXPECT_EQ(got["records"], base::parse_json(R"([
    {"source": "court", "sequence": 2, "kind": "accused", "key": "a1", "op": "upsert", "revision": 7,
     "fields": {"case": "c", "sex": "female", "arrested_on": "2025-03-04", "absconding": false,
                "sentence_months": 12},
     "native": {"sex": "F"}},
    {"source": "court", "sequence": 3, "kind": "case", "key": "c", "op": "delete"}])"));
}

TEST_F(RecordsTest, PagesFollowEachOtherWhileRecordsChange) {
  for (int i = 0; i < 10; ++i) apply({court_case("k" + std::to_string(i))});
  std::map<std::string, std::string> held;
  std::string cursor;
  bool end = false;
  for (int pages = 0; !end && pages < 30; ++pages) {
    const auto got = page("/v1/records?limit=3&after=" + cursor);
    EXPECT_LE(got["records"].size(), 3U);
    for (const auto& record : got["records"]) {
      if (record["op"] == "delete") {
        held.erase(record["key"]);
      } else {
        held[record["key"]] = record["fields"]["court"];
      }
    }
    cursor = got["next"];
    end = got["end"];
    if (pages == 0) apply({court_case("k1", "B"), store::Delete{Kind::kCase, "k0"}, court_case("k8", "C")});
  }
  EXPECT_TRUE(end);
  EXPECT_EQ(held, (std::map<std::string, std::string>{{"k1", "B"},
                                                      {"k2", "A"},
                                                      {"k3", "A"},
                                                      {"k4", "A"},
                                                      {"k5", "A"},
                                                      {"k6", "A"},
                                                      {"k7", "A"},
                                                      {"k8", "C"},
                                                      {"k9", "A"}}));
  const auto nothing = page("/v1/records?after=" + cursor);
  EXPECT_EQ(nothing["records"].size(), 0U);
  EXPECT_EQ(nothing["next"], cursor) << "where there is nothing new the place is the same";
}

TEST_F(RecordsTest, APageIsBoundedInBytes) {
  const std::string court(4'000, 'x');
  std::vector<store::Item> items;
  for (int i = 0; i < 1'500; ++i) items.emplace_back(court_case("k" + std::to_string(i), court));
  apply(std::move(items));
  const auto got = get("/v1/records?limit=5000");
  EXPECT_LT(got.body.size(), kFullPage + (64U << 10U));
  const auto first = base::parse_json(got.body);
  EXPECT_EQ(first["end"], false);
  const auto rest = page("/v1/records?limit=5000&after=" + first["next"].get<std::string>());
  EXPECT_EQ(rest["end"], true);
  EXPECT_EQ(first["records"].size() + rest["records"].size(), 1'500U);
}

TEST_F(RecordsTest, ParametersAreJudged) {
  apply({court_case("a")});
  for (const auto* limit : {"0", "-1", "5001", "x", "99999999999999999999", "1.5"})
    EXPECT_EQ(refusal(std::string("/v1/records?limit=") + limit, 400), "limit is a number from 1 to 5000");
  EXPECT_NE(refusal("/v1/records?before=x", 400).find("before"), std::string::npos);
  EXPECT_NE(refusal("/v1/records?source=nobody", 404).find("no such source"), std::string::npos);
  EXPECT_NE(refusal("/v1/records?after=x", 400).find("not a cursor of this feed"), std::string::npos);
  EXPECT_NE(refusal("/v1/records?after=" + publish::encode_cursor({store_->epoch(), 1}), 400).find("after"),
            std::string::npos);
  refusal("/v1/records?after=%00%ff", 400);
  refusal("/v1/records?after=" + std::string(4'000, 'A'), 400);
  refusal("/v1/records/x", 404);
  refusal("/v1/records/source-file/x", 404);
  refusal("/v1/records/source-file", 400);
}

TEST_F(RecordsTest, ACursorOfAnotherStoreIsGone) {
  apply({court_case("a")});
  const auto cursor = page("/v1/records")["next"].get<std::string>();
  EXPECT_EQ(page("/v1/records?after=" + cursor)["records"].size(), 0U);
  ASSERT_TRUE(store_->begin_epoch());
  EXPECT_NE(refusal("/v1/records?after=" + cursor, 410).find("read again from the beginning"),
            std::string::npos);
}

TEST_F(RecordsTest, AFirstLoadIsNotServedHalfWay) {
  auto fresh = *store::Store::open((folder_ / "fresh.db").string(), store::OpenMode::kWrite);
  ASSERT_TRUE(fresh.begin_backfill());
  const auto refused = records_page(*parse_target("/v1/records"), fresh);
  ASSERT_FALSE(refused);
  EXPECT_EQ(problem_of(refused.error()).status, 503U);
}

TEST_F(RecordsTest, RecordsAreGivenOnlyWhereTheConfigSaysSo) {
  serve(false);
  for (const auto* target : {"/v1/records", "/v1/records/source-file?source=court"})
    EXPECT_NE(refusal(target, 404).find("[publish] records = true"), std::string::npos);
}

TEST_F(RecordsTest, TheSourceFileForAnotherHubSaysWhatTheSourceDeclares) {
  *store_->register_source("punjab",
                           R"({"v": 1, "province": "PB", "holder": "court", "snapshot": true, "law": "PPC",
          "populations": ["firs", "cases", "hearings"],
          "observes": ["case.district", "case.court", "case.instituted_on", "case.disposed_on", "case.disposal",
                       "hearing.case", "hearing.held_on", "hearing.outcome"], "capture_day": "2026-01-01"})");
  const auto file = get("/v1/records/source-file?source=punjab");
  EXPECT_EQ(file.type, "application/toml");
  std::ifstream example(fs::path(MIZAN_SOURCE_DIR) / "plugins/hub/example/punjab.toml");
  EXPECT_EQ(file.body, std::string(std::istreambuf_iterator<char>(example), {}))
      << "the page of the docs quotes it";
}

TEST_F(RecordsTest, ASourceFileIsNoPlaceForWhatIsNotDeclaredOrDeclaredByAnEnemy) {
  *store_->register_source("older", R"({"v": 1, "province": "PB", "holder": "court"})");
  EXPECT_NE(refusal("/v1/records/source-file?source=older", 503), "");
  *store_->register_source("odd", R"({"v": 1, "holder": "a\"\n[secrets]", "observes": ["x\"]"], "law": 7})");
  const auto file = get("/v1/records/source-file?source=odd");
  EXPECT_NE(file.body.find(R"(holder = "a\"\n[secrets]")"), std::string::npos) << file.body;
  EXPECT_NE(file.body.find(R"(observes = ["x\"]"])"), std::string::npos) << file.body;
}

}  // namespace
}  // namespace mizan::api
