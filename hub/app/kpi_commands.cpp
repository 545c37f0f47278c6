#include <CLI/CLI.hpp>
#include <map>

#include "app/command.hpp"
#include "kpi/golden.hpp"

namespace mizan::app {
namespace {

struct ValueOptions {
  std::string kpi;
  std::string period;
  std::string from;
  std::string to;
  std::string by;
  std::string province;
  std::string every = "month";
};

std::string number(const std::optional<std::int64_t>& value) {
  return value ? fmt::format("{}", *value) : "";
}

void list(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  Table table({{"id"}, {"version", true}, {"unit"}, {"title"}, {"formula"}});
  for (const auto& definition : session.engine().definitions()) {
    table.add({definition.id, fmt::format("{}", definition.version), definition.unit, definition.title,
               definition.formula});
  }
  print(table, globals);
}

std::vector<model::Period> wanted_periods(const ValueOptions& options, const kpi::Engine& engine,
                                          base::Day today) {
  if (!options.period.empty()) {
    const auto period = model::parse_period(options.period);
    if (!period)
      fail({base::Code::kConfig, "--period is a month 2026-03, a quarter 2026-Q1, a year 2026 or FY2025-26"});
    return {*period};
  }
  const auto granularity = model::find_granularity(options.every);
  if (!granularity) fail({base::Code::kConfig, "--every is month, quarter, year or fiscal_year"});
  auto periods = engine.periods(*granularity, today);
  const auto bound = [](const std::string& label, bool end, base::Day otherwise) {
    if (label.empty()) return otherwise;
    const auto period = model::parse_period(label);
    if (!period) fail({base::Code::kConfig, "--from and --to are periods such as 2026-03 or 2026"});
    return end ? period->to : period->from;
  };
  const auto from = bound(options.from, false, base::kFarPast);
  const auto to = bound(options.to, true, base::kFarFuture);
  std::erase_if(periods, [&](const model::Period& period) { return period.from < from || period.to > to; });
  return periods;
}

void values(const Globals& globals, const ValueOptions& options) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  value_or_fail(session.prepare_kpis(false));
  auto& engine = session.engine();
  kpi::ValueQuery query{options.kpi, wanted_periods(options, engine, session.today()), std::nullopt,
                        options.province};
  kpi::Dimension dimension{};
  const auto* definition = engine.find(options.kpi);
  if (definition == nullptr)
    fail({base::Code::kNotFound, "there is no KPI \"" + options.kpi + "\"; `mizan kpi list` names them"});
  if (!options.by.empty()) {
    if (!kpi::find_dimension(options.by, dimension) || !kpi::has_dimension(*definition, dimension)) {
      fail({base::Code::kNotFound, options.kpi + " has no breakdown \"" + options.by + "\""});
    }
    query.by = dimension;
  }
  Table table({{"kpi"},
               {"stat"},
               {"province"},
               {"by"},
               {"member"},
               {"period"},
               {"value", true},
               {"numerator", true},
               {"denominator", true},
               {"missing", true},
               {"not_observed", true},
               {"negative", true},
               {"places"},
               {"status"}});
  for (const auto& result : engine.values(query, session.today(), session.now())) {
    table.add({result.key.kpi, result.key.stat, result.key.province, result.key.dimension, result.key.member,
               result.period.label, result.value ? model::format_value(*result.value) : "",
               number(result.numerator), number(result.denominator),
               fmt::format("{}", result.excluded.missing), fmt::format("{}", result.excluded.not_observed),
               fmt::format("{}", result.excluded.negative),
               fmt::format("{}/{}", result.places.used, result.places.all),
               std::string(model::kpi_status_name(result.status))});
  }
  print(table, globals);
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

void rebuild(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kWrite, system_clock()));
  or_fail(session.rebuild_kpis());
  fmt::print(stderr, "rebuilt {} buckets\n", session.engine().cells().size());
}

void explain(const Globals& globals, const ValueOptions& options, const std::string& member) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  value_or_fail(session.prepare_kpis(false));
  auto& engine = session.engine();
  const auto* definition = engine.find(options.kpi);
  const auto period = model::parse_period(options.period);
  if (definition == nullptr || !period)
    fail({base::Code::kNotFound, "name a KPI and a --period such as 2026-03"});
  kpi::CellName cell{options.province.empty() ? "_T" : options.province, kpi::Dimension::kTotal, member};
  if (!options.by.empty() && !kpi::find_dimension(options.by, cell.dimension))
    fail({base::Code::kNotFound, "no breakdown \"" + options.by + "\""});
  Table table({{"case", true}, {"source"}, {"key"}, {"role"}, {"day"}, {"x", true}, {"n", true}});
  or_fail(session.store().for_each_case([&](const model::LinkedCase& linked) -> base::Result<> {
    for (const auto& part : engine.parts(linked, *definition, cell, *period, session.today())) {
      table.add({fmt::format("{}", linked.id.value), fmt::format("{}", linked.cases.front().source.value),
                 linked.cases.front().record.key, part.role, base::to_iso(part.day),
                 fmt::format("{}", part.x), fmt::format("{}", part.n)});
    }
    return {};
  }));
  print(table, globals);
}

}  // namespace

void add_kpi_commands(CLI::App& app, Globals& globals) {
  auto* kpi = app.add_subcommand("kpi", "List, read, explain, test and rebuild KPIs");
  kpi->require_subcommand(1);
  static ValueOptions options;
  static std::string member = "_T";
  static std::string folder = "config/kpis";
  kpi->add_subcommand("list", "The definitions")->callback([&globals] { list(globals); });
  auto* read = kpi->add_subcommand("values", "Values of one KPI");
  auto* why = kpi->add_subcommand("explain", "The cases behind one value");
  for (auto* command : {read, why}) {
    command->add_option("kpi", options.kpi, "its id")->required();
    command->add_option("--period", options.period, "one period: 2026-03, 2026-Q1, 2026, FY2025-26");
    command->add_option("--by", options.by, "a breakdown: district, court, prosecutor, offence_group …");
    command->add_option("--province", options.province, "only this province");
  }
  read->add_option("--every", options.every, "month, quarter, year or fiscal_year");
  read->add_option("--from", options.from, "first period");
  read->add_option("--to", options.to, "last period");
  read->footer(
      "Examples:\n  mizan kpi values pending --every quarter\n  mizan kpi values clearance_rate --by court "
      "--period 2026-03 --format csv");
  read->callback([&globals] { values(globals, options); });
  why->add_option("--member", member, "the district, court … of --by");
  why->footer(
      "Example:\n  mizan kpi explain conviction_disposed --period 2026-03 --province Punjab --by court "
      "--member \"Sessions Court Lahore\"");
  why->callback([&globals] { explain(globals, options, member); });
  auto* golden = kpi->add_subcommand("test", "Run the golden cases of a folder of definitions");
  golden->add_option("folder", folder, "folder with *.toml and golden/");
  golden->callback([&globals] { test_definitions(globals, folder); });
  kpi->add_subcommand("rebuild", "Drop every cell and count every case anew")->callback([&globals] {
    rebuild(globals);
  });
}

}  // namespace mizan::app
