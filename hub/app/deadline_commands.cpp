#include <algorithm>
#include <tuple>

#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/deadline_files.hpp"
#include "kpi/words.hpp"

namespace mizan::app {
namespace {

struct Words {
  std::string id;
  std::string start;
  std::string province;
  std::string applies;
};

std::string iso_or_empty(base::Day day) {
  return day == base::kFarPast || day == base::kFarFuture ? std::string() : base::to_iso(day);
}

void list(const Globals& globals) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  Table table({{"id"},
               {"province"},
               {"from"},
               {"to"},
               {"applies"},
               {"days", true},
               {"count"},
               {"valid from"},
               {"valid to"},
               {"law"},
               {"kpis"},
               {"source"}});
  const auto deadlines = value_or_fail(read_deadlines(config));
  for (const auto& row : deadlines.all()) {
    table.add({row.id, row.province, row.start, row.end, row.applies, fmt::format("{}", row.days),
               row.working ? "working" : "calendar", iso_or_empty(row.from), iso_or_empty(row.to), row.law,
               fmt::format("{}", fmt::join(row.kpis, ";")), row.source});
  }
  print(table, globals);
}

void due(const Globals& globals, const Words& words) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  const auto start = base::parse_iso_day(words.start);
  if (!start) fail({base::Code::kConfig, "the start is a day, 2025-03-28"});
  const auto table = value_or_fail(read_deadlines(config));
  const auto* row = table.find(words.id, words.province, words.applies, *start);
  if (row == nullptr)
    fail({base::Code::kNotFound,
          fmt::format("no row of \"{}\" holds there and then; `mizan deadlines list` shows all", words.id)});
  const auto calendar = value_or_fail(read_calendar(config));
  const auto last = calendar.due_on(*start, row->days, row->working, words.province);
  fmt::print("{}\n", base::to_iso(last));
  if (row->working && !calendar.knows_year(base::split_day(last).year))
    fmt::print(stderr, "mizan: the calendar has none of the moon's holidays of {}\n",
               base::split_day(last).year);
}

std::string applies_of(const kpi::Limit& limit) {
  for (const auto& [text, time_class] : kpi::time_class_words()) {
    if (time_class == limit.time_class && time_class != kpi::TimeClass::kNone) return std::string(text);
  }
  if (!limit.death) return limit.woman ? "woman" : "";
  return std::string(limit.woman ? "woman " : "") + (*limit.death ? "death" : "no death");
}

/// What the table and a definition must agree in.
using Limit = std::tuple<std::string, std::string, std::int32_t, bool, std::int32_t, std::int32_t>;

std::vector<Limit> by_table(const deadlines::DeadlineTable& table, const std::string& kpi) {
  std::vector<Limit> limits;
  for (const auto& row : table.all()) {
    if (std::find(row.kpis.begin(), row.kpis.end(), kpi) != row.kpis.end())
      limits.emplace_back(row.province, row.applies, row.days, row.working, row.from.value, row.to.value);
  }
  std::sort(limits.begin(), limits.end());
  return limits;
}

std::vector<Limit> by_definition(const kpi::Definition& definition) {
  std::vector<Limit> limits;
  for (const auto& limit : definition.limits)
    limits.emplace_back(limit.province, applies_of(limit), limit.days, limit.working, limit.from.value,
                        limit.until.value);
  std::sort(limits.begin(), limits.end());
  return limits;
}

std::string in_words(const std::vector<Limit>& limits) {
  std::string text;
  for (const auto& [province, applies, days, working, from, to] : limits) {
    const auto where = province.empty() ? std::string() : province + " ";
    const auto whom = applies.empty() ? std::string() : applies + " ";
    const auto since = iso_or_empty(base::Day{from});
    text += fmt::format("{}{}{}{} {}days{}", text.empty() ? "" : "; ", where, whom, days,
                        working ? "working " : "", since.empty() ? "" : " from " + since);
  }
  return text;
}

void check(const Globals& globals) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  const auto tables = config.tables.empty() ? shipped_tables() : config.tables;
  const auto table = value_or_fail(read_deadlines(config));
  value_or_fail(read_calendar(config));
  Table differences({{"kpi"}, {"version", true}, {"its definition"}, {"the table"}});
  for (const auto& definition : value_or_fail(read_definitions(tables / "kpis"))) {
    const auto own = by_definition(definition);
    const auto other = by_table(table, definition.id);
    if (own != other)
      differences.add({definition.id, fmt::format("{}", definition.version), in_words(own), in_words(other)});
  }
  const auto found = differences.size();
  print(differences, globals);
  if (found > 0) std::exit(3);
}

}  // namespace

void add_deadline_commands(Command& program, Globals& globals) {
  static Words words;
  auto& group = program.add_command("deadlines", "How long what may take, by law, province and time");
  auto& all = group.add_command("list", "The table of deadlines");
  all.footer = "Examples:\n  mizan deadlines list\n  mizan deadlines list --format csv";
  all.action = [&globals] { list(globals); };
  auto& one = group.add_command("due", "The last day of a limit that begins on a day");
  one.add_option("id", &words.id, "of the deadline").required();
  one.add_option("start", &words.start, "the day that it counts from").required();
  one.add_option("--province", &words.province, "code of the province");
  one.add_option("--applies", &words.applies, "to whom, where its rows differ: juvenile, murder …");
  one.footer =
      "Examples:\n  mizan deadlines due crpc-173-report 2025-03-01\n  mizan deadlines due ata-trial "
      "2025-03-28 --province PB\n"
      "  mizan deadlines due njpmc-trial 2025-07-01 --applies murder";
  one.action = [&globals] { due(globals, words); };
  auto& checked = group.add_command("check", "Whether the KPI definitions count by the limits of the table");
  checked.footer =
      "Examples:\n  mizan deadlines check\n  mizan deadlines check --format json\n\nExit code 3: some do "
      "not.";
  checked.action = [&globals] { check(globals); };
}

}  // namespace mizan::app
