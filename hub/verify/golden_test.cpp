// The golden cases of every definition, through the store and SQL: what a case says by hand, engine and SQL
// both find.
#include <gtest/gtest.h>

#include <filesystem>

#include "kpi/golden.hpp"
#include "kpi/shipped_test_support.hpp"
#include "store/store.hpp"
#include "verify/verifier.hpp"

namespace mizan::verify {
namespace {
namespace fs = std::filesystem;
using kpi::GoldenCase;

constexpr base::Micros kReceived = 1'000'000;

// Each linked case by a key of its own, so that what one FIR links is linked.
std::vector<store::Item> items_of(const GoldenCase& golden, model::SourceId source) {
  std::vector<store::Item> items;
  for (std::size_t i = 0; i < golden.cases.size(); ++i) {
    for (const auto& each : golden.cases[i].cases) {
      if (each.source != source) continue;
      items.emplace_back(store::Upsert{each.record, "link " + std::to_string(i), {}, "{}"});
      for (const auto& child : each.children) items.emplace_back(store::Upsert{child, {}, {}, "{}"});
    }
  }
  return items;
}

class Stored {
 public:
  explicit Stored(GoldenCase golden)
      : golden_(std::move(golden)),
        path_((fs::path(::testing::TempDir()) / "mizan_golden_test.db").string()),
        engine_(golden_.definitions) {
    remove_store();
    store_.emplace(*store::Store::open(path_, store::OpenMode::kWrite));
    for (auto& source : golden_.sources) {
      EXPECT_EQ(*store_->register_source(source.declaration.name, "{}"), source.declaration.id);
      const auto run = *store_->begin_run({source.declaration.id, kReceived, "t", "1", "m"});
      auto items = items_of(golden_, source.declaration.id);
      if (items.empty()) continue;
      const auto books = store_->apply({source.declaration.id, run, kReceived, std::move(items), {}, 1});
      EXPECT_TRUE(books) << books.error().message;
      source.newest_change = kReceived;
    }
    engine_.set_sources(golden_.sources);
    EXPECT_TRUE(store_->for_each_case([&](const model::LinkedCase& linked) -> base::Result<> {
      engine_.add_case(linked, golden_.today);
      return {};
    }));
  }
  Stored(const Stored&) = delete;
  Stored& operator=(const Stored&) = delete;
  ~Stored() {
    store_.reset();
    remove_store();
  }

  std::string differences() {
    std::string lines;
    auto verifier = Verifier::open(store_->database());
    EXPECT_TRUE(verifier) << verifier.error().message;
    const auto compared = verifier->run(
        engine_, golden_.today, kReceived, {golden_.kpi},
        [&](const Difference& d) {
          lines += d.kpi + " " + d.province + " " + d.dimension + " " + d.member + " " + d.period + " " +
                   d.stat + " " + d.part + ": engine " + d.engine + ", SQL " + d.sql + "\n";
        },
        [](int, int) {});
    EXPECT_TRUE(compared) << compared.error().message;
    return lines;
  }

 private:
  void remove_store() {
    for (const auto* end : {"", "-wal", "-shm"}) fs::remove(path_ + end);
  }

  GoldenCase golden_;
  std::string path_;
  std::optional<store::Store> store_;
  kpi::Engine engine_;
};

// Receipts and freshness are told of sources, not of records.
bool is_of_records(const GoldenCase& golden) {
  return std::none_of(golden.definitions.begin(), golden.definitions.end(), [&](const kpi::Definition& each) {
    return each.id == golden.kpi && (each.form == kpi::Form::kReceipts || each.form == kpi::Form::kFreshness);
  });
}

TEST(GoldenInSql, EngineAndSqlAgreeOnEveryGoldenCase) {
  const auto definitions = kpi::shipped();
  int compared = 0;
  for (const auto& entry :
       fs::directory_iterator(fs::path(MIZAN_SOURCE_DIR) / "config" / "kpis" / "golden")) {
    auto cases = kpi::read_golden(kpi::text_of_file(entry.path()), entry.path().filename(), definitions);
    ASSERT_TRUE(cases) << cases.error().message;
    for (auto& golden : *cases) {
      if (!is_of_records(golden)) continue;
      const auto name = golden.name;
      EXPECT_EQ(Stored(std::move(golden)).differences(), "") << entry.path().filename() << ": " << name;
      ++compared;
    }
  }
  EXPECT_GT(compared, 200);
}

}  // namespace
}  // namespace mizan::verify
