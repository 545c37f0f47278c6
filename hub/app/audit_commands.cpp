// `mizan audit`: who saw and changed what.
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "store/audit_trail.hpp"

namespace mizan::app {
namespace {

struct Words {
  std::int64_t behind = 0;
  std::int64_t limit = 1'000;
  std::string who;
  std::string noted;
};

store::Store open_store(const Globals& globals) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  return value_or_fail(store::Store::open(config.store.string(), store::OpenMode::kRead));
}

void list(const Globals& globals, const Words& words) {
  const auto store = open_store(globals);
  Table table({{"entry", true}, {"at"}, {"who"}, {"did"}, {"what"}, {"outcome"}});
  const auto take = [&](const audit::Entry& entry, std::string_view) -> base::Result<> {
    const bool wanted = words.who.empty() || entry.who == words.who;
    if (wanted && static_cast<std::int64_t>(table.size()) < words.limit)
      table.add({std::to_string(entry.number), base::to_rfc3339(entry.at), entry.who, entry.did, entry.what,
                 entry.outcome});
    return {};
  };
  or_fail(store::for_each_audit(store, words.behind, take));
  print(table, globals);
}

void head(const Globals& globals) {
  fmt::print("{}\n", audit::head_text(value_or_fail(store::audit_head(open_store(globals)))));
}

void verify(const Globals& globals, const Words& words) {
  audit::Head noted;
  if (!words.noted.empty()) {
    const auto read = audit::read_head(words.noted);
    if (!read) fail({base::Code::kConfig, "--head is what `mizan audit head` printed: 123:5d41…"});
    noted = *read;
  }
  const auto end = value_or_fail(store::verify_audit(open_store(globals), noted));
  fmt::print("{} entries, each as it was written{}; the last is {}\n", end.number,
             noted.number == 0 ? "" : fmt::format(", with entry {} as it was noted", noted.number),
             audit::head_text(end));
}

}  // namespace

void add_audit_commands(Command& program, Globals& globals) {
  static Words words;
  auto& audit = program.add_command("audit", "Who saw and changed what");
  auto& all = audit.add_command("list", "The entries, the oldest first");
  all.add_option("--behind", &words.behind, "only entries behind this number").show_default();
  all.add_option("--who", &words.who, "only what they did: token:pg-punjab, os:root …");
  all.add_option("--limit", &words.limit, "most entries to print").show_default().above_zero();
  all.footer =
      "Examples:\n  mizan audit list --who token:dpp-lahore\n  mizan audit list --behind 12000 --format csv";
  all.action = [&globals] { list(globals, words); };
  auto& end = audit.add_command(
      "head", "How many entries there are, and the digest of the last: to be noted elsewhere");
  end.footer = "Example:\n  mizan audit head >> /media/office/audit-heads.txt";
  end.action = [&globals] { head(globals); };
  auto& check = audit.add_command("verify", "Whether the trail is what was written");
  check.add_option("--head", &words.noted, "a head that was noted before");
  check.footer =
      "Examples:\n  mizan audit verify\n  mizan audit verify --head 123:5d41…\n\nExit code 3: entries were "
      "changed, "
      "taken out or put elsewhere. Whoever can write the store can write another whole trail; only a head "
      "that was "
      "noted elsewhere finds that (docs/security.md).";
  check.action = [&globals] { verify(globals, words); };
}

}  // namespace mizan::app
