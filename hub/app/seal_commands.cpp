// `mizan seal`: cases that nobody may look at any more.
#include <algorithm>

#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/os_user.hpp"
#include "app/seal_evidence.hpp"
#include "app/text_file.hpp"
#include "model/case_id.hpp"
#include "store/sealing.hpp"

namespace mizan::app {
namespace {

struct Words {
  std::string which;
  std::string record_source;
  std::string reason;
  std::string order;
  std::filesystem::path evidence;
  bool no_evidence = false;
  std::int64_t seal = 0;
  std::filesystem::path file;
  std::vector<std::string> sources;
};

Session open_session(const Globals& globals) {
  return value_or_fail(Session::open(globals.config, store::OpenMode::kWrite, system_clock()));
}

/// What is to be sealed.
struct Target {
  model::LinkedCaseId id;
  std::optional<store::SealedPart> part;  // none: all of it
};

Target target_of(Session& session, const Words& words) {
  if (!words.record_source.empty()) {
    const auto id = value_or_fail(session.store().find_case(words.record_source, words.which));
    if (!id) fail({base::Code::kNotFound, "there is no such case"});
    return {*id, store::SealedPart{words.record_source, words.which}};
  }
  const auto parsed = model::parse_case_id(words.which);
  if (!parsed)
    fail({base::Code::kConfig,
          "a case is named by its id, MZ-PB-0000123-45, or one holder's record by --source and its key"});
  return {model::LinkedCaseId{parsed->number}, std::nullopt};
}

// What only the file has cannot be made again, so it is there before anything goes.
std::vector<std::string> keep_evidence(Session& session, const Target& target, const Words& words) {
  if (words.no_evidence) return {};
  if (words.evidence.empty())
    fail({base::Code::kConfig,
          "--evidence FILE takes the records for whoever keeps them under the law; --no-evidence: nobody "
          "does"});
  const auto source = target.part ? target.part->source : std::string();
  const auto key = target.part ? target.part->key : std::string();
  const auto evidence = value_or_fail(evidence_of_case(session.store(), target.id, source, key));
  or_fail(write_evidence(words.evidence, evidence));
  return evidence.digests;
}

// Counted away and purged, and no byte left in the file.
std::size_t finish(Session& session) {
  const auto changes = value_or_fail(session.catch_up_kpis());
  fmt::print(stderr, "writing the store anew, so that nothing is left of what was deleted\n");
  or_fail(store::Sealing(session.store()).wipe());
  return changes.size();
}

void say_what_is_left(const HubConfig& config) {
  fmt::print(
      stderr,
      "still to be done elsewhere: backups made before have the case; so have the source's own system and "
      "files in its folder, other hubs that take the records in, and perhaps {}\n",
      config.links.string());
}

void add(const Globals& globals, const Words& words) {
  auto session = open_session(globals);
  const auto before = session.catch_up_kpis();
  or_fail(before ? base::Result<>() : before.error());
  const auto target = target_of(session, words);
  const auto digests = keep_evidence(session, target, words);
  const store::SealOrder order{words.reason, words.order, "os:" + os_user(), session.now()};
  store::Sealing sealing(session.store());
  const auto what = fmt::format("case number {}, {}", target.id.value, words.reason);
  const auto row =
      value_or_fail(sealing.seal(target.id, target.part, order, digests, told_of("seal add", what, "done")));
  const auto changes = finish(session);
  fmt::print("{}\n", row.id);
  fmt::print(stderr, "seal {}: {} records are gone, {} published values changed\n", row.id, row.records,
             changes);
  say_what_is_left(session.config());
}

void finish_all(const Globals& globals) {
  auto session = open_session(globals);
  note_in_audit(session.config(), "seal finish", "");
  const auto changes = finish(session);
  fmt::print(stderr, "nothing is left of sealed cases; {} published values changed\n", changes);
}

store::Store open_store(const Globals& globals) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  return value_or_fail(store::Store::open(config.store.string(), store::OpenMode::kRead));
}

void list(const Globals& globals) {
  const auto store = open_store(globals);
  Table table({{"seal", true},
               {"sealed"},
               {"by"},
               {"reason"},
               {"order"},
               {"case number", true},
               {"what"},
               {"records", true},
               {"evidence", true},
               {"lifted"},
               {"lifted by"},
               {"lifted by order"}});
  for (const auto& row : value_or_fail(store::seals(store))) {
    const auto digests = value_or_fail(store::evidence_of(store, row.id));
    table.add({std::to_string(row.id), base::to_rfc3339(row.sealed.at), row.sealed.by, row.sealed.reason,
               row.sealed.order, std::to_string(row.linked.value), row.whole ? "case" : "one record",
               std::to_string(row.records), std::to_string(digests.size()),
               row.lifted_at == 0 ? "" : base::to_rfc3339(row.lifted_at), row.lifted_by,
               row.lifted_by_order});
  }
  print(table, globals);
}

void verify(const Globals& globals, const Words& words) {
  const auto digests = value_or_fail(store::evidence_of(open_store(globals), words.seal));
  if (digests.empty()) fail({base::Code::kNotFound, fmt::format("seal {} has no evidence", words.seal)});
  const auto lines = value_or_fail(check_evidence(value_or_fail(read_text(words.file)), digests));
  fmt::print("{} lines, each as the hub held it when the case was sealed\n", lines);
}

void lift(const Globals& globals, const Words& words) {
  auto session = open_session(globals);
  store::Sealing sealing(session.store());
  const auto what = fmt::format("seal {}", words.seal);
  or_fail(sealing.lift(words.seal, words.order, "os:" + os_user(), session.now(),
                       told_of("seal lift", what, "done")));
  for (const auto& row : value_or_fail(session.store().sources())) {
    if (std::ranges::find(words.sources, row.name) != words.sources.end())
      or_fail(session.store().forget_checkpoint(row.id));
  }
  fmt::print(stderr, "seal {} is lifted: the case comes back when its sources send it again\n", words.seal);
}

}  // namespace

