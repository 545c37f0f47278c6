// `mizan kpi diff`: which cases, and which of their records, moved a value between two moments.
#include <algorithm>

#include "api/explain.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/commands.hpp"
#include "app/past_kpis.hpp"
#include "model/case_id.hpp"
#include "store/past.hpp"

namespace mizan::app {
namespace {

struct DiffOptions {
  api::Selection selection;
  std::string from;
  std::string to = "now";
};

base::Micros moment_of(const std::string& text, base::Micros now) {
  return text == "now" ? now : value_or_fail(parse_moment(text, now));
}

void say(const PastValue& value, base::Micros moment) {
  for (const auto& [result, fairness, standardised] : value.results)
    fmt::print(stderr, "known at {}: {} {} = {} ({} of {})\n", base::to_rfc3339(moment), result.key.kpi,
               result.key.stat, result.value ? model::format_value(*result.value) : "no value",
               result.numerator.value_or(0), result.denominator.value_or(0));
}

// "denominator 2026-03-04, numerator 2026-03-04"
std::string parts_text(const PastValue& value, model::LinkedCaseId id) {
  const auto found = value.parts.find(id);
  if (found == value.parts.end()) return "";
  std::vector<std::string> texts;
  for (const auto& part : found->second) {
    texts.push_back(part.role + " " + base::to_iso(part.day) +
                    (part.x == 0 ? "" : fmt::format(" {}", part.x)) +
                    (part.n == 1 ? "" : fmt::format(" x{}", part.n)));
  }
  std::sort(texts.begin(), texts.end());
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::vector<model::LinkedCaseId> cases_of(const PastValue& before, const PastValue& after) {
  std::vector<model::LinkedCaseId> ids;
  for (const auto* value : {&before, &after})
    for (const auto& [id, parts] : value->parts) ids.push_back(id);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// By the records that the case had then, or before that.
std::string case_id_of(store::Store& store, model::LinkedCaseId id, const PastValue& before,
                       const PastValue& after) {
  for (const auto sequence : {after.sequence, before.sequence}) {
    if (const auto linked = value_or_fail(store.load_case(id, sequence))) return api::case_id_of(*linked);
  }
  return model::mint_case_id("", id.value);
}

std::string_view what_name(store::RecordEvent::What what) {
  constexpr std::string_view kNames[] = {"new", "changed", "deleted"};
  return kNames[static_cast<std::size_t>(what)];
}

void diff(const Globals& globals, const DiffOptions& options) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto now = session.now();
  const auto from = moment_of(options.from, now);
  const auto to = moment_of(options.to, now);
  if (from > to) fail({base::Code::kData, "--from is after --to"});
  auto selection = options.selection;
  if (selection.province.empty()) selection.province = "_T";
  const auto& definitions = session.engine().definitions();
  const auto before = value_or_fail(past_value(session.store(), definitions, from, selection));
  const auto after = value_or_fail(past_value(session.store(), definitions, to, selection));
  say(before, from);
  say(after, to);
  Table table({{"case"}, {"before"}, {"after"}, {"at"}, {"what"}, {"record"}, {"source"}, {"key"}});
  int moved = 0;
  for (const auto id : cases_of(before, after)) {
    const auto then = parts_text(before, id);
    const auto later = parts_text(after, id);
    if (then == later) continue;
    ++moved;
    const auto case_id = case_id_of(session.store(), id, before, after);
    const auto events =
        value_or_fail(store::events_of_case(session.store(), id, before.sequence, after.sequence));
    if (events.empty())  // a date came, or a source declares or reaches something else
      table.add({case_id, then, later, "", "no record of it changed", "", "", ""});
    for (const auto& event : events)
      table.add({case_id, then, later, base::to_rfc3339(event.accepted_at),
                 std::string(what_name(event.what)), std::string(model::kind_name(event.kind)), event.source,
                 event.key});
  }
  print(table, globals);
  fmt::print(stderr, "{} cases moved it\n", moved);
}

}  // namespace

void add_diff_command(Command& kpi, Globals& globals) {
  static DiffOptions options;
  auto& selection = options.selection;
  auto& command = kpi.add_command("diff", "Which cases and records moved a value between two moments");
  command.add_option("kpi", &selection.kpi, "its id").required();
  command.add_option("--period", &selection.period, "one period: 2026-03, 2026-Q1, 2026, FY2025-26")
      .required();
  command.add_option("--from", &options.from, "the earlier moment: 2026-03-01T09:30:00Z, or a day: its end")
      .required();
  command.add_option("--to", &options.to, "the later one").show_default();
  command.add_option("--province", &selection.province, "only this province");
  command.add_option("--by", &selection.by, "a breakdown: district, court, prosecutor, offence_group …");
  command.add_option("--member", &selection.member, "the district, court … of --by");
  command.footer =
      "Examples:\n  mizan kpi diff conviction_contested --period 2026-Q1 --from 2026-04-15\n  mizan kpi diff "
      "pending "
      "--period 2026-03 --province PB --from 2026-04-01 --to 2026-04-30 --format csv";
  command.action = [&globals] { diff(globals, options); };
}

}  // namespace mizan::app
