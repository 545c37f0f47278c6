#include "backup/restore.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <optional>

#include "backup/verify.hpp"
#include "publish/cloud_event.hpp"
#include "publish/cursor.hpp"
#include "store/access_tokens.hpp"
#include "store/audit_trail.hpp"
#include "store/epochs.hpp"
#include "store/sealing.hpp"
#include "store/writer_lock.hpp"

namespace mizan::backup {
namespace fs = std::filesystem;
namespace {

base::Error refused(std::string why) {
  return {base::Code::kConfig, std::move(why)};
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

fs::path beside(const fs::path& store, std::string_view ending) {
  return store.string() + std::string(ending);
}

void remove_store(const fs::path& store) {
  std::error_code ignored;
  for (const auto* ending : {"", "-wal", "-shm", "-journal", "-lock"})
    fs::remove(beside(store, ending), ignored);
}

/// Where in the hub a file of the backup belongs; nothing: nowhere that this hub has.
struct Target {
  fs::path file;
  bool only_grows = false;
};
std::optional<Target> target_of(const std::string& path, const std::vector<Part>& parts) {
  for (const auto& part : parts) {
    const auto only_grows = std::ranges::find(part.only_grow, path) != part.only_grow.end();
    if (path == part.name) return Target{part.place, only_grows};
    if (path.starts_with(part.name + "/"))
      return Target{part.place / path.substr(part.name.size() + 1), only_grows};
  }
  return std::nullopt;
}

class Restoring {
 public:
  explicit Restoring(const RestoreJob& job) : job_(job) {}

  base::Result<Restored> run() {
    MIZAN_ASSIGN(done_.of, verify_backup(job_.backup));
    MIZAN_TRY(check_key());
    MIZAN_ASSIGN(const auto lock, store::WriterLock::take(job_.store.string()));
    MIZAN_TRY(check_places());
    MIZAN_TRY(stage());
    MIZAN_TRY(put_missing_files());
    MIZAN_TRY(switch_stores());
    return std::move(done_);
  }

 private:
  fs::path staged() const { return beside(job_.store, ".restore-part"); }
  fs::path decided() const { return beside(job_.store, store::kRestoring); }

  // Under another key every person would be another.
  base::Result<> check_key() const {
    if (job_.other_key || done_.of.key_check.empty() || done_.of.key_check == job_.key_check) return {};
    return refused(
        fmt::format("{}: the persons of this backup are pseudonyms by another key than the hub has "
                    "now: put that pseudonym.key in its place first, or give --other-key, and every "
                    "person of before is another than the same one of after",
                    job_.backup.string()));
  }

  base::Result<> check_places() const {
    std::error_code lacks;
    if (fs::exists(job_.store, lacks) && !job_.replace && !fs::exists(decided(), lacks))
      return refused(
          fmt::format("{}: there is a store already; --replace moves it aside", job_.store.string()));
    for (const auto& entry : done_.of.files) {
      const auto target = target_of(entry.path, job_.parts);
      if (!target || !target->only_grows || !fs::exists(target->file, lacks)) continue;
      if (text_of(target->file).starts_with(text_of(job_.backup / entry.path))) continue;
      return refused(
          fmt::format("{}: is not what the backup's {} went on to, so one of them is not this "
                      "hub's: move its folder away first",
                      target->file.string(), entry.path));
    }
    return {};
  }

  // A store that goes on from the backup, whole and on disk, beside the one that there is.
  base::Result<> stage() {
    remove_store(staged());
    MIZAN_TRY(copy_for_good(job_.backup / kStoreFile, staged()));
    {
      MIZAN_ASSIGN(auto store, store::Store::open(staged().string(), store::OpenMode::kWrite));
      MIZAN_TRY(carry_what_holds(store));
      MIZAN_TRY(go_on(store));
    }
    std::error_code lacks;
    if (fs::exists(beside(staged(), "-wal"), lacks))
      return base::Error{base::Code::kStore, staged().string() + " cannot be closed as one file"};
    fs::remove(beside(staged(), "-lock"), lacks);
    return {};
  }

  // Revoked tokens, and seals.
  base::Result<> carry_what_holds(store::Store& to) {
    // One that was decided and cut off has what the store before it had revoked.
    std::error_code lacks;
    const auto before = fs::exists(decided(), lacks) ? decided() : job_.store;
    const auto from = store::Store::open(before.string(), store::OpenMode::kRead);
    if (!from) return {};
    const auto head = store::audit_head(*from);
    if (head) replaced_head_ = audit::head_text(*head);
    const auto carried = store::carry_revocations(*from, to);
    if (carried) done_.revoked = *carried;
    MIZAN_ASSIGN(done_.seals, store::carry_seals(*from, to));
    return {};
  }

  base::Result<> go_on(store::Store& store) const {
    MIZAN_ASSIGN(const auto last, store.outbox_head());
    const auto cursor = publish::encode_cursor({store.epoch(), last});
    const store::Event told = {0, job_.now, std::string(publish::kRestoredType), "",
                               publish::restored_body(job_.now, done_.of.made_at, cursor)};
    auto what = "the state of " + base::to_rfc3339(done_.of.made_at);
    if (!replaced_head_.empty())
      what += ", the trail of the store that was there ended with " + replaced_head_;
    return store::go_on_from_here(store, told, {0, job_.now, job_.who, "restore", what, "done"});
  }

  base::Result<> put_missing_files() {
    for (const auto& entry : done_.of.files) {
      const auto target = target_of(entry.path, job_.parts);
      if (!target) continue;
      const auto there = digest_of(target->file);
      if (!there && there.error().code != base::Code::kNotFound) return there.error();
      if (!there) MIZAN_TRY(put(entry, target->file));
      if (there && *there != entry.digest) done_.kept.push_back(target->file.string());
    }
    return {};
  }

  base::Result<> put(const Entry& entry, const fs::path& file) {
    const auto draft = beside(file, ".restore-part");
    std::error_code ignored;
    fs::remove(draft, ignored);
    MIZAN_TRY(copy_for_good(job_.backup / entry.path, draft));
    MIZAN_TRY(rename_for_good(draft, file));
    done_.put.push_back(file.string());
    return {};
  }

  // From the first renaming on the restore is decided, and Store::open() refuses until it is done: between a
  // store and the write-ahead log of another there is nothing to be read.
  base::Result<> switch_stores() {
    MIZAN_TRY(rename_for_good(staged(), decided()));
    MIZAN_TRY(move_aside());
    std::error_code ignored;
    for (const auto& store : {job_.store, decided()})
      for (const auto* ending : {"-wal", "-shm"}) fs::remove(beside(store, ending), ignored);
    MIZAN_TRY(sync_folder(fs::absolute(job_.store).parent_path()));
    return rename_for_good(decided(), job_.store);
  }

  // By a second name, so that whatever is cut off here can be done once more, in the same second too.
  base::Result<> move_aside() {
    std::error_code lacks;
    if (!fs::exists(job_.store, lacks)) return {};
    const auto aside = name_aside();
    for (const auto* ending : {"", "-wal"}) {
      const auto here = beside(job_.store, ending);
      if (!fs::exists(here, lacks) || is_file(beside(aside, ending), here)) continue;
      fs::create_hard_link(here, beside(aside, ending), lacks);
      if (lacks)
        return base::Error{base::Code::kStore,
                           fmt::format("{} cannot be moved aside: {}", job_.store.string(), lacks.message())};
    }
    done_.moved_aside = aside;
    return {};
  }

  // The first name of this second that no other store has; one that a restore cut off here gave to this one
  // is taken again.
  fs::path name_aside() const {
    const auto second = beside(job_.store, ".replaced-" + base::to_rfc3339(job_.now).substr(0, 19) + "Z");
    auto aside = second;
    std::error_code lacks;
    for (int nth = 2; fs::exists(aside, lacks) && !is_file(aside, job_.store); ++nth)
      aside = beside(second, fmt::format("-{}", nth));
    return aside;
  }

  static bool is_file(const fs::path& name, const fs::path& file) {
    std::error_code lacks;
    return fs::equivalent(name, file, lacks) && !lacks;
  }

  const RestoreJob& job_;
  Restored done_;
  std::string replaced_head_;
};

}  // namespace

base::Result<Restored> restore_backup(const RestoreJob& job) {
  return Restoring(job).run();
}

}  // namespace mizan::backup
