#include <CLI/CLI.hpp>
#include <mizan/mapping/mapping.hpp>

#include "app/command.hpp"
#include "ops/log.hpp"
#include "ops/progress.hpp"

namespace mizan::app {
namespace {

void ingest_one(Session& session, const SourceConfig& source, Table& table, bool& failed) {
  ops::Progress progress(source.name, 0);
  auto report = session.ingest(source, [&](std::int64_t received) { progress.update(received); });
  progress.finish();
  if (!report) {
    if (report.error().code == base::Code::kStore) fail(report.error());
    report = pipeline::IngestReport{"failed", report.error().message, {}, 0};
  }
  failed = failed || report->status != "ok";
  if (!report->message.empty()) fmt::print(stderr, "mizan: {}: {}\n", source.name, report->message);
  const auto& books = report->books;
  table.add({source.name, report->status, fmt::format("{}", books.received),
             fmt::format("{}", books.accepted), fmt::format("{}", books.unchanged),
             fmt::format("{}", books.quarantined), fmt::format("{}", books.deleted + report->vanished)});
}

void ingest(const Globals& globals, const std::string& only) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kWrite, system_clock()));
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
  for (const auto& source : session.source_configs()) {
    if (!only.empty() && source.name != only) continue;
    any = true;
    ingest_one(session, source, table, failed);
  }
  if (!any)
    fail({base::Code::kNotFound,
          only.empty() ? "there is no source file" : "there is no source \"" + only + "\""});
  or_fail(session.store().end_backfill());
  const auto changes = value_or_fail(session.catch_up_kpis());
  print(table, globals);
  if (!changes.empty()) fmt::print(stderr, "{} published values changed\n", changes.size());
  if (failed) std::exit(3);
}

void validate(const Globals& globals) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  bool sound = true;
  for (const auto& source : value_or_fail(read_source_configs(config.sources))) {
    if (source.mapping.empty()) continue;
    const auto text = value_or_fail(read_text(source.mapping));
    const auto problems = mapping::Mapping::validate(text, source.mapping.string());
    for (const auto& problem : problems) fmt::print("{}\n", problem.text());
    sound = sound && problems.empty();
    if (!problems.empty()) continue;
    if (auto meaning = read_meaning(source, {}); !meaning) {
      fmt::print("{}\n", meaning.error().message);
      sound = false;
    }
  }
  if (!sound) std::exit(2);
  fmt::print("config, sources, mappings and code tables are sound\n");
}

}  // namespace

void add_ingest_commands(CLI::App& app, Globals& globals) {
  auto* command = app.add_subcommand("ingest", "Read every source until caught up, once");
  static std::string only;
  command->add_option("source", only, "only this source");
  command->footer(
      "Examples:\n  mizan ingest\n  mizan ingest punjab-courts --format json\n\nExit code 3: a source ended "
      "partial or failed.");
  command->callback([&globals] { ingest(globals, only); });
  auto* check =
      app.add_subcommand("validate", "Check config, sources, mappings and code tables; change nothing");
  check->footer("Example:\n  mizan --config hub/mizan.toml validate");
  check->callback([&globals] { validate(globals); });
}

}  // namespace mizan::app
