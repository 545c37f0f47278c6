// `mizan retention`: how far back the store goes, what that will drop, and dropping it.
#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/retention.hpp"

namespace mizan::app {
namespace {

std::string day_text(base::Micros from) {
  return from == 0 ? "the beginning" : base::to_rfc3339(from);
}

void add_row(Table& table, std::string what, base::Micros now, base::Micros wanted, std::int64_t to_drop,
             std::string_view unit) {
  table.add(
      {std::move(what), day_text(now), day_text(std::max(now, wanted)), fmt::format("{} {}", to_drop, unit)});
}

void show(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto wanted = retention_on(session.config(), session.today());
  const auto now = value_or_fail(store::retention_of(session.store()));
  const auto dropped = value_or_fail(store::beyond_retention(session.store(), wanted));
  Table table({{"what"}, {"goes back to"}, {"will go back to"}, {"to be dropped"}});
  add_row(table, "values, explanations and differences as known then", now.history_from, wanted.history_from,
          dropped.images, "superseded records");
  add_row(table, "sums of what was received", now.history_from, wanted.history_from, dropped.receipts,
          "receipts that are put together");
  add_row(table, "raw texts", now.raw_from, wanted.raw_from, dropped.raw_blocks,
          "blocks of up to 1024 raw texts");
  add_row(table, "the feed", 0, wanted.feed_from, dropped.events, "events");
  print(table, globals);
}

void apply(const Globals& globals) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kWrite, system_clock()));
  const auto wanted = retention_on(session.config(), session.today());
  const auto due = value_or_fail(store::beyond_retention(session.store(), wanted));
  note_in_audit(session.config(), "retention apply", "");
  std::int64_t transactions = 0;
  const auto dropped = value_or_fail(store::apply_retention(session.store(), wanted, [&] {
    if (++transactions % 100 == 0) fmt::print(stderr, "{} transactions done\n", transactions);
    return true;
  }));
  fmt::print(stderr,
             "dropped {} of {} superseded records, {} of {} raw blocks, {} receipts, {} events; their room "
             "in the file is "
             "used again\n",
             dropped.images, due.images, dropped.raw_blocks, due.raw_blocks, dropped.receipts,
             dropped.events);
}

}  // namespace

void add_retention_command(Command& program, Globals& globals) {
  auto& retention = program.add_command("retention", "How far back the past and the raw texts go");
  auto& look = retention.add_command("show", "How far back they go, and what is to be dropped");
  look.footer = "Example:\n  mizan retention show";
  look.action = [&globals] { show(globals); };
  auto& drop = retention.add_command("apply", "Drop what is older than [retention] of the config says");
  drop.footer =
      "Example:\n  mizan retention apply\n\nA hub that runs does it by itself, each day, a little at a time. "
      "Records, cells and releases are never dropped. What was known before cannot be asked for "
      "any "
      "more (known_at), and is refused with the day from which it can.";
  drop.action = [&globals] { apply(globals); };
}

}  // namespace mizan::app