void add_seal_commands(Command& program, Globals& globals) {
  static Words words;
  auto& seal = program.add_command("seal", "Cases that nobody may look at any more");
  auto& put = seal.add_command("add", "Seal a case: nothing of it is left here, and it does not come back");
  put.add_option("case", &words.which,
                 "its id, MZ-PB-0000123-45; with --source the key of one holder's record")
      .required();
  put.add_option("--source", &words.record_source,
                 "only this source's record of the case, and what belongs to it");
  put.add_option("--reason", &words.reason, "juvenile, expunged or court-order")
      .required()
      .one_of({"juvenile", "expunged", "court-order"});
  put.add_option("--order", &words.order, "what orders it: court, number, day; no names of persons")
      .required();
  put.add_option("--evidence", &words.evidence, "file that takes the records; it must not be there");
  put.add_option("--no-evidence", &words.no_evidence, "nobody keeps the records");
  put.footer =
      "Examples:\n  mizan seal add MZ-PB-0000123-45 --reason court-order --order 'LHC W.P. 1234/2026, 3 "
      "March' "
      "--evidence case.jsonl\n  mizan seal add PB-C0000017 --source juvenile-court --reason juvenile --order "
      "'JJSA "
      "s.13' --evidence case.jsonl\n\nNo `mizan run` may run. Prints the number of the seal. The values that "
      "the "
      "case was in are restated, as if its sources had deleted it. docs/sealing.md says what is done and "
      "what is left.";
  put.action = [&] { add(globals, words); };
  auto& all = seal.add_command("list", "What is sealed, by whose order");
  all.footer = "Example:\n  mizan seal list";
  all.action = [&] { list(globals); };
  auto& check = seal.add_command("verify", "Whether a file of evidence is the one that was written");
  check.add_option("seal", &words.seal, "number of the seal").required();
  check.add_option("file", &words.file, "what --evidence wrote").required();
  check.footer = "Example:\n  mizan seal verify 3 case.jsonl\n\nExit code 3: it is another.";
  check.action = [&] { verify(globals, words); };
  auto& back = seal.add_command("lift", "Take a seal back, where the law has a way back");
  back.add_option("seal", &words.seal, "number of the seal").required();
  back.add_option("--order", &words.order, "what orders that").required();
  back.add_option("--read", &words.sources,
                  "sources to be read anew from their beginning, so that the case comes again");
  back.footer =
      "Example:\n  mizan seal lift 3 --order 'SC C.P. 77/2027, 9 May' --read juvenile-court\n\nThe hub has "
      "nothing of "
      "the case: it comes from its sources. What was expunged is not lifted.";
  back.action = [&] { lift(globals, words); };
  auto& rest =
      seal.add_command("finish", "Do to its end what was cut off, or what a restored backup brought back");
  rest.footer = "Example:\n  mizan seal finish";
  rest.action = [&] { finish_all(globals); };
}

}  // namespace mizan::app
