#include <map>

#include "adapter/worker_source.hpp"
#include "api/case_story.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/connection.hpp"
#include "app/hot_change.hpp"
#include "base/text.hpp"
#include "store/linking.hpp"
#include "store/provenance.hpp"

namespace mizan::app {
namespace {

// The build of its adapter that a source gets, who vouches for it, and what is the matter with either.
struct AdapterState {
  std::string name;
  std::string standing;
  std::string problem;  // the source is parked with it
  std::string refused;  // a later build that was not taken
};

AdapterState adapter_state(const HubConfig& config, const SourceConfig& source) {
  const auto found = find_runnable(config, source);
  if (!found) return {source.adapter, "", found.error().message, ""};
  const auto refused = refused_change(config, source);
  if (refused) return {refused->name, "", "", refused->why};
  return {found->name, found->standing, "", ""};
}

std::map<std::string, AdapterState> adapter_states(const Session& session) {
  std::map<std::string, AdapterState> states;
  for (const auto& source : session.source_configs())
    states[source.name] = adapter_state(session.config(), source);
  return states;
}

void list_sources(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  auto states = adapter_states(session);
  Table table({{"source"},
               {"status"},
               {"last read"},
               {"received", true},
               {"accepted", true},
               {"unchanged", true},
               {"quarantined", true},
               {"newest change"},
               {"adapter"},
               {"signature"},
               {"message"}});
  for (const auto& source : value_or_fail(session.store().sources())) {
    const auto runs = value_or_fail(session.store().runs(source.id, 1));
    const auto newest = value_or_fail(session.store().newest_change(source.id));
    const auto run = runs.empty() ? store::RunRow{} : runs.front();
    const auto known = states.extract(source.name);
    const auto state = known ? known.mapped() : AdapterState{};
    const bool parked = !state.problem.empty();
    table.add({source.name, parked ? "parked" : run.status,
               base::to_rfc3339(std::max(run.started_at, source.read_at)),
               fmt::format("{}", run.books.received), fmt::format("{}", run.books.accepted),
               fmt::format("{}", run.books.unchanged), fmt::format("{}", run.books.quarantined),
               newest == 0 ? "" : base::to_rfc3339(newest), state.name, state.standing,
               parked                  ? state.problem
               : state.refused.empty() ? run.message
                                       : state.refused});
  }
  // Those that have never been read because they could not be.
  for (const auto& [name, state] : states) {
    if (!state.problem.empty())
      table.add({name, "parked", "", "0", "0", "0", "0", "", state.name, state.standing, state.problem});
  }
  print(table, globals);
}

std::string raw_text(const store::Provenance& record) {
  return record.raw_dropped ? "(no longer kept)" : record.raw;
}

// Why a case record is of the case: the reason, with what, and of a reviewed link who says so.
std::string link_text(const std::vector<store::LinkRow>& links, const store::Provenance& part) {
  if (part.kind != model::Kind::kCase) return "";
  for (const auto& link : links) {
    if (link.source != part.source || link.key != part.key) continue;
    const auto with = link.detail.empty() ? std::string() : " " + link.detail;
    return link.by.empty() ? link.reason + with
                           : fmt::format("{}{}, {} {}: {}", link.reason, with, link.by, link.on, link.why);
  }
  return "";
}

void compare_case(const Globals& globals, const std::string& source, const std::string& key) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto id = value_or_fail(session.store().find_case(source, key));
  if (!id) fail({base::Code::kNotFound, fmt::format("the source \"{}\" has no case \"{}\"", source, key)});
  const auto story = value_or_fail(api::story_of(*id, session.store()));
  Table table({{"field"}, {"differs"}, {"holder"}, {"source"}, {"key"}, {"value"}});
  for (const auto& shared : story.shared) {
    for (const auto& each : shared.values) {
      table.add({shared.field, shared.differs ? "yes" : "no", std::string(model::holder_name(each.holder)),
                 each.source, each.key, each.value});
    }
  }
  print(table, globals);
}

void show_case(const Globals& globals, const std::string& source, const std::string& key) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto id = value_or_fail(session.store().find_case(source, key));
  if (!id) fail({base::Code::kNotFound, fmt::format("the source \"{}\" has no case \"{}\"", source, key)});
  const auto links = value_or_fail(store::links_of_case(session.store(), *id));
  Table table({{"kind"},
               {"source"},
               {"key"},
               {"link"},
               {"accepted"},
               {"adapter"},
               {"mapping"},
               {"findings"},
               {"raw"}});
  for (const auto& part :
       value_or_fail(store::provenance_of(session.store(), *id, value_or_fail(session.store().head())))) {
    std::string findings;
    for (const auto& finding : part.findings) {
      const auto* field = model::find_field(finding.field);
      findings += fmt::format("{}{}{}", findings.empty() ? "" : "; ", finding.code,
                              field ? " " + std::string(field->name) : "");
    }
    table.add({std::string(model::kind_name(part.kind)), part.source, part.key, link_text(links, part),
               base::to_rfc3339(part.accepted_at), part.run.adapter + " " + part.run.adapter_version,
               part.run.mapping, findings, raw_text(part)});
  }
  print(table, globals);
}

