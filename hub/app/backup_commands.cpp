// `mizan backup` and `mizan restore`: a whole copy of the hub, and a hub that goes on from one.
#include "app/audit_note.hpp"
#include "app/command.hpp"
#include "app/command_line.hpp"
#include "app/os_user.hpp"
#include "app/text_file.hpp"
#include "backup/restore.hpp"
#include "backup/verify.hpp"
#include "ops/progress.hpp"
#include "store/audit_trail.hpp"
#include "store/sealing.hpp"
#include "store/statistics.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

struct Words {
  fs::path folder;
  int keep = 0;
  bool replace = false;
  bool other_key = false;
};

// How far receivers have been told.
std::vector<backup::Part> places_of(const HubConfig& config) {
  return {{"webhook-places", config.webhook_places}};
}

// What commands of this program write, and cannot be made again.
std::vector<backup::Part> parts_of(const HubConfig& config) {
  return {{"releases", config.releases, {"releases/log.jsonl", "releases/heads.jsonl"}},
          {"links.csv", config.links},
          {"places", config.places},
          {"adapters", config.adapters.folder},
          {"trust.toml", config.adapters.trust}};
}

std::vector<backup::LeftOut> left_out_of(const HubConfig& config) {
  return {{config.pseudonym_key.string(),
           "who has it and the store can try names against pseudonyms: keep it elsewhere"},
          {config.file.string() +
               ", source files, mappings, code tables, files of hubs and webhooks, sharing matrix",
           "under version control"},
          {"keys of TLS, secrets, tokens of other hubs", "keep them where secrets are kept"},
          {config.hub_cells.string(), "taken anew from the other hubs"}};
}

// Empty: there is none yet.
std::string key_check_of(const HubConfig& config) {
  std::error_code lacks;
  if (!fs::exists(config.pseudonym_key, lacks)) return {};
  return backup::key_check_of(value_or_fail(read_text(config.pseudonym_key)));
}

std::string digest_of_manifest(const fs::path& folder) {
  return value_or_fail(backup::digest_of(folder / backup::kManifestFile)).sha256;
}

// A store of an older version is copied as it is, before it is brought up to date: nothing is noted in it.
std::optional<store::Store> beside_the_hub(const HubConfig& config) {
  auto store = store::Store::open(config.store.string(), store::OpenMode::kAside);
  return store ? std::optional(std::move(*store)) : std::nullopt;
}

void make(const Globals& globals, const Words& words) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  auto notes = beside_the_hub(config);
  if (notes) or_fail(store::append_audit(*notes, told_of("backup make", words.folder.string(), "begun")));
  std::unique_ptr<ops::Progress> bar;
  backup::Job job{config.store,        words.folder,         places_of(config),    parts_of(config),
                  left_out_of(config), key_check_of(config), system_clock().now(), words.keep};
  job.progress = [&bar](std::int64_t done, std::int64_t all) {
    if (!bar) bar = std::make_unique<ops::Progress>("copying the store, in pages", all);
    bar->update(done);
  };
  const auto made = value_or_fail(backup::make_backup(job));
  if (bar) bar->finish();
  if (notes) or_fail(store::note_backup(*notes, job.now));
  fmt::print("{}\n", made.string());
  fmt::print(stderr, "whole and read through; the SHA-256 of its manifest is {}\n", digest_of_manifest(made));
}

// It has cases that nobody may look at any more. Elsewhere than beside its hub nobody knows.
void say_what_was_sealed_since(const Globals& globals, base::Micros made_at) {
  const auto config = read_hub_config(globals.config);
  if (!config) return;
  const auto store = store::Store::open(config->store.string(), store::OpenMode::kRead);
  if (!store) return;
  const auto seals = store::seals(*store);
  if (!seals) return;
  const auto since = std::ranges::count_if(
      *seals, [&](const store::SealRow& seal) { return seal.lifted_at == 0 && seal.sealed.at > made_at; });
  if (since == 0) return;
  fmt::print(stderr, "{} cases were sealed since, and it has them: delete it when there is a newer one\n",
             since);
}

void verify(const Globals& globals, const Words& words) {
  const auto manifest = value_or_fail(backup::verify_backup(words.folder));
  fmt::print(
      "{} files, each as it was backed up; the store is of {}, with events up to {} and changes up to {}; "
      "the SHA-256 of the manifest is {}\n",
      manifest.files.size(), base::to_rfc3339(manifest.made_at), manifest.store.last_event,
      manifest.store.last_sequence, digest_of_manifest(words.folder));
  say_what_was_sealed_since(globals, manifest.made_at);
}

