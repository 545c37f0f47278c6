#include <CLI/CLI.hpp>

#include "app/command.hpp"
#include "base/text.hpp"

namespace mizan::app {
namespace {

void list_sources(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  Table table({{"source"},
               {"status"},
               {"last run"},
               {"received", true},
               {"accepted", true},
               {"unchanged", true},
               {"quarantined", true},
               {"newest change"},
               {"message"}});
  for (const auto& source : value_or_fail(session.store().sources())) {
    const auto runs = value_or_fail(session.store().runs(source.id, 1));
    const auto newest = value_or_fail(session.store().newest_change(source.id));
    const auto run = runs.empty() ? store::RunRow{} : runs.front();
    table.add({source.name, run.status, base::to_rfc3339(run.started_at),
               fmt::format("{}", run.books.received), fmt::format("{}", run.books.accepted),
               fmt::format("{}", run.books.unchanged), fmt::format("{}", run.books.quarantined),
               newest == 0 ? "" : base::to_rfc3339(newest), run.message});
  }
  print(table, globals);
}

void list_quarantine(const Globals& globals, const std::string& source) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  Table table({{"id", true}, {"source"}, {"state"}, {"reason"}, {"where"}, {"detail"}});
  for (const auto& row : value_or_fail(session.store().quarantine(source, "", 10'000))) {
    table.add({fmt::format("{}", row.id), row.source, row.state, row.rejection.reason, row.rejection.where,
               row.rejection.detail});
  }
  print(table, globals);
}

void show_quarantined(const Globals& globals, std::int64_t id) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto row = value_or_fail(session.store().quarantined(id));
  if (!row) fail({base::Code::kNotFound, fmt::format("nothing is quarantined under {}", id)});
  fmt::print(
      "source    {}\nreceived  {}\nreason    {}\nwhere     {}\ndetail    {}\nstate     {}\nraw       {}\n",
      row->source, base::to_rfc3339(row->received_at), row->rejection.reason, row->rejection.where,
      row->rejection.detail, row->state, row->raw);
}

void show_case(const Globals& globals, const std::string& source, const std::string& key) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto id = value_or_fail(session.store().find_case(source, key));
  if (!id) fail({base::Code::kNotFound, fmt::format("the source \"{}\" has no case \"{}\"", source, key)});
  Table table({{"kind"}, {"source"}, {"key"}, {"accepted"}, {"adapter"}, {"mapping"}, {"findings"}, {"raw"}});
  for (const auto& part : value_or_fail(session.store().provenance(*id))) {
    std::string findings;
    for (const auto& finding : part.findings) {
      const auto* field = model::find_field(finding.field);
      findings += fmt::format("{}{}{}", findings.empty() ? "" : "; ", finding.code,
                              field ? " " + std::string(field->name) : "");
    }
    table.add({std::string(model::kind_name(part.kind)), part.source, part.key,
               base::to_rfc3339(part.accepted_at), part.run.adapter + " " + part.run.adapter_version,
               part.run.mapping, findings, part.raw});
  }
  print(table, globals);
}

void status(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  auto& store = session.store();
  const auto kpi = value_or_fail(store.kpi_state());
  const auto head = value_or_fail(store.head());
  Table table({{"what"}, {"count", true}});
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    table.add({std::string(model::kind_name(kind)) + " records",
               fmt::format("{}", value_or_fail(store.count_records(kind)))});
  }
  table.add({"changes accepted", fmt::format("{}", head)});
  table.add(
      {"changes not yet in the KPIs", fmt::format("{}", kpi.rebuild_needed ? head : head - kpi.position)});
  print(table, globals);
}

}  // namespace

void add_look_commands(CLI::App& app, Globals& globals) {
  static std::string source;
  static std::string key;
  static std::int64_t id = 0;
  auto* sources = app.add_subcommand("source", "The sources");
  sources->require_subcommand(1);
  sources->add_subcommand("list", "Health and books of every source")->callback([&globals] {
    list_sources(globals);
  });
  auto* cases = app.add_subcommand("case", "One case");
  cases->require_subcommand(1);
  auto* show = cases->add_subcommand("show", "Its records, where each came from, and what was found");
  show->add_option("source", source, "name of the source")->required();
  show->add_option("key", key, "the case's key in that source")->required();
  show->footer("Example:\n  mizan case show punjab-courts PB-C0000017");
  show->callback([&globals] { show_case(globals, source, key); });
  auto* quarantine = app.add_subcommand("quarantine", "Records that were not accepted");
  quarantine->require_subcommand(1);
  auto* all = quarantine->add_subcommand("list", "All, or those of one source");
  all->add_option("source", source, "only this source");
  all->callback([&globals] { list_quarantine(globals, source); });
  auto* one = quarantine->add_subcommand("show", "One, with its redacted raw");
  one->add_option("id", id, "its number")->required();
  one->callback([&globals] { show_quarantined(globals, id); });
  app.add_subcommand("status", "What the store holds and whether the KPIs are in step")->callback([&globals] {
    status(globals);
  });
}

}  // namespace mizan::app
