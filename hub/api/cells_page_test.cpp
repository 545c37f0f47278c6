// The hub's KPI cells over HTTP, by their routes, on a real store.
#include "api/cells_page.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "api/access_test_support.hpp"
#include "api/routes.hpp"
#include "base/json.hpp"
#include "kpi/shipped_test_support.hpp"
#include "merge/snapshot.hpp"

namespace mizan::api {
namespace {
namespace fs = std::filesystem;
namespace field = model::field;
using nlohmann::json;

constexpr base::Micros kNow = 1'767'225'600'000'000;  // 1 January 2026

class CellsPageTest : public ::testing::Test {
 protected:
  CellsPageTest() : clock_(kNow), engine_(kpi::shipped({"pending"})) {
    folder_ = fs::path(::testing::TempDir()) /
              ("mizan_cells_" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    store_.emplace(*store::Store::open(path(), store::OpenMode::kWrite));
    kpi::SourceState state;
    state.declaration.id = *store_->register_source("court", R"({"v":1})");
    state.declaration.name = "court";
    state.declaration.see_everything();
    engine_.set_sources({state});
    serve("punjab");
  }
  ~CellsPageTest() override {
    routes_.reset();
    store_.reset();
    fs::remove_all(folder_);
  }

  std::string path() const { return (folder_ / "store.db").string(); }
  void serve(const std::string& hub) {
    HubView view{engine_, lock_, clock_, path(), {}};
    view.cells_hub = hub;
    view.policy = operator_of_this_machine();
    routes_.emplace(view);
  }

  // A case of that court, counted as the pipeline does: cells, then the position.
  void count(const std::string& court) {
    model::LinkedCase linked;
    linked.id = model::LinkedCaseId{++cases_};
    model::Record record(model::Kind::kCase, court);
    record.set_text(field::province_id, "PB");
    record.set_text(field::court_id, court);
    record.set_date(field::instituted_on_id, *base::parse_iso_day("2025-01-10"));
    linked.cases.push_back({engine_.sources()[0].declaration.id, std::move(record), {}});
    engine_.add_case(linked, base::karachi_day(kNow));
    auto writer = store::KpiWriter::begin(*store_);
    store::KpiCommit commit;
    commit.position = cases_;
    ASSERT_TRUE(writer && writer->commit(commit));
  }

  Response get(const std::string& target, const std::string& held = "") {
    auto request = *parse_target(target);
    request.from = from_this_machine();
    if (!held.empty()) request.if_none_match = "\"" + held + "\"";
    return routes_->handle(request);
  }
  std::string refusal(const std::string& target, unsigned status) {
    const auto response = get(target);
    EXPECT_EQ(response.status, status) << target;
    return base::parse_json(response.body).value("detail", "");
  }

  fs::path folder_;
  base::ManualClock clock_;
  std::shared_mutex lock_;
  kpi::Engine engine_;
  std::optional<store::Store> store_;
  std::optional<Routes> routes_;
  std::int64_t cases_ = 0;
};

TEST_F(CellsPageTest, AreGivenWhereTheConfigSaysSo) {
  serve("");
  EXPECT_NE(refusal("/v1/cells", 404).find("[publish] cells"), std::string::npos);
}

TEST_F(CellsPageTest, AreThoseOfTheEngine) {
  count("A");
  count("A");
  const auto response = get("/v1/cells");
  ASSERT_EQ(response.status, 200U) << response.body;
  const auto cells = merge::read_snapshot(response.body, "cells");
  ASSERT_TRUE(cells) << cells.error().message;
  EXPECT_EQ(cells->hub, "punjab");
  EXPECT_EQ(cells->known_at / 1'000, kNow / 1'000) << "to the millisecond";
  EXPECT_EQ(cells->epoch, store_->epoch());
  EXPECT_EQ(cells->sources.at(0).declaration, R"({"v":1})");
  EXPECT_FALSE(cells->cells.empty());
}

TEST_F(CellsPageTest, AnUnchangedHubGivesNothingAgain) {
  count("A");
  const auto first = get("/v1/cells");
  clock_.set(kNow + 5'000'000);
  const auto again = get("/v1/cells", first.etag);
  EXPECT_EQ(again.status, 304U) << "only the time is another";
  EXPECT_EQ(again.body, "");
  count("B");
  // Soon after the last writing the last cells may be given once more; they are written anew after that.
  auto next = get("/v1/cells", first.etag);
  for (int i = 0; i < 500 && next.status == 304; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    next = get("/v1/cells", first.etag);
  }
  EXPECT_EQ(next.status, 200U);
  EXPECT_NE(next.etag, first.etag);
}

TEST_F(CellsPageTest, ManyCellsComeInPagesOfOneVersion) {
  for (int i = 0; i < 9'000; ++i) {
    model::LinkedCase linked;
    linked.id = model::LinkedCaseId{1'000 + i};
    model::Record record(model::Kind::kCase, std::to_string(i));
    record.set_text(field::province_id, "PB");
    record.set_text(field::court_id, std::string(400, 'c') + std::to_string(i));
    record.set_date(field::instituted_on_id, *base::parse_iso_day("2025-01-10"));
    linked.cases.push_back({engine_.sources()[0].declaration.id, std::move(record), {}});
    engine_.add_case(linked, base::karachi_day(kNow));
  }
  count("A");
  const auto first = get("/v1/cells");
  ASSERT_EQ(first.status, 200U);
  EXPECT_LE(first.body.size(), kFullCellsPage);
  EXPECT_FALSE(merge::read_snapshot(first.body, "cells")) << "one page is not all";
  count("B");  // what comes meanwhile changes nothing of what was begun
  std::string text = first.body;
  int pages = 1;
  for (; text.find("{\"lines\":") == std::string::npos && pages < 10; ++pages) {
    const auto page = get("/v1/cells?version=" + first.etag + "&from=" + std::to_string(text.size()));
    ASSERT_EQ(page.status, 200U) << page.body;
    EXPECT_EQ(page.etag, first.etag);
    text += page.body;
  }
  EXPECT_GT(pages, 1);
  const auto cells = merge::read_snapshot(text, "cells");
  EXPECT_TRUE(cells) << cells.error().message;
}

TEST_F(CellsPageTest, MistakesAreSaid) {
  count("A");
  const auto etag = get("/v1/cells").etag;
  EXPECT_NE(refusal("/v1/cells?version=0000000000000000&from=10", 410).find("from the beginning"),
            std::string::npos);
  EXPECT_NE(refusal("/v1/cells?version=" + etag + "&from=7", 400).find("no end of a line"),
            std::string::npos);
  EXPECT_NE(refusal("/v1/cells?version=" + etag + "&from=99999999", 400).find("from is a number from 0 to"),
            std::string::npos);
  EXPECT_NE(refusal("/v1/cells?page=2", 400).find("page"), std::string::npos);
  EXPECT_NE(refusal("/v1/kpis/pending/merged", 404).find("takes no cells"), std::string::npos);
}

}  // namespace
}  // namespace mizan::api