// What a worker of usual limits would be shut in by, on this machine.
void add_sandbox(Table& table) {
  const auto layers = adapter::probe_sandbox(worker_program(), {}, std::chrono::seconds(10));
  if (!layers) return table.add({"sandbox", "", layers.error().message});
  for (const auto& layer : *layers)
    table.add({"sandbox: " + layer.name, "", (layer.applied ? "on: " : "OFF: ") + layer.detail});
}

// What is to be seen to: adapters that nobody vouches for, that are missing, or that were not taken.
void add_adapters(Table& table, const Session& session) {
  for (const auto& [source, state] : adapter_states(session)) {
    const auto detail = !state.problem.empty()   ? "parked: " + state.problem
                        : !state.refused.empty() ? state.refused
                                                 : state.name + ", " + state.standing;
    table.add({"adapter of " + source, "", detail});
  }
}

void status(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  auto& store = session.store();
  const auto kpi = value_or_fail(store.kpi_state());
  const auto head = value_or_fail(store.head());
  Table table({{"what"}, {"count", true}, {"detail"}});
  for (int k = 1; k <= model::kKindCount; ++k) {
    const auto kind = static_cast<model::Kind>(k);
    table.add({std::string(model::kind_name(kind)) + " records",
               fmt::format("{}", value_or_fail(store.count_records(kind))), ""});
  }
  add_sandbox(table);
  add_adapters(table, session);
  table.add({"changes accepted", fmt::format("{}", head), ""});
  table.add({"changes not yet in the KPIs",
             fmt::format("{}", kpi.rebuild_needed ? head : head - kpi.position), ""});
  print(table, globals);
}

}  // namespace

void add_look_commands(Command& program, Globals& globals) {
  static std::string source;
  static std::string key;
  auto& sources = program.add_command("source", "The sources");
  auto& list = sources.add_command("list", "Health and books of every source, by its last run");
  list.footer = "Examples:\n  mizan source list\n  mizan source list --format json";
  list.action = [&globals] { list_sources(globals); };
  auto& cases = program.add_command("case", "One case");
  auto& show = cases.add_command("show", "Its records, where each came from, and what was found");
  show.add_option("source", &source, "name of the source").required();
  show.add_option("key", &key, "the case's key in that source").required();
  show.footer =
      "Examples:\n  mizan case show punjab-courts PB-C0000017\n  mizan case show punjab-courts PB-C0000017 "
      "--format "
      "json";
  show.action = [&globals] { show_case(globals, source, key); };
  auto& compare =
      cases.add_command("compare", "What its holders say of the same field, and where they differ");
  compare.add_option("source", &source, "name of the source").required();
  compare.add_option("key", &key, "the case's key in that source").required();
  compare.footer = "Example:\n  mizan case compare punjab-courts PB-C0000017 --format csv";
  compare.action = [&globals] { compare_case(globals, source, key); };
  auto& state = program.add_command(
      "status", "What the store holds, whether the KPIs are in step, and what shuts adapters in");
  state.footer = "Examples:\n  mizan status\n  mizan --config /etc/mizan/mizan.toml status --format json";
  state.action = [&globals] { status(globals); };
}

}  // namespace mizan::app
