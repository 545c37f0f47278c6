#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/redrive.hpp"
#include "ops/progress.hpp"
#include "store/audit_trail.hpp"
#include "store/sqlite.hpp"

namespace mizan::app {
namespace {

struct Words {
  std::string source;
  std::string state = "open";
  std::int64_t id = 0;
  int limit = 10'000;
};

Session open_session(const Globals& globals, store::OpenMode mode) {
  return value_or_fail(Session::open(globals.config, mode, system_clock()));
}

void list(const Globals& globals, const Words& words) {
  auto session = open_session(globals, store::OpenMode::kRead);
  const auto state = words.state == "all" ? "" : words.state;
  Table table({{"id", true}, {"source"}, {"state"}, {"received"}, {"reason"}, {"where"}, {"detail"}});
  for (const auto& row : value_or_fail(session.store().quarantine(words.source, state, words.limit))) {
    table.add({fmt::format("{}", row.id), row.source, row.state, base::to_rfc3339(row.received_at),
               row.rejection.reason, row.rejection.where, row.rejection.detail});
  }
  print(table, globals);
}

store::QuarantineRow entry(Session& session, std::int64_t id) {
  auto row = value_or_fail(session.store().quarantined(id));
  if (!row) fail({base::Code::kNotFound, fmt::format("nothing is quarantined under {}", id)});
  return std::move(*row);
}

void show(const Globals& globals, const Words& words) {
  auto session = open_session(globals, store::OpenMode::kRead);
  const auto row = entry(session, words.id);
  const auto* field = model::find_field(row.rejection.field);
  const std::vector<std::pair<std::string, std::string>> lines = {
      {"id", fmt::format("{}", row.id)},
      {"source", row.source},
      {"received", base::to_rfc3339(row.received_at)},
      {"state", row.state},
      {"reason", row.rejection.reason},
      {"field", field != nullptr ? std::string(field->name) : ""},
      {"where", row.rejection.where},
      {"detail", row.rejection.detail},
      {"raw", row.raw}};
  if (globals.format == "table") {
    for (const auto& [name, value] : lines) fmt::print("{:<9} {}\n", name, value);
    return;
  }
  std::vector<Table::Column> columns;
  std::vector<std::string> cells;
  for (const auto& [name, value] : lines) {
    columns.push_back({name, name == "id"});
    cells.push_back(value);
  }
  Table table(std::move(columns));
  table.add(std::move(cells));
  print(table, globals);
}

std::vector<store::QuarantineRow> open_entries(Session& session, const Words& words) {
  if (words.id == 0) return value_or_fail(session.store().quarantine(words.source, "open", 1'000'000));
  auto row = entry(session, words.id);
  if (row.state != "open") fail({base::Code::kNotFound, fmt::format("{} is {} already", row.id, row.state)});
  return {std::move(row)};
}

void redrive_entries(const Globals& globals, const Words& words) {
  auto session = open_session(globals, store::OpenMode::kWrite);
  const auto open = open_entries(session, words);
  note_in_audit(session.config(), "quarantine redrive", fmt::format("{} entries", open.size()));
  ops::Progress bar("reading again", 0);
  const auto results = value_or_fail(
      redrive(session, open, [&](const std::string&, std::int64_t received) { bar.update(received); }));
  bar.finish();
  value_or_fail(session.catch_up_kpis());
  Table table({{"id", true}, {"source"}, {"reason"}, {"where"}, {"state"}, {"result"}});
  std::int64_t closed = 0;
  for (const auto& each : results) {
    closed += each.closed ? 1 : 0;
    table.add({fmt::format("{}", each.row.id), each.row.source, each.row.rejection.reason,
               each.row.rejection.where, each.closed ? "redriven" : "open", each.result});
  }
  print(table, globals);
  fmt::print(stderr, "{} redriven, {} still open\n", closed, std::ssize(results) - closed);
  if (closed < std::ssize(results)) std::exit(3);
}

void discard(const Globals& globals, const Words& words) {
  auto session = open_session(globals, store::OpenMode::kAside);
  const auto row = entry(session, words.id);
  if (row.state != "open") fail({base::Code::kNotFound, fmt::format("{} is {} already", row.id, row.state)});
  const auto& db = session.store().database();
  auto transaction = value_or_fail(store::Transaction::begin(db));
  or_fail(session.store().set_quarantine_state(row.id, "discarded"));
  or_fail(store::append_audit(db, told_of("quarantine discard", std::to_string(row.id), "done")));
  or_fail(transaction.commit());
  fmt::print(stderr, "{} is discarded: {}: {}\n", row.id, row.rejection.where, row.rejection.detail);
}

void add_redrive(Command& quarantine, Globals& globals, Words& words) {
  auto& again =
      quarantine.add_command("redrive", "Read the sources of open entries again, by today's mappings");
  const auto& id = again.add_option("id", &words.id, "only this entry").above_zero();
  again.add_option("--source", &words.source, "only the entries of this source").excludes(id);
  again.footer =
      "Examples:\n  mizan quarantine redrive\n  mizan quarantine redrive 17\n  mizan quarantine redrive "
      "--source "
      "punjab-courts --format json\n\nWhat is kept of a rejected record is redacted, so the source itself is "
      "read again "
      "from its beginning; what is held already is unchanged. An entry whose record is accepted now, or "
      "whose place is no "
      "longer rejected, becomes \"redriven\"; the others stay open and the table says why.\n\nExit code 3: "
      "some stay "
      "open.";
  again.action = [&] { redrive_entries(globals, words); };
}

}  // namespace

void add_quarantine_commands(Command& program, Globals& globals) {
  static Words words;
  auto& quarantine = program.add_command("quarantine", "Records that were not accepted");
  auto& all = quarantine.add_command("list", "All that are open, or those of one source");
  all.add_option("source", &words.source, "only this source");
  all.add_option("--state", &words.state, "open, redriven, discarded or all")
      .show_default()
      .one_of({"open", "redriven", "discarded", "all"});
  all.add_option("--limit", &words.limit, "most entries to print").show_default().above_zero();
  all.footer =
      "Examples:\n  mizan quarantine list\n  mizan quarantine list punjab-courts --state all --format "
      "csv\n\nThe same "
      "rejection of the same record, received again, is one entry.";
  all.action = [&globals] { list(globals, words); };
  auto& one = quarantine.add_command("show", "One entry, with its redacted raw");
  one.add_option("id", &words.id, "its number").required().above_zero();
  one.footer = "Examples:\n  mizan quarantine show 17\n  mizan quarantine show 17 --format json";
  one.action = [&globals] { show(globals, words); };
  add_redrive(quarantine, globals, words);
  auto& away = quarantine.add_command("discard", "Close one entry that needs nothing more");
  away.add_option("id", &words.id, "its number").required().above_zero();
  away.footer = "Example:\n  mizan quarantine discard 17";
  away.action = [&globals] { discard(globals, words); };
}

}  // namespace mizan::app
