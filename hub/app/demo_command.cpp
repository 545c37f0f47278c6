#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/restatements.hpp"
#include "app/service.hpp"
#include "ops/progress.hpp"
#include "simulate/simulate.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kShownPerReason = 2;

struct Words {
  std::string folder = "mizan-demo";
  std::int64_t cases = 5'000;
  int rounds = 3;
  bool once = false;
};

void lay_out(const Words& words) {
  std::error_code failed;
  fs::create_directories(words.folder, failed);
  for (const auto* tail : {"", "-wal", "-shm"})
    fs::remove(fs::path(words.folder) / ("mizan.db" + std::string(tail)), failed);
  fs::copy(shipped_tables() / "demo", words.folder,
           fs::copy_options::recursive | fs::copy_options::overwrite_existing, failed);
  if (failed) fail({base::Code::kConfig, words.folder + ": cannot be written: " + failed.message()});
}

void ingest_all(Session& session) {
  for (const auto& source : session.source_configs()) {
    ops::Progress progress(source.name, 0);
    const auto report =
        value_or_fail(session.ingest(source, [&](std::int64_t received) { progress.update(received); }));
    progress.finish();
    const auto& books = report.books;
    fmt::print("  {}: {} received = {} accepted + {} unchanged + {} quarantined; {} deleted\n", source.name,
               books.received, books.accepted, books.unchanged, books.quarantined, report.vanished);
  }
}

constexpr const char* kNoValue = "n/a";

// By province and statistic: the two years, the unit, places and freshness.
using KpiRows = std::map<std::pair<std::string, std::string>, std::vector<std::string>>;

KpiRows rows_of(const Session& session, const kpi::Definition& definition) {
  const std::vector<model::Period> years = {*model::parse_period("2024"), *model::parse_period("2025")};
  KpiRows rows;
  for (const auto& result :
       session.engine().values({definition.id, years, {}, ""}, session.today(), session.now())) {
    auto& row = rows[{result.key.province, result.key.stat}];
    row.resize(5, "-");
    row[result.period.label == "2024" ? 0 : 1] = result.value ? model::format_value(*result.value) : kNoValue;
    row[2] = result.unit;
    row[3] = fmt::format("{}/{}", result.places.used, result.places.all);
    for (const auto& fresh : result.fresh_to) row[4] = fresh.horizon ? base::to_iso(*fresh.horizon) : "";
  }
  return rows;
}

bool has_value(const KpiRows& rows) {
  return std::any_of(rows.begin(), rows.end(),
                     [](const auto& row) { return row.second[0] != kNoValue || row.second[1] != kNoValue; });
}

void print_kpis(const Session& session) {
  Table table(
      {{"kpi"}, {"stat"}, {"province"}, {"2024", true}, {"2025", true}, {"unit"}, {"places"}, {"fresh to"}});
  std::vector<std::string> without;
  for (const auto& definition : session.engine().definitions()) {
    const auto rows = rows_of(session, definition);
    if (!has_value(rows)) {
      without.push_back(definition.id);
      continue;
    }
    for (const auto& [key, row] : rows)
      table.add({definition.id, key.second, key.first, row[0], row[1], row[2], row[3], row[4]});
  }
  fmt::print("\n{}\n", table.render(Format::kTable));
  if (!without.empty())
    fmt::print("No value here, for no source sees what they need, or nothing of it happened: {}\n\n",
               fmt::join(without, ", "));
}

std::string shown_kpi(const model::KpiCellKey& key) {
  return key.stat == "value" ? key.kpi : key.kpi + " " + key.stat;
}

void print_restatements(const std::vector<model::KpiChange>& changes) {
  Table table({{"restated"}, {"province"}, {"period"}, {"was", true}, {"now", true}, {"because of records"}});
  for (const auto* change : telling_restatements(changes, kShownPerReason)) {
    const auto& key = change->now.key;
    table.add({shown_kpi(key), key.province, change->now.period.label, model::format_value(*change->previous),
               model::format_value(*change->now.value), reasons_of(*change)});
  }
  fmt::print("\n{}\nSome of {} published values that changed; the feed has them all\n\n",
             table.render(Format::kTable), changes.size());
}

