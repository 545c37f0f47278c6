#include <algorithm>
#include <map>

#include "api/fair_values.hpp"
#include "api/standardised.hpp"
#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/kpi_table.hpp"
#include "app/past_kpis.hpp"
#include "kpi/golden.hpp"
#include "store/sqlite.hpp"

namespace mizan::app {
namespace {

void list(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  Table table({{"id"}, {"version", true}, {"valid from"}, {"in force"}, {"unit"}, {"title"}, {"formula"}});
  for (const auto& definition : session.engine().definitions()) {
    const bool in_force = session.engine().is_in_force(definition, session.today());
    table.add({definition.id, fmt::format("{}", definition.version), base::to_iso(definition.valid_from),
               in_force ? "yes" : "no", definition.unit, definition.title, definition.formula});
  }
  print(table, globals);
}

// Of now, or of the moment that was asked for.
std::shared_ptr<const api::PastKpis> past_of(Session& session, const std::string& known_at) {
  if (known_at.empty() || known_at == "now") return nullptr;
  const auto moment = value_or_fail(parse_moment(known_at, session.now()));
  return value_or_fail(past_kpis(session.store(), session.engine().definitions(), moment));
}

void values(const Globals& globals, const KpiQuestions& questions, const std::string& known_at) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  // The values and the facts that are gone through are those of one moment.
  std::optional<store::Snapshot> snapshot;
  if (!questions.standardise.empty())
    snapshot.emplace(value_or_fail(store::Snapshot::begin(session.store().database())));
  const auto past = past_of(session, known_at);
  if (past && !questions.standardise.empty())
    fail({base::Code::kUnsupported, "--standardise shows values of now: leave out --known-at"});
  if (!past) or_fail(session.load_kpis());
  const auto& engine = past ? past->engine : session.engine();
  const auto moment = past ? past->moment : session.now();
  const auto today = base::karachi_day(moment);
  const auto read = [&](const api::Selection& selection) -> base::Result<std::vector<api::FairValue>> {
    MIZAN_ASSIGN(auto values, api::fair_values_of(selection, engine, today, moment));
    if (!questions.standardise.empty())
      MIZAN_TRY(api::standardise(selection, questions.standardise, engine, session.store(), today, values));
    return values;
  };
  print(value_or_fail(kpi_table(questions, engine, today, read)), globals);
}

void test_definitions(const Globals& globals, const std::string& folder) {
  const auto definitions = value_or_fail(read_definitions(folder));
  Table table({{"kpi"}, {"golden case"}, {"result"}});
  bool passed = true;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(folder) / "golden")) {
    const auto text = value_or_fail(read_text(entry.path()));
    for (const auto& result : value_or_fail(kpi::run_golden(text, entry.path().string(), definitions))) {
      passed = passed && result.failure.empty();
      table.add({result.kpi, result.name, result.failure.empty() ? "passed" : result.failure});
    }
  }
  print(table, globals);
  if (!passed) std::exit(1);
}

void rebuild(const Globals& globals, pipeline::CountFrom from) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kWrite, system_clock()));
  note_in_audit(session.config(), "kpi rebuild", "");
  or_fail(session.rebuild_kpis(from));
  fmt::print(stderr, "rebuilt {} cells\n", session.engine().cells().size());
}

constexpr const char* kOfAVersion = "a version of the definition that is not in force too";

void add_values_command(Command& kpi, Globals& globals) {
  static KpiQuestions questions;
  static std::string known_at;
  auto& read = kpi.add_command("values", "Values of one, several or all KPIs");
  read.add_option("kpi", &questions.kpis, "their ids; none: every KPI");
  add_questions(read, questions);
  read.add_option("--version", &questions.selection.version, kOfAVersion);
  read.add_option(
      "--known-at", &known_at,
      "as a hub that stopped then would show them: 2026-03-01T09:30:00Z, or a day, which means its end");
  read.add_option(
      "--standardise", &questions.standardise,
      "offence_group: also what each one's own mix of cases would let expect, in the one --period; "
      "reads every case once");
  read.footer =
      "Examples:\n  mizan kpi values pending --every quarter\n  mizan kpi values clearance_rate --by court "
      "--period 2026-03 --format csv\n  mizan kpi values --by all --every year --province Punjab\n  mizan "
      "kpi "
      "values conviction_contested --period 2026-Q1 --known-at 2026-04-15\n  mizan kpi values "
      "conviction_contested --by district --period 2025 --intervals\n  mizan kpi values conviction_contested "
      "--by "
      "prosecutor --period 2025 --standardise offence_group";
  read.action = [&globals] { values(globals, questions, known_at); };
}

}  // namespace

void add_kpi_commands(Command& program, Globals& globals) {
  auto& kpi = program.add_command("kpi", "List, read, explain, lint, test, verify and rebuild KPIs");
  static std::string folder = "config/kpis";
  kpi.add_command("list", "The definitions").action = [&globals] { list(globals); };
  add_values_command(kpi, globals);
  add_explain_command(kpi, globals);
  auto& golden = kpi.add_command("test", "Run the golden cases of a folder of definitions");
  golden.add_option("folder", &folder, "folder with *.toml and golden/");
  golden.action = [&globals] { test_definitions(globals, folder); };
  add_lint_commands(kpi, globals);
  add_verify_command(kpi, globals);
  add_diff_command(kpi, globals);
  add_cells_commands(kpi, globals);
  static bool from_records = false;
  auto& recount = kpi.add_command("rebuild", "Count every case anew and put every cell right");
  recount.add_option("--from-records", &from_records,
                     "also make the facts that are counted anew, from the records");
  recount.footer = "Examples:\n  mizan kpi rebuild\n  mizan kpi rebuild --from-records";
  recount.action = [&globals] {
    rebuild(globals, from_records ? pipeline::CountFrom::kRecords : pipeline::CountFrom::kFacts);
  };
}

}  // namespace mizan::app
