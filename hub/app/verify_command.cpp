#include <optional>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/past_kpis.hpp"
#include "ops/progress.hpp"
#include "store/past_tables.hpp"
#include "verify/verifier.hpp"

namespace mizan::app {
namespace {

struct VerifyOptions {
  std::vector<std::string> kpis;
  std::string known_at;
  std::int64_t limit = 1'000;
};

/// What is held against SQL: the engine of a moment.
struct Subject {
  const kpi::Engine& engine;
  base::Micros moment;
};

void verify(verify::Verifier& verifier, const Subject& subject, const Globals& globals,
            const VerifyOptions& options) {
  Table table(
      {{"kpi"}, {"stat"}, {"province"}, {"by"}, {"member"}, {"period"}, {"part"}, {"engine"}, {"sql"}});
  std::int64_t differences = 0;
  const auto keep = [&](const verify::Difference& d) {
    if (++differences > options.limit) return;
    table.add({d.kpi, d.stat, d.province, d.dimension, d.member, d.period, d.part, d.engine, d.sql});
  };
  std::optional<ops::Progress> progress;
  const auto compared =
      value_or_fail(verifier.run(subject.engine, base::karachi_day(subject.moment), subject.moment,
                                 options.kpis, keep, [&](int done, int all) {
                                   if (!progress) progress.emplace("verify", all);
                                   progress->update(done);
                                 }));
  if (progress) progress->finish();
  print(table, globals);
  fmt::print(stderr, "{} values compared, {} differences{}\n", compared, differences,
             differences > options.limit ? fmt::format(", of which {} are listed", options.limit) : "");
  if (differences > 0) std::exit(3);
}

void verify_now(Session& session, const Globals& globals, const VerifyOptions& options) {
  const auto& db = session.store().database();
  auto verifier = value_or_fail(verify::Verifier::open(db));
  // The cells and the records of one moment, whatever a running hub writes meanwhile.
  const auto snapshot = value_or_fail(store::Snapshot::begin(db));
  or_fail(session.load_kpis_in_step());
  verify(verifier, {session.engine(), session.now()}, globals, options);
}

// Both methods read the past: the engine from the change log, SQL from the tables as they were.
void verify_past(Session& session, const Globals& globals, const VerifyOptions& options) {
  const auto moment = value_or_fail(parse_moment(options.known_at, session.now()));
  auto verifier = value_or_fail(verify::Verifier::open(session.store().database()));
  const auto kpis = value_or_fail(past_kpis(session.store(), session.engine().definitions(), moment));
  auto past = value_or_fail(store::Past::at(session.store(), moment));
  const auto tables = value_or_fail(store::PastTables::show(past));
  verify(verifier, {kpis->engine, moment}, globals, options);
}

void verify(const Globals& globals, const VerifyOptions& options) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  if (options.known_at.empty() || options.known_at == "now") return verify_now(session, globals, options);
  verify_past(session, globals, options);
}

}  // namespace

void add_verify_command(Command& kpi, Globals& globals) {
  static VerifyOptions options;
  auto& command = kpi.add_command("verify", "Recompute every value by plain SQL and list each difference");
  command.add_option("--kpi", &options.kpis, "only this one; may be repeated");
  command.add_option("--known-at", &options.known_at,
                     "the values as known then: 2026-03-01T09:30:00Z, or a day, which means its end");
  command.add_option("--limit", &options.limit, "most differences to list").show_default();
  command.footer =
      "Works out every published value (nation, provinces, breakdowns; months, quarters, years, fiscal "
      "years) a second\n"
      "time from the record tables, by SQL that shares nothing with the engine, and lists each value, part, "
      "excluded count\n"
      "or status that differs. Reads one moment of the store and writes nothing, so it may run beside `mizan "
      "run`; it needs\n"
      "room for temporary files of about the store's size. Where the KPI values are behind the records "
      "(after a crash, or on\n"
      "the day that a date of the records comes) it says so and compares nothing: `mizan ingest` brings them "
      "up to date.\n\n"
      "Examples:\n  mizan kpi verify\n  mizan kpi verify --kpi pending --kpi caseload --format csv\n  mizan "
      "kpi verify --known-at 2026-03-31\n\n"
      "Exit code 0: no difference; 3: some; 4: the values are behind the records.";
  command.action = [&globals] { verify(globals, options); };
}

}  // namespace mizan::app
