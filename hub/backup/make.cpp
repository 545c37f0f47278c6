#include "backup/make.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <set>

namespace mizan::backup {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view kBeginning = "mizan-";
constexpr std::string_view kUnfinished = ".part";

/// That no other process makes backups in a folder. The kernel lets it go with the process.
class FolderLock {
 public:
  static base::Result<FolderLock> take(const fs::path& folder) {
    const auto path = folder / ".lock";
    FolderLock lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (lock.file_ < 0)
      return base::Error{base::Code::kStore, fmt::format("{} cannot be written", folder.string())};
    if (::flock(lock.file_, LOCK_EX | LOCK_NB) != 0)
      return base::Error{base::Code::kConfig,
                         fmt::format("{}: another backup is being made there", folder.string())};
    return lock;
  }
  ~FolderLock() {
    if (file_ >= 0) ::close(file_);
  }
  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;

 private:
  explicit FolderLock(int file) : file_(file) {}
  int file_;
};

// 2026-11-26T22:47:48… as a file may be called.
std::string name_of(base::Micros now) {
  auto text = base::to_rfc3339(now).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return fmt::format("{}{}Z", kBeginning, text);
}

base::Result<> refuse(const fs::path& what, std::string_view why, const std::error_code& failed) {
  return base::Error{base::Code::kStore, fmt::format("{} {}: {}", what.string(), why, failed.message())};
}

// Readable by its owner alone: what is in it is all that the hub knows.
base::Result<> make_private_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (!failed) fs::permissions(folder, fs::perms::owner_all, failed);
  return failed ? refuse(folder, "cannot be made", failed) : base::Result<>();
}

base::Result<> remove_unfinished(const fs::path& folder) {
  std::error_code failed;
  std::vector<fs::path> left;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with(kBeginning) && name.ends_with(kUnfinished)) left.push_back(entry.path());
  }
  for (const auto& each : left) fs::remove_all(each, failed);
  return failed ? refuse(folder, "cannot be tidied", failed) : base::Result<>();
}

// Half-written files of whoever puts them in place by renaming.
bool is_draft(const fs::path& file) {
  static const std::set<std::string> kDrafts = {".part", ".new", ".tmp"};
  return kDrafts.contains(file.extension().string()) || file.filename().string().starts_with('.');
}

std::vector<fs::path> files_within(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (const auto& entry : fs::recursive_directory_iterator(folder, failed)) {
    std::error_code gone;
    if (entry.is_regular_file(gone) && !is_draft(entry.path())) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

class Making {
 public:
  Making(const Job& job, fs::path folder) : job_(job), folder_(std::move(folder)) {}

  base::Result<> run() {
    for (const auto& part : job_.places) MIZAN_TRY(copy(part));
    MIZAN_TRY(copy_store());
    for (const auto& part : job_.parts) MIZAN_TRY(copy(part));
    return put_text(folder_ / kManifestFile, manifest_text(manifest_));
  }

 private:
  base::Result<> copy_store() {
    manifest_.made_at = job_.now;
    manifest_.key_check = job_.key_check;
    manifest_.left_out = job_.left_out;
    const auto copy = folder_ / kStoreFile;
    MIZAN_TRY(store::copy_store(job_.store.string(), copy.string(), job_.progress));
    std::error_code failed;
    fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, failed);
    if (failed) return refuse(copy, "cannot be made its owner's alone", failed);
    MIZAN_ASSIGN(manifest_.store, store::check_copy(copy.string()));
    MIZAN_ASSIGN(auto digest, digest_of(copy));
    manifest_.files.push_back({kStoreFile, std::move(digest)});
    return {};
  }

  base::Result<> copy(const Part& part) {
    std::error_code failed;
    if (fs::is_regular_file(part.place, failed)) return copy_one(part.place, part.name);
    for (const auto& file : files_within(part.place))
      MIZAN_TRY(copy_one(file, (part.name / file.lexically_relative(part.place)).generic_string()));
    return {};
  }

  // One that went meanwhile, an order that was carried out, is none.
  base::Result<> copy_one(const fs::path& from, const std::string& name) {
    auto digest = copy_for_good(from, folder_ / name);
    std::error_code ignored;
    if (!digest && digest.error().code == base::Code::kNotFound && !fs::exists(from, ignored)) {
      fs::remove(folder_ / name, ignored);
      return {};
    }
    if (!digest) return digest.error();
    manifest_.files.push_back({name, std::move(*digest)});
    return {};
  }

  const Job& job_;
  fs::path folder_;
  Manifest manifest_;
};

// Takes away the oldest, each unfinished before it is less than whole.
base::Result<> keep_newest(const fs::path& folder, int keep) {
  auto all = backups_in(folder);
  if (keep <= 0 || std::ssize(all) <= keep) return {};
  all.resize(all.size() - static_cast<std::size_t>(keep));
  for (const auto& old : all) MIZAN_TRY(rename_for_good(old, old.string() + std::string(kUnfinished)));
  return remove_unfinished(folder);
}

}  // namespace

std::vector<fs::path> backups_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    const auto name = entry.path().filename().string();
    std::error_code lacks;
    if (name.starts_with(kBeginning) && !name.ends_with(kUnfinished) &&
        fs::exists(entry.path() / kManifestFile, lacks))
      found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

base::Result<fs::path> make_backup(const Job& job) {
  std::error_code failed;
  fs::create_directories(job.into, failed);
  if (failed) return refuse(job.into, "cannot be made", failed).error();
  MIZAN_ASSIGN(const auto lock, FolderLock::take(job.into));
  MIZAN_TRY(remove_unfinished(job.into));
  auto whole = job.into / name_of(job.now);
  if (fs::exists(whole, failed))
    return base::Error{base::Code::kConfig, whole.string() + " is there already"};
  const fs::path part = whole.string() + std::string(kUnfinished);
  MIZAN_TRY(make_private_folder(part));
  MIZAN_TRY(Making(job, part).run());
  MIZAN_TRY(rename_for_good(part, whole));
  MIZAN_TRY(keep_newest(job.into, job.keep));
  return whole;
}

}  // namespace mizan::backup
