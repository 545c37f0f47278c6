#include "hub_under_test.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "pipeline/past_kpis.hpp"
#include "store/past_tables.hpp"

namespace mizan::property {
namespace fs = std::filesystem;
namespace {

// A failure here is a failure of the test's own set-up.
template <class T>
T must(base::Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::vector<std::string> record_tables(const store::Store& store) {
  std::vector<std::string> names;
  auto query =
      must(store.database().prepare("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT "
                                    "LIKE 'sqlite_%' AND name <> 'meta'"));
  while (must(query.step())) names.emplace_back(query.text(0));
  return names;
}

fs::path scratch_folder() {
  return fs::exists("/dev/shm") ? fs::path("/dev/shm") : fs::temp_directory_path();
}

// Each small temporary table of SQLite asks for pages; under AddressSanitizer that is most of a seed's time.
void give_sqlite_pages() {
  constexpr int kPage = 4'608;
  constexpr int kPages = 4'000;
  static std::vector<char> pages(static_cast<std::size_t>(kPage) * kPages);
  sqlite3_config(SQLITE_CONFIG_PAGECACHE, pages.data(), kPage, kPages);
}

std::string text_of(const std::optional<std::int64_t>& number) {
  return number ? std::to_string(*number) : "-";
}

std::string name_of(const model::KpiResult& result) {
  const auto& key = result.key;
  return fmt::format("{} {} {} {} {} {}", key.kpi, key.stat, key.province, key.dimension, key.member,
                     result.period.label);
}

std::string number_of(const model::KpiResult& result) {
  return fmt::format("{} ({} of {})", result.value ? model::format_value(*result.value) : "-",
                     text_of(result.numerator), text_of(result.denominator));
}

// A slice of the numerator alone, as adjournments by their reason.
bool is_slice(const kpi::Engine& engine, const model::KpiCellKey& key) {
  const auto& slices = engine.find(key.kpi, key.version)->numerator_by;
  return std::any_of(slices.begin(), slices.end(),
                     [&](kpi::Dimension of) { return kpi::dimension_name(of) == key.dimension; });
}

// What a subscriber need not be told of a cell that begins.
bool is_nothing(const kpi::Engine& engine, const model::KpiResult& result) {
  const bool none = (!result.value || result.value->numerator == 0) && result.numerator.value_or(0) == 0;
  return none && (result.denominator.value_or(0) == 0 || is_slice(engine, result.key));
}

std::vector<model::KpiResult> published(const kpi::Engine& engine, base::Micros at) {
  return engine.all_values({model::Granularity::kMonth}, base::karachi_day(at), at);
}

HubUnderTest::Values numbers_of(const kpi::Engine& engine, const std::vector<model::KpiResult>& results) {
  HubUnderTest::Values numbers;
  for (const auto& result : results) {
    // Freshness is another each hour, and is not told.
    const bool told = engine.find(result.key.kpi, result.key.version)->form != kpi::Form::kFreshness;
    if (told && !is_nothing(engine, result)) numbers[name_of(result)] = number_of(result);
  }
  return numbers;
}

// A cell that only one of two engines has, for it once had a case in it, is as good as none.
bool says_nothing(const model::KpiResult& result) {
  const auto nothing = [](const std::optional<std::int64_t>& number) { return number.value_or(0) == 0; };
  return (!result.value || result.value->numerator == 0) && nothing(result.numerator) &&
         nothing(result.denominator) && result.excluded == model::Excluded{};
}

HubUnderTest::Values texts_of(const std::vector<model::KpiResult>& results) {
  HubUnderTest::Values texts;
  for (const auto& result : results) {
    if (says_nothing(result)) continue;
    const auto& out = result.excluded;
    texts[name_of(result)] =
        fmt::format("{}, left out {} {} {} {}, {} of {} places, {}", number_of(result), out.missing,
                    out.not_observed, out.negative, out.no_limit, result.places.used, result.places.all,
                    model::kpi_status_name(result.status));
  }
  return texts;
}

}  // namespace

HubUnderTest::HubUnderTest(std::vector<kpi::Definition> definitions)
    : definitions_(std::move(definitions)),
      path_((scratch_folder() / fmt::format("mizan_property_{}.db", getpid())).string()) {
  give_sqlite_pages();
  empty();
}

HubUnderTest::~HubUnderTest() {
  verifier_.reset();
  store_.reset();
  for (const auto* tail : {"", "-wal", "-shm", "-lock"}) fs::remove(path_ + tail);
}

void HubUnderTest::empty() {
  if (store_) {
    std::string sql = "BEGIN;";
    for (const auto& table : record_tables(*store_)) sql += fmt::format("DELETE FROM {};", table);
    sql +=
        "UPDATE meta SET value = '0' WHERE name = 'kpi_position'; UPDATE meta SET value = '1' WHERE name = "
        "'kpi_rebuild'; DELETE FROM meta WHERE name IN ('kpi_definitions', 'due_basis'); COMMIT";
    must(store_->database().execute(sql));
  }
  verifier_.reset();
  store_ = std::make_unique<store::Store>(must(store::Store::open(path_, store::OpenMode::kWrite)));
  must(store_->database().execute("PRAGMA synchronous = OFF"));
  verifier_ = std::make_unique<verify::Verifier>(must(verify::Verifier::open(store_->database())));
  sources_.clear();
  runs_.clear();
  horizons_ = {{}, kFirstDay + 220, {}, kFirstDay + 300, {}};
  horizons_at_.clear();
  told_.clear();
  for (const auto& source : kSources) {
    sources_.push_back(must(store_->register_source(source.name, "{}")));
    runs_.push_back(must(store_->begin_run({sources_.back(), 1, "t", "1", "m"})));
  }
  restart();
}

std::vector<kpi::SourceState> HubUnderTest::source_states(const Horizons& horizons,
                                                          const NewestChange& newest_change) const {
  std::vector<kpi::SourceState> states;
  for (std::size_t i = 0; i < sources_.size(); ++i) {
    kpi::SourceState state;
    state.declaration.id = sources_[i];
    state.declaration.name = kSources[i].name;
    state.declaration.province = kSources[i].province;
    state.declaration.holder = kSources[i].holder;
    if (kSources[i].sees_all) {
      state.declaration.see_everything();
    } else {
      state.declaration.observes[static_cast<std::size_t>(model::Kind::kCase)].set(model::field::fir_on_id);
    }
    state.horizon = horizons[i];
    state.newest_change = newest_change(sources_[i]);
    states.push_back(std::move(state));
  }
  return states;
}

void HubUnderTest::make_engine() {
  engine_ = std::make_unique<kpi::Engine>(definitions_);
  tell_of_sources();
}

void HubUnderTest::tell_of_sources() {
  engine_->set_sources(
      source_states(horizons_, [&](model::SourceId source) { return must(store_->newest_change(source)); }));
}

HubUnderTest::Values HubUnderTest::values() const {
  return texts_of(values_);
}

kpi::Engine HubUnderTest::engine_at(store::Past& past) {
  kpi::Engine engine(definitions_);
  const auto then = must(past.sources());
  engine.set_sources(source_states(horizons_at_.at(past.moment()), [&](model::SourceId source) {
    const auto found =
        std::find_if(then.begin(), then.end(), [&](const auto& each) { return each.id == source; });
    return found == then.end() ? base::Micros{0} : found->newest_change;
  }));
  must(pipeline::count_past(past, engine));
  return engine;
}

std::unique_ptr<HubUnderTest::Then> HubUnderTest::as_known_at(base::Micros moment) {
  auto past = must(store::Past::at(*store_, moment));
  auto engine = engine_at(past);
  auto values = texts_of(published(engine, moment));
  return std::make_unique<Then>(Then{std::move(past), std::move(engine), std::move(values)});
}

std::vector<std::string> HubUnderTest::differences(Then& then, const std::vector<std::string>& kpis,
                                                   std::int64_t& compared) {
  const auto tables = must(store::PastTables::show(then.past));
  return differences(then.engine, kpis, then.past.moment(), compared);
}

void HubUnderTest::begin_backfill() {
  must(store_->begin_backfill());
}
void HubUnderTest::end_backfill() {
  must(store_->end_backfill());
}

void HubUnderTest::take(const Delivery& delivery, base::Micros now) {
  must(store_->apply({sources_[delivery.source], runs_[delivery.source], now, delivery.items, {}, 1}));
}

void HubUnderTest::restart() {
  make_engine();
  runner_ = std::make_unique<pipeline::KpiRunner>(*engine_, *store_, std::vector{model::Granularity::kMonth});
  if (due_rules_ != nullptr) runner_->tell_of_due(*due_rules_);
  must(runner_->load());
}

void HubUnderTest::tell_of_due(const due::Rules& rules) {
  due_rules_ = &rules;
  runner_->tell_of_due(rules);
}

void HubUnderTest::reach_further(std::size_t which, int days) {
  if (horizons_[which]) *horizons_[which] = *horizons_[which] + days;
}

void HubUnderTest::catch_up(base::Micros now) {
  tell_of_sources();
  horizons_at_[now] = horizons_;
  bool loaded = false;
  const pipeline::EventMaker events{[](const auto&...) { return store::Event{}; },
                                    [&](base::Micros) {
                                      loaded = true;
                                      return store::Event{};
                                    }};
  tell(must(runner_->catch_up(now, events)));
  std::map<std::int32_t, std::string> provinces;
  for (std::size_t i = 0; i < sources_.size(); ++i) provinces[sources_[i].value] = kSources[i].province;
  std::vector<kpi::Receipt> receipts;
  for (const auto& day : must(store_->receipt_days()))
    receipts.push_back({provinces[day.source.value], day.day, day.received, day.quarantined});
  engine_->set_receipts(std::move(receipts));
  values_ = published(*engine_, now);
  if (loaded) told_ = numbers_of(*engine_, values_);
}

void HubUnderTest::tell(const std::vector<model::KpiChange>& changes) {
  for (const auto& change : changes) {
    if (is_nothing(*engine_, change.now))
      told_.erase(name_of(change.now));
    else
      told_[name_of(change.now)] = number_of(change.now);
  }
}

std::vector<std::string> HubUnderTest::untold() const {
  std::vector<std::string> lines;
  const auto values = numbers_of(*engine_, values_);
  for (const auto& [what, number] : values) {
    const auto told = told_.find(what);
    if (told == told_.end() || told->second != number)
      lines.push_back(what + ": " + number + ", told " + (told == told_.end() ? "nothing" : told->second));
  }
  for (const auto& [what, number] : told_) {
    // Of live values, what was told of a period that is over stands.
    const bool live = kpi::is_live(engine_->find(what.substr(0, what.find(' ')), 1)->form);
    if (!live && !values.contains(what)) lines.push_back(what + ": nothing, told " + number);
  }
  return lines;
}

std::vector<std::string> HubUnderTest::differences(const std::vector<std::string>& kpis, base::Micros now,
                                                   std::int64_t& compared) {
  return differences(*engine_, kpis, now, compared);
}

std::vector<std::string> HubUnderTest::differences(const kpi::Engine& engine,
                                                   const std::vector<std::string>& kpis, base::Micros at,
                                                   std::int64_t& compared) {
  std::vector<std::string> lines;
  compared += must(verifier_->run(
      engine, base::karachi_day(at), at, kpis,
      [&](const verify::Difference& d) {
        lines.push_back(fmt::format("{} {} {} {} {} {} {}: engine {}, SQL {}", d.kpi, d.stat, d.province,
                                    d.dimension, d.member, d.period, d.part, d.engine, d.sql));
      },
      [](int, int) {}));
  return lines;
}

std::int64_t HubUnderTest::count(const std::string& sql) {
  return must(store_->database().query_integer(sql));
}

}  // namespace mizan::property
