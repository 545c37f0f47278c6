// `mizan kpi explain`: one value down to its cases and their records, now or as known at a moment.
#include <nlohmann/json.hpp>

#include "api/explain.hpp"
#include "api/prov_json.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/past_kpis.hpp"
#include "base/json.hpp"
#include "store/sqlite.hpp"

namespace mizan::app {
namespace {

struct ExplainOptions {
  api::Selection selection;
  std::string known_at;
  int limit = 20;
  bool prov = false;
};

// The value, the facts and the names that they mention are those of one moment.
api::Explanation explanation_of_now(Session& session, const api::Selection& selection, std::size_t limit) {
  const auto snapshot = value_or_fail(store::Snapshot::begin(session.store().database()));
  or_fail(session.load_kpis());
  auto values =
      value_or_fail(api::fair_values_of(selection, session.engine(), session.today(), session.now()));
  auto explanation =
      value_or_fail(api::explain(selection, session.engine(), session.store(), limit, session.today()));
  explanation.values = std::move(values);
  explanation.known_at = session.now();
  return explanation;
}

api::Explanation explanation_of(Session& session, const ExplainOptions& options) {
  auto selection = options.selection;
  if (selection.province.empty()) selection.province = "_T";
  const auto limit = static_cast<std::size_t>(options.limit);
  if (options.known_at.empty() || options.known_at == "now")
    return explanation_of_now(session, selection, limit);
  const auto moment = value_or_fail(parse_moment(options.known_at, session.now()));
  return value_or_fail(
      explain_past(session.store(), session.engine().definitions(), moment, selection, limit));
}

void say(const std::vector<api::FairValue>& values) {
  for (const auto& [value, fairness, standardised] : values) {
    fmt::print(stderr, "{} {} {} {} {}: {} ({})\n", value.key.kpi, value.period.label, value.key.province,
               value.key.member, value.key.stat, value.value ? model::format_value(*value.value) : "no value",
               model::kpi_status_name(value.status));
  }
}

std::string role_text(const kpi::Part& part) {
  return part.n == 1 ? part.role : fmt::format("{} x{}", part.role, part.n);
}

Table table_of(const api::Explanation& explanation) {
  Table table(
      {{"case"}, {"role"}, {"day"}, {"record"}, {"source"}, {"key"}, {"adapter"}, {"mapping"}, {"raw"}});
  for (const auto& each : explanation.cases) {
    for (const auto& part : each.parts)
      table.add({each.case_id, role_text(part), base::to_iso(part.day), "", "", "", "", "", ""});
    for (const auto& record : each.records) {
      table.add({each.case_id, "", "", std::string(model::kind_name(record.kind)), record.source, record.key,
                 record.run.adapter + " " + record.run.adapter_version, record.run.mapping,
                 record.raw_dropped ? "(no longer kept)" : record.raw});
    }
  }
  return table;
}

void explain(const Globals& globals, const ExplainOptions& options) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto explanation = explanation_of(session, options);
  say(explanation.values);
  if (options.prov) {
    fmt::print("{}\n", base::json_text(api::prov_json(explanation), 2));
  } else {
    print(table_of(explanation), globals);
  }
  fmt::print(stderr, "{} of {} cases shown, as known at {}\n", explanation.cases.size(),
             explanation.case_count, base::to_rfc3339(explanation.known_at));
}

}  // namespace

void add_explain_command(Command& kpi, Globals& globals) {
  static ExplainOptions options;
  auto& selection = options.selection;
  auto& why = kpi.add_command("explain", "The cases behind one value, and the records behind the cases");
  why.add_option("kpi", &selection.kpi, "its id").required();
  why.add_option("--period", &selection.period, "one period: 2026-03, 2026-Q1, 2026, FY2025-26");
  why.add_option("--province", &selection.province, "only this province");
  why.add_option("--by", &selection.by, "a breakdown: district, court, prosecutor, offence_group …");
  why.add_option("--member", &selection.member, "the district, court … of --by");
  why.add_option("--version", &selection.version, "a version of the definition that is not in force too");
  why.add_option("--known-at", &options.known_at,
                 "as a hub that stopped then would: 2026-03-01T09:30:00Z, or a day, which means its end");
  why.add_option("--limit", &options.limit, "most cases to show").show_default().within(0, 1000);
  why.add_option("--prov", &options.prov, "as PROV-JSON, the W3C's form for where things come from");
  why.footer =
      "Examples:\n  mizan kpi explain conviction_disposed --period 2026-03 --province Punjab --by court "
      "--member \"Sessions Court Lahore\"\n  mizan kpi explain pending --period 2026-03 --known-at "
      "2026-04-15 "
      "--limit 1000 --prov >pending.prov.json";
  why.action = [&globals] { explain(globals, options); };
}

}  // namespace mizan::app
