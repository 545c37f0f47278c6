// `mizan due`: what is due in which case, who has its papers, and what it rests on.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "api/due_page.hpp"
#include "api/due_text.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/past_kpis.hpp"
#include "publish/kpi_json.hpp"

namespace mizan::app {
namespace {

struct DueOptions {
  api::DueWords words;
  std::vector<std::string> kinds;
  int ahead = -1;
  int limit = 0;
  bool csv = false;
  bool json = false;
};

// What people read in a line; programs take all columns.
constexpr std::array<std::string_view, 12> kShown = {"state", "due_on", "days",           "kind",
                                                     "case",  "fir",    "police_station", "district",
                                                     "what",  "holder", "since",          "prosecutor"};

api::DueQuery query_of(const DueOptions& options, base::Day today) {
  auto words = options.words;
  words.kinds = fmt::format("{}", fmt::join(options.kinds, ","));
  if (options.ahead >= 0) words.ahead = fmt::format("{}", options.ahead);
  const auto limit = options.limit == 0 ? std::size_t{100'000'000} : static_cast<std::size_t>(options.limit);
  auto query = api::due_query_of(words, today, limit);
  if (!query) fail({base::Code::kConfig, query.error().message});
  return *query;
}

api::DueList list_of(const DueOptions& options, const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  if (!session.due_rules())
    fail({base::Code::kConfig, "the hub's tables have no deadlines to count by (deadlines/pakistan.csv)"});
  const auto query = query_of(options, session.today());
  const auto& rules = session.due_rules();
  if (query.on < session.today())
    return value_or_fail(past_due(session.store(), session.engine().definitions(), rules, query));
  or_fail(session.load_kpis_in_step());
  or_fail(api::check_names(query, session.engine()));
  return value_or_fail(api::due_list(query, session.engine(), rules, session.store(), session.today()));
}

std::size_t column_of(std::string_view name) {
  const auto& all = api::due_columns();
  return static_cast<std::size_t>(std::find(all.begin(), all.end(), name) - all.begin());
}

Table short_table(const api::DueList& list) {
  std::vector<Table::Column> columns;
  for (const auto name : kShown) columns.push_back({std::string(name), name == "days"});
  Table table(std::move(columns));
  for (const auto& item : list.items) {
    const auto all = api::due_cells(item, list.on);
    std::vector<std::string> cells;
    for (const auto name : kShown) cells.push_back(all[column_of(name)]);
    table.add(std::move(cells));
  }
  return table;
}

std::string in_all(const api::DueList& list) {
  std::string text;
  for (const auto& [kind, states] : list.counts) {
    text += fmt::format("{}{}:", text.empty() ? "" : "; ", due::kind_name(kind));
    for (const auto& [state, n] : states) text += fmt::format(" {} {}", n, due::state_name(state));
  }
  return text.empty() ? "nothing" : text;
}

void show(const DueOptions& options, const Globals& globals) {
  const auto list = list_of(options, globals);
  if (options.json || globals.format == "json") {
    fmt::print("{}\n", publish::dump(api::json_of(list)));
    return;
  }
  if (options.csv || globals.format == "csv") {
    fmt::print("{}", api::csv_of(list));
  } else {
    print(short_table(list), globals);
  }
  for (const auto& line : api::what_cannot_be_told(list)) fmt::print(stderr, "{}\n", line);
  fmt::print(stderr, "on {}: {}\n", base::to_iso(list.on), in_all(list));
  if (list.next) fmt::print(stderr, "more: --after {}\n", api::due_cursor(*list.next));
}

constexpr std::string_view kHelp =
    "Kinds: report (CrPC s.173), interim (its closing report), handover (sent, not received), scrutiny,\n"
    "objections (not answered), filing (forwarded, not filed), bail (s.497), hearing.\n\n"
    "Examples:\n"
    "  mizan due --district PB-LAHORE\n"
    "  mizan due --station PB-LHR-SADDAR --overdue --csv > monday.csv\n"
    "  mizan due --kind bail --ahead 60 --province PB\n"
    "  mizan due --holder prosecution --prosecutor P-117\n"
    "  mizan due --on 2026-03-01 --json\n\n"
    "Sorted by the last day. \"days\" is what is left of it; below 0, how long it has passed. \"unseen\": it "
    "has\n"
    "passed, but the sources do not reach that day yet. What a province does not observe is said on stderr, "
    "and\n"
    "never called overdue. A past day is shown as it was known then; a day to come as it will be if nothing\n"
    "happens until then.";

}  // namespace

void add_due_command(Command& program, Globals& globals) {
  static DueOptions options;
  auto& words = options.words;
  auto& due = program.add_command("due", "What is due or overdue in which case, and who has its papers");
  due.add_option("--province", &words.province, "only this one");
  due.add_option("--district", &words.district, "only this one, by its code");
  due.add_option("--station", &words.station, "only this police station, by its code");
  due.add_option("--prosecutor", &words.prosecutor, "only of this one; unattributed: of nobody");
  due.add_option("--holder", &words.holder, "only what police, prosecution or court has")
      .one_of({"police", "prosecution", "court"});
  due.add_option("--kind", &options.kinds, "only these kinds; may be given several times").one_at_a_time();
  due.add_option("--ahead", &options.ahead, "so many days ahead; default: 7, of bail and interim 30")
      .within(0, 3'660);
  due.add_option("--overdue", &words.overdue_only, "only what is overdue");
  due.add_option("--on", &words.on, "of that day; default: today");
  due.add_option("--limit", &options.limit, "at most so many; 0: all").show_default();
  due.add_option("--after", &words.after, "go on behind that place, which the page before has named");
  due.add_option("--csv", &options.csv, "all columns as CSV");
  due.add_option("--json", &options.json, "everything as JSON");
  due.footer = kHelp;
  due.action = [&globals] { show(options, globals); };
}

}  // namespace mizan::app
