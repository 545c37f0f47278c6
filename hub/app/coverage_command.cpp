// `mizan coverage`: which KPIs a province can compute today, what its sources see, and what the rest would
// need.
#include <set>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "kpi/coverage.hpp"

namespace mizan::app {
namespace {

struct CoverageOptions {
  std::string province;
  std::string source;
};

Session opened(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  or_fail(session.load_kpis());  // what the sources declare; the values do not matter here
  return session;
}

std::vector<std::string> provinces_of(const kpi::Engine& engine, const std::string& wanted) {
  std::set<std::string> all;
  for (const auto& source : engine.sources()) {
    if (!source.declaration.province.empty()) all.insert(source.declaration.province);
  }
  if (wanted.empty()) return {all.begin(), all.end()};
  if (!all.contains(wanted))
    fail({base::Code::kNotFound,
          fmt::format("no source is of the province \"{}\": there are {}", wanted, fmt::join(all, ", "))});
  return {wanted};
}

std::string status_of(const kpi::KpiSight& sight) {
  if (!sight.applies) return "not_applicable";
  return sight.computable() ? "computable" : "not_available";
}

void show_kpis(const Globals& globals, const CoverageOptions& options) {
  auto session = opened(globals);
  Table table({{"province"}, {"kpi"}, {"status"}, {"missing"}, {"blind breakdowns"}, {"title"}});
  for (const auto& province : provinces_of(session.engine(), options.province)) {
    int computable = 0;
    const auto all = kpi::kpis_of(province, session.engine(), session.today());
    for (const auto& sight : all) {
      computable += sight.computable() ? 1 : 0;
      table.add({province, sight.definition->id, status_of(sight),
                 fmt::format("{}", fmt::join(sight.missing, " ")),
                 fmt::format("{}", fmt::join(sight.blind, " ")), sight.definition->title});
    }
    fmt::print(stderr, "{}: {} of {} KPIs are computable\n", province, computable, all.size());
  }
  print(table, globals);
}

void show_fields(const Globals& globals, const CoverageOptions& options) {
  auto session = opened(globals);
  Table table({{"source"}, {"kind"}, {"field"}, {"sight"}, {"KPIs", true}, {"which"}});
  bool known = options.source.empty();
  for (const auto& source : session.engine().sources()) {
    const auto& declaration = source.declaration;
    if (!options.source.empty() && declaration.name != options.source) continue;
    known = true;
    for (const auto& field : kpi::fields_of(declaration, session.engine(), session.today()))
      table.add({declaration.name, std::string(model::kind_name(field.kind)),
                 std::string(model::find_field(field.field)->name), std::string(kpi::sight_name(field.sight)),
                 fmt::format("{}", field.kpis.size()), fmt::format("{}", fmt::join(field.kpis, " "))});
  }
  if (!known)
    fail(
        {base::Code::kNotFound, fmt::format("there is no source \"{}\" that has been read", options.source)});
  print(table, globals);
}

void show_gains(const Globals& globals, const CoverageOptions& options) {
  auto session = opened(globals);
  Table table(
      {{"province"}, {"step", true}, {"what it would have to see"}, {"KPIs", true}, {"which"}, {"seen by"}});
  for (const auto& province : provinces_of(session.engine(), options.province)) {
    int step = 0;
    for (const auto& gain : kpi::gains_of(province, session.engine(), session.today()))
      table.add({province, fmt::format("{}", ++step), fmt::format("{}", fmt::join(gain.needs, " ")),
                 fmt::format("{}", gain.kpis.size()), fmt::format("{}", fmt::join(gain.kpis, " ")),
                 fmt::format("{}", fmt::join(gain.seen_by, " "))});
  }
  print(table, globals);
}

}  // namespace

void add_coverage_commands(Command& program, Globals& globals) {
  auto& coverage =
      program.add_command("coverage", "Which KPIs can be computed, and what the rest would need");
  static CoverageOptions options;
  auto& kpis = coverage.add_command("kpis", "Each KPI in each province: computable, or what is missing");
  kpis.add_option("--province", &options.province, "only this one");
  kpis.footer =
      "Examples:\n  mizan coverage kpis\n  mizan coverage kpis --province BA --format csv\n\nA KPI is "
      "computable "
      "where each field and population that it needs is seen by some source of the province. A breakdown is "
      "blind "
      "where no source sees its field: everything is then of the member \"unknown\".";
  kpis.action = [&globals] { show_kpis(globals, options); };
  auto& fields = coverage.add_command("fields", "Each field of each source: observed, derived or missing");
  fields.add_option("--source", &options.source, "only this one");
  fields.footer = "Examples:\n  mizan coverage fields\n  mizan coverage fields --source kp-cmms --format csv";
  fields.action = [&globals] { show_fields(globals, options); };
  auto& gains =
      coverage.add_command("gains", "What a province would have to see, the most KPIs a field first");
  gains.add_option("--province", &options.province, "only this one");
  gains.footer =
      "Example:\n  mizan coverage gains --province BA\n\nEach step builds on those before it. \"seen by\" "
      "names the "
      "sources of other provinces that see all of the step today: their mapping shows what to ask for.";
  gains.action = [&globals] { show_gains(globals, options); };
}

}  // namespace mizan::app
