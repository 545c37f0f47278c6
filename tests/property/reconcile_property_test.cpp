// Whatever sources send: what the reconciliation counts for each holder is what plain SQL counts over the
// same tables, and the difference of two holders' counts is the sum of the parts that it lists, each with a
// reason of which SQL says the same.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>
#include <optional>

#include "history.hpp"
#include "pipeline/restating.hpp"
#include "reconcile/counts.hpp"
#include "reconcile/differences.hpp"
#include "reconcile/reading.hpp"
#include "reconcile/signed_figures.hpp"
#include "reconcile/signing.hpp"
#include "reconcile_sql.hpp"
#include "store/sqlite.hpp"
#include "support/runs.hpp"

namespace mizan::property {
namespace {
namespace fs = std::filesystem;
using reconcile::Question;

constexpr unsigned kEveryday = 60;
const base::Day kToday = kFirstDay + 200;
const base::Micros kNow = base::Micros{kToday.value} * 86'400'000'000;

template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

/// A store with one random history in it.
class Held {
 public:
  explicit Held(unsigned seed)
      : history_(seed),
        path_((fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path()) /
              fmt::format("mizan_reconcile_{}.db", getpid())) {
    remove();
    store_.emplace(must(store::Store::open(path_.string(), store::OpenMode::kWrite)));
    must(store_->database().execute("PRAGMA synchronous = OFF"));
    std::vector<reconcile::Source> sources;
    for (const auto& each : kSources) {
      reconcile::Source source;
      source.declaration.id = must(store_->register_source(each.name, "{}"));
      source.declaration.holder = each.holder;
      source.declaration.province = each.province;
      if (each.sees_all) source.declaration.see_everything();
      source.declaration.observes[1].set(model::field::fir_on_id);
      runs_.push_back(must(store_->begin_run({source.declaration.id, 1, "t", "1", "m"})));
      sources.push_back(std::move(source));
    }
    sources_.emplace(std::move(sources));
    for (int i = 0; i < 12; ++i) send();
  }
  ~Held() {
    store_.reset();
    remove();
  }

  void send() {
    const auto sent = history_.next();
    must(store_->apply({source(sent.source), runs_[sent.source], kNow, sent.items, {}, 1}));
  }
  History& history() { return history_; }
  // The changes up to here are counted, and gone.
  void count_kpis() {
    store::KpiCommit commit;
    commit.position = must(store_->head());
    auto writer = must(store::KpiWriter::begin(*store_));
    must(writer.commit(commit));
  }

  static model::SourceId source(std::size_t which) { return model::SourceId{static_cast<int>(which) + 1}; }
  store::Store& store() { return *store_; }
  const reconcile::Sources& sources() const { return *sources_; }
  std::int64_t sql(const std::string& query) { return must(store_->database().query_integer(query)); }

 private:
  void remove() const {
    for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_.string() + tail);
  }

