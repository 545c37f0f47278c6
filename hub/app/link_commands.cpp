#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/link_files.hpp"
#include "store/linking.hpp"

namespace mizan::app {
namespace {

struct Words {
  std::string reason;
  int limit = 1'000;
  bool apart = false;
  store::ReviewedLink link;
};

Session open_session(const Globals& globals, store::OpenMode mode) {
  return value_or_fail(Session::open(globals.config, mode, system_clock()));
}

void list(const Globals& globals, const Words& words) {
  auto session = open_session(globals, store::OpenMode::kRead);
  Table table({{"source"}, {"key"}, {"case", true}, {"reason"}, {"with"}, {"by"}, {"on"}, {"why"}});
  for (const auto& row : value_or_fail(store::other_links(session.store(), words.reason, words.limit)))
    table.add({row.source, row.key, fmt::format("{}", row.linked.value), row.reason, row.detail, row.by,
               row.on, row.why});
  print(table, globals);
}

void write_line(const Globals& globals, const std::string& action, const Words& words) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  auto link = words.link;
  link.on = base::to_iso(base::karachi_day(system_clock().now()));
  note_in_audit(config, "link " + action,
                fmt::format("{} {} {} {}", link.source, link.key, link.with_source, link.with_key));
  or_fail(add_link_line(config.links, action, link));
  fmt::print(
      stderr,
      "written into {}; `mizan link apply` brings it into the cases, as the next `mizan ingest` or a running "
      "hub does\n",
      config.links.string());
}

void add(const Globals& globals, const Words& words) {
  const bool names_other = !words.link.with_source.empty() || !words.link.with_key.empty();
  if (words.apart == names_other)
    fail({base::Code::kConfig, "name the record that it is of one case with, or say --apart"});
  write_line(globals, words.apart ? "apart" : "join", words);
}

// Whether the store has a current case record of that name.
bool is_held(Session& session, const std::string& source, const std::string& key) {
  return value_or_fail(session.store().find_case(source, key)).has_value();
}

void check(const Globals& globals) {
  auto session = open_session(globals, store::OpenMode::kRead);
  Table table({{"what"}, {"source"}, {"key"}, {"detail"}});
  for (const auto& link : value_or_fail(read_links(session.config().links))) {
    if (!is_held(session, link.source, link.key))
      table.add({"waits for its record", link.source, link.key, link.why});
    if (link.what == store::ReviewedLink::What::kJoin && !is_held(session, link.with_source, link.with_key))
      table.add(
          {"waits for the other record", link.source, link.key, link.with_source + " " + link.with_key});
  }
  constexpr int kMost = 10'000;
  for (const auto& each : value_or_fail(store::unclear_numbers(session.store(), kMost))) {
    table.add({"unclear court number", each.source, each.key,
               fmt::format("{} records have it, of {} FIRs: review with `mizan link add`", each.records,
                           each.firs)});
  }
  const auto open = table.size();
  print(table, globals);
  if (open > 0) std::exit(3);
}

void apply(const Globals& globals) {
  auto session = open_session(globals, store::OpenMode::kWrite);
  value_or_fail(read_links(session.config().links));
  note_in_audit(session.config(), "link apply", "");
  const auto changes = value_or_fail(session.catch_up_kpis());
  const auto& count = session.last_links();
  fmt::print("{} records moved to another case, {} links wait for a record\n", count.moved, count.waiting);
  if (!changes.empty()) fmt::print(stderr, "{} published values changed\n", changes.size());
}

void add_writing(Command& links, Globals& globals, Words& words) {
  const auto name = [&words](Command& command) {
    command.add_option("source", &words.link.source, "name of the record's source").required();
    command.add_option("key", &words.link.key, "key of the case record in that source").required();
  };
  const auto review = [&words](Command& command) {
    command.add_option("--by", &words.link.by, "who says so").required();
    command.add_option("--why", &words.link.why, "what that is known from").required();
  };
  auto& join =
      links.add_command("add", "Say that a record is of one case with another, or is a case of its own");
  name(join);
  join.add_option("with_source", &words.link.with_source, "the other record's source");
  join.add_option("with_key", &words.link.with_key, "the other record's key");
  join.add_option("--apart", &words.apart, "a case of its own, whatever its FIR and numbers say");
  review(join);
  join.footer =
      "Examples:\n  mizan link add court C-17 police F-9 --by 'DPP office, Kasur' --why 'the challan names "
      "FIR 9'\n  mizan "
      "link add court C-18 --apart --by 'DPP office, Kasur' --why 'its FIR number is a typing "
      "error'\n\nWrites a line into "
      "links.csv beside mizan.toml.";
  join.action = [&] { add(globals, words); };
  auto& away = links.add_command("remove", "Take back what was said of a record");
  name(away);
  review(away);
  away.footer =
      "Example:\n  mizan link remove court C-17 --by 'DPP office, Kasur' --why 'another case after "
      "all'\n\nThe line stays in "
      "links.csv; another says that it no longer holds.";
  away.action = [&] { write_line(globals, "remove", words); };
}

}  // namespace

void add_link_commands(Command& program, Globals& globals) {
  static Words words;
  auto& links = program.add_command("link", "Which records of several holders are one case");
  auto& all =
      links.add_command("list", "Records that count with a case other than by their own FIR, and why");
  all.add_option("--reason", &words.reason, "only manual, apart, court_number or prosecution_number")
      .one_of({"manual", "apart", "court_number", "prosecution_number"});
  all.add_option("--limit", &words.limit, "most records to print").show_default().above_zero();
  all.footer = "Examples:\n  mizan link list\n  mizan link list --reason court_number --format csv";
  all.action = [&globals] { list(globals, words); };
  add_writing(links, globals, words);
  auto& checked =
      links.add_command("check", "What waits, and court numbers that do not say which case they are");
  checked.footer =
      "Examples:\n  mizan link check\n  mizan link check --format json\n\nExit code 3: something is listed. "
      "links.csv itself "
      "is read; a mistake in it ends the command with file and line.";
  checked.action = [&globals] { check(globals); };
  auto& now = links.add_command("apply", "Bring links.csv into the cases, and the KPIs up to date");
  now.footer =
      "Example:\n  mizan link apply\n\nRecords that move restate the KPIs with the reason \"relinked\". "
      "`mizan ingest` and "
      "`mizan run` do the same.";
  now.action = [&globals] { apply(globals); };
}

}  // namespace mizan::app