// "4 × late case, 4 × late hearing, 4 × corrected": what the courts' clerks did.
std::string done_in(const simulate::Round& round) {
  std::map<simulate::RoundChange, int> counts;
  for (const auto& change : round.changes) ++counts[change.change];
  std::string text;
  for (const auto& [change, count] : counts)
    text += fmt::format("{}{} × {}", text.empty() ? "" : ", ", count, simulate::round_change_name(change));
  return text;
}

void say_where(const Service& service) {
  fmt::print(
      "The API is open on this machine:\n"
      "  curl 'http://127.0.0.1:{0}/v1/kpis/conviction_disposed/values?every=year'\n"
      "  curl 'http://127.0.0.1:{0}/v1/kpis/pending/explain?period=2025-12&province=KP&limit=2'\n"
      "  curl -N http://127.0.0.1:{0}/v1/feed\n\n",
      service.port());
  std::fflush(stdout);
}

// Rounds of late, corrected, deleted and reopened records, with the API open. On a terminal it goes on until
// Ctrl-C; elsewhere it ends after the rounds.
void keep_feeding(const Words& words, simulate::Simulation& simulation, Session& session) {
  Interrupt interrupt;
  Service service(session);
  if (!service.open(session.config().listen_port)) or_fail(service.open(0));  // the usual port may be taken
  say_where(service);
  const bool forever = ::isatty(STDOUT_FILENO) == 1;
  for (int round = 1; round <= words.rounds || forever; ++round) {
    const auto changes = value_or_fail(simulation.next_round());
    fmt::print("Round {}: the systems changed {} records: {}\n", round, changes.changes.size(),
               done_in(changes));
    ingest_all(session);
    print_restatements(value_or_fail(service.catch_up()));
    if (forever) fmt::print("The next round comes in 20 seconds; Ctrl-C ends the demonstration.\n");
    std::fflush(stdout);
    if (interrupt.wait(std::chrono::seconds(forever ? 20 : 0))) return;
  }
}

void demo(const Words& words) {
  lay_out(words);
  simulate::Options options;
  // Rows that nobody can read leave a snapshot incomplete, and then nothing is taken for deleted.
  options.defect_rate = 0;
  options.cases = words.cases;
  options.out = fs::path(words.folder) / "data";
  fmt::print("Simulating two provinces, two years: {} cases in {}\n", words.cases, options.out.string());
  auto simulation = value_or_fail(simulate::Simulation::create(options));
  value_or_fail(simulation.write_initial());
  auto session = value_or_fail(
      Session::open(fs::path(words.folder) / "mizan.toml", store::OpenMode::kWrite, system_clock()));
  fmt::print("Loading them through their adapters\n");
  or_fail(session.store().begin_backfill());
  ingest_all(session);
  or_fail(session.store().end_backfill());
  value_or_fail(session.catch_up_kpis());
  print_kpis(session);
  std::fflush(stdout);
  if (!words.once) keep_feeding(words, simulation, session);
  fmt::print("Look further: mizan --config {}/mizan.toml kpi values pending --by court --period 2025-12\n",
             words.folder);
}

}  // namespace

void add_demo_command(Command& program, Globals&) {
  static Words words;
  auto& command = program.add_command(
      "demo", "Simulate two provinces, load them, show the KPIs, and see restatements arrive");
  command.add_option("--folder", &words.folder, "where its files go").show_default();
  command.add_option("--cases", &words.cases, "court records, at most 50000").show_default();
  command.add_option("--rounds", &words.rounds, "rounds of changes; on a terminal they go on until Ctrl-C")
      .show_default();
  command.add_option("--once", &words.once, "end after the first table");
  command.footer = "Examples:\n  mizan demo\n  mizan demo --once --cases 20000";
  command.action = [] { demo(words); };
}

}  // namespace mizan::app
