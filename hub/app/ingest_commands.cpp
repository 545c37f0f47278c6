#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/room.hpp"
#include "app/whole_run.hpp"
#include "ops/log.hpp"
#include "ops/progress.hpp"
#include "pipeline/stage_clock.hpp"

namespace mizan::app {
namespace {

struct IngestWords {
  std::string only;
  bool timings = false;
};

// One line of JSON, for programs: seconds by stage, no moment of a thread in two of them. Waiting for another
// thread is none of them.
void print_timings(const pipeline::StageTimes& times, const pipeline::StageClock& after) {
  fmt::print(stderr,
             R"({{"stages":{{"read":{:.3f},"normalize":{:.3f},"store":{:.3f},"finish":{:.3f},"kpi":{:.3f}}},)"
             R"("waited":{:.3f},"ingest":{:.3f}}})"
             "\n",
             times.read, times.normalize, times.store, after.seconds(pipeline::Stage::kFinish),
             after.seconds(pipeline::Stage::kCount), times.wait, times.all);
}

base::Result<pipeline::IngestReport> run_once(Session& session, const SourceConfig& source) {
  ops::Progress progress(source.name, 0);
  auto report = session.ingest(source, [&](std::int64_t received) { progress.update(received); });
  progress.finish();
  if (!report) {
    if (report.error().code == base::Code::kStore) return report;
    report = pipeline::IngestReport::never_begun(report.error().message);
  }
  if (!report->message.empty()) fmt::print(stderr, "mizan: {}: {}\n", source.name, report->message);
  return report;
}

void ingest_one(Session& session, const SourceConfig& source, Table& table, bool& failed,
                pipeline::StageTimes& times) {
  const auto report = value_or_fail(run_whole([&] { return run_once(session, source); }));
  failed = failed || report.status != "ok";
  times += report.times;
  const auto& books = report.books;
  if (!report.first_quarantined.empty()) {
    fmt::print(stderr, "mizan: {}: {} quarantined, the first {}; `mizan quarantine list {}` shows all\n",
               source.name, books.quarantined, report.first_quarantined, source.name);
  }
  table.add({source.name, report.status, fmt::format("{}", books.received), fmt::format("{}", books.accepted),
             fmt::format("{}", books.unchanged), fmt::format("{}", books.quarantined),
             fmt::format("{}", books.deleted + report.vanished)});
}

void ingest(const Globals& globals, const IngestWords& words) {
  const auto& only = words.only;
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kWrite, system_clock()));
  or_fail(require_room(session.config().file, session.config().store, session.store()));
  or_fail(session.store().begin_backfill());
  Table table({{"source"},
               {"status"},
               {"received", true},
               {"accepted", true},
               {"unchanged", true},
               {"quarantined", true},
               {"deleted", true}});
  bool failed = false;
  bool any = false;
  pipeline::StageTimes times;
  for (const auto& source : session.source_configs()) {
    if (!only.empty() && source.name != only) continue;
    any = true;
    ingest_one(session, source, table, failed, times);
  }
  if (!any)
    fail({base::Code::kNotFound,
          only.empty() ? "there is no source file" : "there is no source \"" + only + "\""});
  pipeline::StageClock clock;
  {
    const pipeline::StageClock::Turn turn(clock, pipeline::Stage::kFinish);
    or_fail(session.store().end_backfill());
  }
  const auto changes = [&] {
    const pipeline::StageClock::Turn turn(clock, pipeline::Stage::kCount);
    return value_or_fail(session.catch_up_kpis());
  }();
  print(table, globals);
  if (words.timings) print_timings(times, clock);
  if (!changes.empty()) fmt::print(stderr, "{} published values changed\n", changes.size());
  if (failed) std::exit(3);
}

}  // namespace

void add_ingest_commands(Command& program, Globals& globals) {
  auto& command = program.add_command("ingest", "Read every source until caught up, once");
  static IngestWords words;
  command.add_option("source", &words.only, "only this source");
  command.add_option("--timings", &words.timings,
                     "say how long each stage took, as a line of JSON on stderr");
  command.footer =
      "Examples:\n  mizan ingest\n  mizan ingest punjab-courts --format json\n\nExit code 3: a source ended "
      "partial or failed.";
  command.action = [&globals] { ingest(globals, words); };
}

}  // namespace mizan::app