void list(const Globals& globals, const Words& words) {
  Table table({{"backup"}, {"store of"}, {"bytes", true}, {"events to", true}});
  for (const auto& folder : backup::backups_in(words.folder)) {
    const auto text = value_or_fail(read_text(folder / backup::kManifestFile));
    const auto manifest = value_or_fail(backup::read_manifest(text));
    std::int64_t bytes = 0;
    for (const auto& file : manifest.files) bytes += file.digest.bytes;
    table.add({folder.string(), base::to_rfc3339(manifest.made_at), std::to_string(bytes),
               std::to_string(manifest.store.last_event)});
  }
  print(table, globals);
}

void tell(const backup::Restored& restored, const HubConfig& config) {
  for (const auto& file : restored.put) fmt::print(stderr, "put: {}\n", file);
  for (const auto& file : restored.kept)
    fmt::print(stderr, "kept as it is, and other than in the backup: {}\n", file);
  if (!restored.moved_aside.empty())
    fmt::print(stderr, "the store that was there is {}: delete it when it is of no more use\n",
               restored.moved_aside.string());
  if (restored.revoked < 0)
    fmt::print(
        stderr,
        "tokens that were revoked since hold again: look at `mizan token list`; cases that were sealed "
        "since are there again: give the orders again\n");
  if (restored.revoked > 0)
    fmt::print(stderr, "{} tokens that were revoked since stay revoked\n", restored.revoked);
  if (restored.seals > 0)
    fmt::print(stderr, "{} cases were sealed since: `mizan seal finish` takes them out again\n",
               restored.seals);
  fmt::print(stderr, "{} goes on from {}; start `mizan run`\n", config.store.string(),
             base::to_rfc3339(restored.of.made_at));
}

void restore(const Globals& globals, const Words& words) {
  const auto config = value_or_fail(read_hub_config(globals.config));
  auto parts = parts_of(config);
  for (auto& place : places_of(config)) parts.push_back(std::move(place));
  const backup::RestoreJob job{words.folder,      config.store,         std::move(parts),
                               words.replace,     key_check_of(config), words.other_key,
                               "os:" + os_user(), system_clock().now()};
  tell(value_or_fail(backup::restore_backup(job)), config);
}

void add_restore_command(Command& program, Globals& globals, Words& words) {
  auto& put_back = program.add_command("restore", "Go on from a backup");
  put_back.add_option("backup", &words.folder, "what `mizan backup make` printed").required();
  put_back.add_option("--replace", &words.replace, "move aside a store that is there");
  put_back.add_option("--other-key", &words.other_key,
                      "though the pseudonym key is another, so that persons of before and after are others");
  put_back.footer =
      "Examples:\n  mizan restore /backup/mizan-20261126T224748Z\n  mizan restore "
      "/backup/mizan-20261126T224748Z --replace\n\nNo `mizan run` may run. The backup is verified first. Who "
      "followed the feed and knew no more than the backup goes on with the next event; all others are sent a "
      "snapshot. Files beside the store are put where they are missing and never replaced. A restore that "
      "was "
      "cut off is given again.";
  put_back.action = [&] { restore(globals, words); };
}

}  // namespace

void add_backup_commands(Command& program, Globals& globals) {
  static Words words;
  auto& backups = program.add_command("backup", "A whole copy of the hub, made while it runs");
  auto& now = backups.add_command("make", "Make one, in a folder of its own");
  now.add_option("folder", &words.folder, "folder of backups, on another disk").required();
  now.add_option("--keep", &words.keep, "delete all but so many of the newest there; 0: none").show_default();
  now.footer =
      "Example:\n  mizan backup make /backup --keep 14\n\nPrints the folder of the backup, which is there "
      "once it "
      "is whole. It has all that the hub knows but the pseudonym key, and is readable by its owner alone.";
  now.action = [&] { make(globals, words); };
  auto& check = backups.add_command("verify", "Whether one is what was made");
  check.add_option("backup", &words.folder, "what `mizan backup make` printed").required();
  check.footer =
      "Example:\n  mizan backup verify /backup/mizan-20261126T224748Z\n\nReads every byte. Exit code 3: a "
      "file is "
      "missing or another; 4: the store in it is damaged. Beside its hub it says too how many cases were "
      "sealed since.";
  check.action = [&] { verify(globals, words); };
  auto& all = backups.add_command("list", "The backups of a folder, the oldest first");
  all.add_option("folder", &words.folder, "folder of backups").required();
  all.footer = "Example:\n  mizan backup list /backup";
  all.action = [&] { list(globals, words); };
  add_restore_command(program, globals, words);
}

}  // namespace mizan::app
