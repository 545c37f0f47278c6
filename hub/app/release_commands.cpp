// `mizan release`: a period's values, frozen, signed, logged and checked.
#include <algorithm>

#include "api/selection.hpp"
#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/past_kpis.hpp"
#include "app/release_news.hpp"
#include "app/text_file.hpp"
#include "release/archive.hpp"

namespace mizan::app {
namespace {
namespace fs = std::filesystem;
using registry::PrivateKey;
using registry::PublicKey;
using release::Archive;

struct Words {
  std::string id;
  std::string period;
  std::string known_at;
  std::vector<std::string> kpis;
  fs::path key;
  std::vector<std::string> trusted;
  fs::path file;
  fs::path proof;
  fs::path earlier_head;
  std::int64_t since = 0;
};

Archive open_archive(const Globals& globals) {
  return value_or_fail(Archive::open(value_or_fail(read_hub_config(globals.config)).releases));
}

// Rows of single persons are in no release.
bool is_released(kpi::Dimension dimension) {
  return dimension != kpi::Dimension::kProsecutor;
}

// Live values tell of the present alone, whatever the period.
bool is_released(const kpi::Definition& definition, const Words& words) {
  const auto& wanted = words.kpis;
  return !kpi::is_live(definition.form) &&
         (wanted.empty() || std::find(wanted.begin(), wanted.end(), definition.id) != wanted.end());
}

void add_values(release::Draft& draft, const kpi::Definition& definition, const kpi::Engine& engine,
                const Words& words) {
  std::vector<std::string> breakdowns = {""};
  for (const auto* list : {&definition.by, &definition.numerator_by}) {
    for (const auto dimension : *list) {
      if (is_released(dimension)) breakdowns.emplace_back(kpi::dimension_name(dimension));
    }
  }
  api::Selection selection;
  selection.kpi = definition.id;
  selection.period = words.period;
  for (auto& by : breakdowns) {
    selection.by = std::move(by);
    auto values =
        value_or_fail(api::values_of(selection, engine, base::karachi_day(draft.known_at), draft.known_at));
    std::move(values.begin(), values.end(), std::back_inserter(draft.values));
  }
}

release::Draft draft_of(const kpi::Engine& engine, base::Micros known_at, const Words& words) {
  release::Draft draft;
  draft.period = words.period;
  draft.known_at = known_at;
  const auto today = base::karachi_day(known_at);
  for (const auto& definition : engine.definitions()) {
    if (!engine.is_in_force(definition, today) || !is_released(definition, words)) continue;
    draft.definitions.push_back({definition.id, definition.version, definition.text});
    add_values(draft, definition, engine, words);
  }
  return draft;
}

void refuse_unended(const std::string& label, base::Day today) {
  const auto period = model::parse_period(label);
  if (!period)
    fail({base::Code::kConfig, "the period is a month 2026-03, a quarter 2026-Q1, a year 2026 or FY2025-26"});
  if (period->to > today)
    fail({base::Code::kConfig,
          fmt::format("{} has not ended ({} is its first day after): its values are not final", label,
                      base::to_iso(period->to))});
}

void refuse_unknown(const std::vector<std::string>& kpis, const kpi::Engine& engine, base::Day today) {
  for (const auto& id : kpis) {
    if (engine.in_force(id, today) == nullptr)
      fail({base::Code::kNotFound, fmt::format("there is no KPI \"{}\"", id)});
  }
}

void print_revisions(const Globals& globals, const std::vector<release::Revision>& revisions) {
  Table table({{"kpi"}, {"stat"}, {"province"}, {"by"}, {"member"}, {"was", true}, {"now", true}});
  for (const auto& each : revisions)
    table.add({each.kpi, each.stat, each.province, each.by, each.member, each.was, each.now});
  print(table, globals);
}

void prepare(const Globals& globals, const Words& words) {
  auto archive = open_archive(globals);
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  auto moment = session.now();
  std::shared_ptr<const api::PastKpis> past;
  if (words.known_at.empty()) {
    or_fail(session.load_kpis_in_step());
  } else {
    moment = value_or_fail(parse_moment(words.known_at, moment));
    past = value_or_fail(past_kpis(session.store(), session.engine().definitions(), moment));
  }
  const auto& engine = past ? past->engine : session.engine();
  const auto today = base::karachi_day(moment);
  refuse_unended(words.period, today);
  refuse_unknown(words.kpis, engine, today);
  auto draft = draft_of(engine, moment, words);
  draft.id = value_or_fail(archive.next_id(words.period));
  draft.revises = archive.last_published(words.period).value_or("");
  const auto before = draft.revises.empty() ? std::string() : value_or_fail(archive.document(draft.revises));
  const auto text = value_or_fail(release::document_text(draft, before));
  or_fail(archive.prepare(draft.id, text));
  fmt::print(stderr, "{} is prepared: {} values of {} KPIs, as known at {}\n", draft.id, draft.values.size(),
             draft.definitions.size(), base::to_rfc3339(moment));
  if (draft.revises.empty()) return;
  const auto revisions = value_or_fail(release::revisions_between(before, text));
  fmt::print(stderr, "it revises {}: {} values are others\n", draft.revises, revisions.size());
  print_revisions(globals, revisions);
}

void list(const Globals& globals) {
  constexpr std::string_view kStates[] = {"prepared", "signed", "published"};
  const auto archive = open_archive(globals);
  Table table({{"id"},
               {"state"},
               {"place", true},
               {"published at"},
               {"known at"},
               {"values", true},
               {"revises"},
               {"revisions", true}});
  for (const auto& item : value_or_fail(archive.list())) {
    const auto summary = value_or_fail(release::read_summary(value_or_fail(archive.document(item.id))));
    const bool published = item.state == Archive::State::kPublished;
    table.add({item.id, std::string(kStates[static_cast<std::size_t>(item.state)]),
               published ? fmt::format("{}", item.place + 1) : "", item.at, summary.known_at,
               fmt::format("{}", summary.values), summary.revises, fmt::format("{}", summary.revisions)});
  }
  print(table, globals);
}

void sign(const Globals& globals, const Words& words) {
  auto archive = open_archive(globals);
  const auto key = value_or_fail(PrivateKey::read(words.key));
  note_in_audit(value_or_fail(read_hub_config(globals.config)), "release sign", words.id);
  or_fail(archive.sign(words.id, key));
  fmt::print(stderr, "{} is signed with the key {}\n", words.id, key.public_key().fingerprint());
}

// It is published, whether the feed can be told at once or not: the next `publish` or `run` tells it then.
void tell(const HubConfig& config, const Archive& archive) {
  const auto file = config.store.string();
  if (!fs::exists(config.store)) return;
  auto opened = store::Store::open(file, store::OpenMode::kAside);
  const auto told = opened ? tell_releases(archive, *opened) : opened.error();
  if (!told)
    fmt::print(stderr, "mizan: the feed is told later, by `mizan run` or the next publishing: {}\n",
               told.error().message);
}

void publish(const Globals& globals, const Words& words) {
  auto archive = open_archive(globals);
  const auto key = value_or_fail(PrivateKey::read(words.key));
  note_in_audit(value_or_fail(read_hub_config(globals.config)), "release publish", words.id);
  or_fail(archive.publish(words.id, key, system_clock().now()));
  fmt::print(stderr, "{} is published: {}.jws is its file, `mizan release proof {}` gives its proof\n",
             words.id, words.id, words.id);
  tell(value_or_fail(read_hub_config(globals.config)), archive);
}

std::vector<PublicKey> keys_of(const Words& words) {
  std::vector<PublicKey> keys;
  for (const auto& file : words.trusted) keys.push_back(value_or_fail(PublicKey::read(file)));
  return keys;
}

// The values that the hub itself counts for the release's moment.
void recompute(const Globals& globals, const release::Summary& summary, const std::string& document) {
  auto session = value_or_fail(Session::open(globals.config, store::OpenMode::kRead, system_clock()));
  const auto moment = value_or_fail(parse_moment(summary.known_at, session.now()));
  const auto past = value_or_fail(past_kpis(session.store(), session.engine().definitions(), moment));
  Words words;
  words.period = summary.period;
  words.kpis = value_or_fail(release::kpis_of(document));
  auto draft = draft_of(past->engine, moment, words);
  draft.id = summary.id;
  const auto again = value_or_fail(release::document_text(draft, {}));
  const auto differences = value_or_fail(release::revisions_between(document, again));
  if (differences.empty()) {
    fmt::print("recomputed: the records give the same {} values\n", summary.values);
    return;
  }
  print_revisions(globals, differences);
  fail({base::Code::kData,
        fmt::format("{}: the records give {} other values for that moment", summary.id, differences.size())});
}

void verify_file(const Globals& globals, const Words& words, bool again) {
  const auto text = value_or_fail(read_text(words.file));
  const auto proof = words.proof.empty() ? std::string() : value_or_fail(read_text(words.proof));
  const auto earlier =
      words.earlier_head.empty() ? std::string() : value_or_fail(read_text(words.earlier_head));
  const auto summary = value_or_fail(release::verify({text, proof, earlier, keys_of(words)}));
  fmt::print("{}: {} values of {}, known at {}; the signature is right{}{}\n", summary.id, summary.values,
             summary.period, summary.known_at, proof.empty() ? "" : ", and it is in the log",
             earlier.empty() ? "" : ", which begins with that of the earlier head");
  if (again) recompute(globals, summary, value_or_fail(release::parse_jws(text)).payload);
}

void verify(const Globals& globals, const Words& words, bool again) {
  if (words.trusted.empty())
    fail({base::Code::kConfig, "--key FILE.pub: whose signature is to be believed?"});
  if (!words.file.empty()) return verify_file(globals, words, again);
  const auto size = value_or_fail(open_archive(globals).check(keys_of(words)));
  fmt::print("{} releases are published, and each is as it was signed and logged\n", size);
}

void print_proof(const Globals& globals, const Words& words) {
  const auto text =
      value_or_fail(open_archive(globals).proof(words.id, static_cast<std::size_t>(words.since)));
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void print_head(const Globals& globals) {
  const auto head = value_or_fail(open_archive(globals).head());
  if (!head) fail({base::Code::kNotFound, "nothing is published yet"});
  fmt::print("{}\n", release::jws_text(*head));
}

void add_makers(Command& command, Globals& globals, Words& words) {
  auto& prepare_command = command.add_command("prepare", "Freeze the values of a period that has ended");
  prepare_command.add_option("period", &words.period, "2026-03, 2026-Q1, 2026 or FY2025-26").required();
  prepare_command.add_option("--known-at", &words.known_at,
                             "as known then: 2026-04-15T09:30:00Z, or a day, which means its end");
  prepare_command.add_option("--kpi", &words.kpis, "only this one; may be given again").one_at_a_time();
  prepare_command.footer =
      "Examples:\n  mizan release prepare 2026-Q1\n  mizan release prepare FY2025-26 --known-at 2026-08-15 "
      "--kpi "
      "conviction_decided\n\nEvery KPI in force, with every breakdown but prosecutors. If the period was "
      "published "
      "before, the new release\nrevises that one, and what is otherwise is printed.";
  prepare_command.action = [&] { prepare(globals, words); };
  auto& sign_command = command.add_command("sign", "Sign what was prepared");
  auto& publish_command = command.add_command("publish", "Put it into the log, and sign the log's head");
  for (auto* each : {&sign_command, &publish_command}) {
    each->add_option("id", &words.id, "the release: 2026-Q1.1").required();
    each->add_option("--key", &words.key, "a private key; `mizan adapter key NAME` makes one").required();
  }
  sign_command.footer = "Example:\n  mizan release sign 2026-Q1.1 --key office.key";
  publish_command.footer =
      "Example:\n  mizan release publish 2026-Q1.1 --key office.key\n\nGiven again after it was cut off, it "
      "goes on.";
  sign_command.action = [&] { sign(globals, words); };
  publish_command.action = [&] { publish(globals, words); };
}

}  // namespace

void add_release_commands(Command& program, Globals& globals) {
  static Words words;
  static bool again = false;
  auto& command = program.add_command("release", "Freeze, sign, publish and check a period's values");
  add_makers(command, globals, words);
  auto& all = command.add_command("list", "The releases there are");
  all.footer = "Example:\n  mizan release list --format json";
  all.action = [&globals] { list(globals); };
  auto& proof = command.add_command("proof", "What proves to others that a release is in the log");
  proof.add_option("id", &words.id, "a published release").required();
  proof.add_option("--since", &words.since, "the size of the log of an earlier head")
      .within(0, 1'000'000'000);
  proof.footer =
      "Examples:\n  mizan release proof 2026-Q1.1 > 2026-Q1.1.proof\n  mizan release proof 2026-Q1.1 --since "
      "4";
  proof.action = [&globals] { print_proof(globals, words); };
  auto& head = command.add_command("head", "The newest signed head of the log");
  head.footer = "Example:\n  mizan release head > head.jws";
  head.action = [&globals] { print_head(globals); };
  auto& check = command.add_command("verify", "Check one release, or the whole log");
  check.add_option("file", &words.file, "a release, ID.jws; none: everything that this hub published");
  check.add_option("--key", &words.trusted, "a public key that is believed; may be given again")
      .one_at_a_time();
  check.add_option("--proof", &words.proof, "what `release proof` gave for it");
  check.add_option("--head", &words.earlier_head, "a head that you kept: the log must begin with its log");
  check.add_option("--recompute", &again,
                   "also count the values anew from this hub's records, as of that moment");
  check.footer =
      "Examples:\n  mizan release verify --key office.pub\n  mizan release verify 2026-Q1.1.jws --proof "
      "2026-Q1.1.proof --key office.pub --head head.jws\n  mizan release verify 2026-Q1.1.jws --key "
      "office.pub "
      "--recompute\n\nA file is checked without a hub or a store. Exit code 3: something does not hold.";
  check.action = [&globals] { verify(globals, words, again); };
}

}  // namespace mizan::app