  History history_;
  fs::path path_;
  std::vector<store::RunId> runs_;
  std::optional<store::Store> store_;
  std::optional<reconcile::Sources> sources_;
};

template <class Tally>
void add_all(Held& held, const reconcile::Selection& selection, Tally& tally) {
  must(reconcile::for_each_held(held.store(), selection, held.sources(), kToday,
                                [&](const reconcile::HeldCase& each) -> base::Result<> {
                                  tally.add(each);
                                  return {};
                                }));
}

// Every count that is not 0 is SQL's, and there are no more of them there.
void expect_counts(Held& held, const reconcile::Selection& selection) {
  reconcile::Tally tally(selection, held.sources());
  add_all(held, selection, tally);
  std::int64_t total = 0;
  for (const auto& each : tally.counts()) {
    EXPECT_EQ(each.count, held.sql(sql_count(selection, each.cell, each.stage, each.holder)))
        << each.cell.place.district << reconcile::info_of(each.stage).name << model::holder_name(each.holder);
    total += each.count;
  }
  EXPECT_EQ(total, held.sql(sql_total(selection)));
}

std::int64_t sum(const std::array<std::int64_t, reconcile::kWhyCount>& parts) {
  std::int64_t all = 0;
  for (const auto part : parts) all += part;
  return all;
}

// One side of a difference: what SQL says of the two reasons that need no matching.
void expect_side(Held& held, const reconcile::Selection& selection, const reconcile::Difference& of,
                 model::Holder has, model::Holder lacks,
                 const std::array<std::int64_t, reconcile::kWhyCount>& only) {
  const auto at = [&](reconcile::Why why) { return only[static_cast<std::size_t>(why)]; };
  EXPECT_EQ(at(reconcile::Why::kNotLinked),
            held.sql(sql_not_linked(selection, of.cell, of.stage, has, lacks)));
  EXPECT_EQ(at(reconcile::Why::kEmpty), held.sql(sql_empty(selection, of.cell, of.stage, has, lacks)));
}

std::map<std::string, std::int64_t> seen_reasons;

void expect_differences(Held& held, const reconcile::Selection& selection) {
  constexpr std::size_t kAll = 1'000'000;
  reconcile::DifferenceTally tally(selection, held.sources(), {}, kAll);
  add_all(held, selection, tally);
  std::int64_t parts = 0;
  for (const auto& each : tally.differences()) {
    EXPECT_EQ(each.first_count, held.sql(sql_count(selection, each.cell, each.stage, each.first)));
    EXPECT_EQ(each.second_count, held.sql(sql_count(selection, each.cell, each.stage, each.second)));
    EXPECT_EQ(each.first_count - each.second_count, sum(each.only_first) - sum(each.only_second));
    expect_side(held, selection, each, each.first, each.second, each.only_first);
    expect_side(held, selection, each, each.second, each.first, each.only_second);
    parts += sum(each.only_first) + sum(each.only_second);
  }
  EXPECT_EQ(parts, tally.part_count());
  EXPECT_EQ(static_cast<std::int64_t>(tally.page().size()), tally.part_count());
  for (const auto& part : tally.page()) ++seen_reasons[std::string(reconcile::why_name(part.why))];
}

// Pages of three give the same parts, in the same order.
void expect_pages(Held& held, const reconcile::Selection& selection) {
  std::vector<std::string> whole;
  std::vector<std::string> paged;
  const auto note = [](const reconcile::DifferenceTally& tally, std::vector<std::string>& into) {
    for (const auto& part : tally.page())
      into.push_back(
          fmt::format("{} {} {} {}", part.case_id, part.cell.period, part.entry.case_key, part.detail));
  };
  reconcile::DifferenceTally all(selection, held.sources(), {}, 1'000'000);
  add_all(held, selection, all);
  note(all, whole);
  std::optional<model::LinkedCaseId> next = model::LinkedCaseId{};
  while (next) {
    reconcile::DifferenceTally page(selection, held.sources(), *next, 3);
    add_all(held, selection, page);
    note(page, paged);
    next = page.next();
  }
  EXPECT_EQ(whole, paged);
}

TEST(Reconcile, CountsAreThoseOfSqlAndDifferencesTheSumOfTheirParts) {
  const auto first = test::first_seed();
  const auto seeds = test::runs(kEveryday, 500);
  for (auto seed = first; seed < first + seeds; ++seed) {
    Held held(seed);
    must(make_sql_entries(held.store().database(), kToday));
    for (const auto& question :
         {Question{.from = "2025-01", .to = "2025-07"}, Question{.period = "2025-Q1", .by = "province"},
          Question{.period = "2025", .by = "station"},
          Question{.from = "2025-01", .to = "2025-07", .province = "P", .district = "D1"}}) {
      const auto selection = must(reconcile::selection_of(question));
      expect_counts(held, selection);
      expect_differences(held, selection);
      expect_pages(held, selection);
    }
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  if (seeds < kEveryday) return;
  for (const auto* why : {"not_linked", "empty", "other_period", "other_place", "less_often"})
    EXPECT_GT(seen_reasons[why], 0) << why << " never came about";
}

// Signs what can be signed of some places and months.
void sign_some(Held& held) {
  for (const auto* period : {"2025-01", "2025-02", "2025-03", "2025-Q1"}) {
    for (const auto* district : {"", "D1", "D2"}) {
      for (const auto* holder : {"police", "prosecution", "court"}) {
        if (held.history().chance(40)) continue;
        must(pipeline::tell_restated(held.store(), held.sources(), kNow));
        const auto done =
            reconcile::sign(held.store(), held.sources(), {period, "P", district, holder, "o", "b"}, kNow);
        EXPECT_TRUE(done) << done.error().message;
      }
    }
  }
}

// What every signed figure is told to be is what is counted now.
void expect_told(Held& held) {
  const auto figures = must(reconcile::SignedFigures::read(held.store()));
  must(make_sql_entries(held.store().database(), kToday));
  for (const auto& each : figures.all()) {
    Question question{.period = each.period.label, .province = "P", .district = each.district};
    question.by = each.district.empty() ? "province" : "district";
    const auto selection = must(reconcile::selection_of(question));
    const reconcile::Cell cell{each.period.label, {"P", each.district, ""}};
    EXPECT_EQ(each.now, held.sql(sql_count(selection, cell, each.stage, each.holder)))
        << each.period.label << ' ' << each.district << ' ' << reconcile::info_of(each.stage).name << ' '
        << model::holder_name(each.holder);
  }
}

TEST(Reconcile, EverySignedFigureIsToldToBeWhatSqlCountsAfterAnySequence) {
  const auto first = test::first_seed();
  const auto seeds = test::runs(kEveryday / 2, 300);
  std::int64_t told = 0;
  for (auto seed = first; seed < first + seeds; ++seed) {
    Held held(seed);
    sign_some(held);
    std::size_t events = 0;
    for (int round = 0; round < 5; ++round) {
      for (int i = held.history().pick(3); i >= 0; --i) held.send();
      if (held.history().chance(15)) held.count_kpis();  // by who does not tell
      events += must(pipeline::tell_restated(held.store(), held.sources(), kNow));
      if (held.history().chance(70)) held.count_kpis();
      expect_told(held);
    }
    EXPECT_EQ(static_cast<std::int64_t>(events),
              held.sql("SELECT count(*) FROM outbox WHERE type = 'org.mizan.reconciliation.restated.v1'"));
    EXPECT_EQ(held.sql("SELECT count(*) FROM reconciliation_restatement WHERE was = now"), 0);
    told += static_cast<std::int64_t>(events);
    ASSERT_FALSE(::testing::Test::HasFailure()) << "seed " << seed;
  }
  EXPECT_GT(told, seeds) << "figures move";
}

}  // namespace
}  // namespace mizan::property
