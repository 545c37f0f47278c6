#include "mizan/mapping/file_connector.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "file_progress.hpp"
#include "mizan/mapping/stable_digest.hpp"

namespace mizan::mapping {
namespace fs = std::filesystem;
namespace {

bool fits(std::string_view pattern, std::string_view name) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  const auto head = pattern.substr(0, star);
  if (!name.starts_with(head)) return false;
  const auto tail = pattern.substr(star + 1);
  for (auto at = head.size(); at <= name.size(); ++at) {
    if (fits(tail, name.substr(at))) return true;
  }
  return false;
}

// Half-written files are given such names until they are whole; "~$" is the lock of an open spreadsheet.
bool unfinished(std::string_view name) {
  return name.starts_with(".") || name.starts_with("~$") || name.ends_with(".part") || name.ends_with(".tmp");
}

std::string stamp_of(const fs::path& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return {};
  return fmt::format("{}-{}.{:09}", about.st_size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
}

}  // namespace

Mapping compile_for(const sdk::Config& config, const char* format) {
  const auto mapping = config.object("mapping");
  auto compiled = Mapping::compile(mapping.text("text"), mapping.text("name"));
  if (compiled.input().format != format) {
    throw sdk::Error(MIZAN_E_CONFIG, mapping.text("name") + ": input.format is \"" + compiled.input().format +
                                         "\", but the source's adapter is \"" + format + "\"");
  }
  return compiled;
}

void RecordStream::row(const std::string& group, const Row& row) {
  mapping_.apply(group, row, batch_);
}

void RecordStream::reject(const std::string& where, std::string_view reason, std::string_view detail,
                          std::string_view raw) {
  flush();
  sink_.reject(where, reason, detail, raw.substr(0, 64U * 1024U));
}

void RecordStream::flush() {
  call_.check();
  sink_.emit(batch_);
}

void RecordStream::checkpoint(const std::string& token) {
  flush();
  sink_.checkpoint(token);
}

FileConnector::FileConnector(sdk::Host host, const sdk::Config& config, const char* format)
    : host_(host),
      guard_(host),
      folder_(config.text("folder")),
      mapping_text_(config.object("mapping").text("text")),
      mapping_(compile_for(config, format)) {
  config.allow_only({"folder", "mapping"});
  if (!fs::path(folder_).is_absolute())
    throw sdk::Error(MIZAN_E_CONFIG, "setting \"folder\": expected an absolute path");
}

void FileConnector::check(const sdk::Call&) {
  std::error_code failed;
  if (!fs::is_directory(folder_, failed))
    throw sdk::Error(MIZAN_E_CONFIG, folder_ + ": there is no such folder");
  if (list().empty())
    throw sdk::Error(MIZAN_E_CONFIG,
                     folder_ + ": no file here has a name that the mapping's input.files describes");
}

std::vector<FoundFile> FileConnector::list() const {
  std::vector<FoundFile> found;
  std::error_code failed;
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder_, failed)) {
    // A link could lead out of the folder that the operator named.
    if (entry.is_regular_file() && !entry.is_symlink()) paths.push_back(entry.path());
  }
  if (failed) throw sdk::Error(MIZAN_E_CONFIG, folder_ + ": cannot be listed: " + failed.message());
  std::sort(paths.begin(), paths.end());
  for (const auto& input : mapping_.input().files) {
    for (const auto& path : paths) {
      const auto name = path.filename().string();
      if (unfinished(name) || !fits(input.pattern, name)) continue;
      found.push_back({path.string(), name, input.name, stamp_of(path)});
    }
  }
  for (const auto& input : mapping_.input().files) {
    const auto joined = joined_version(input.name, found);
    for (auto& file : found) {
      if (file.group == input.name) file.joined = joined;
    }
  }
  return found;
}

std::string FileConnector::joined_version(const std::string& group,
                                          const std::vector<FoundFile>& files) const {
  std::string all;
  for (const auto& use : mapping_.joins(group)) {
    for (const auto& file : files) {
      if (file.group == mapping_.input().joins[use.join].file) all += file.name + "\n" + file.stamp + "\n";
    }
  }
  return all.empty() ? all : fmt::format("{:016x}", stable_digest(all));
}

void FileConnector::read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) {
  check(call);
  const auto files = list();
  FileProgress progress(mapping_text_);
  progress.resume(token, files);
  const bool all_done =
      std::all_of(files.begin(), files.end(), [&](const FoundFile& file) { return progress.done(file); });
  const bool snapshot = mapping_.input().snapshot;
  if (all_done && (!snapshot || !progress.lacks_some())) return;
  begin(files);
  const struct Ending {
    FileConnector& connector;
    ~Ending() { connector.end(); }
  } ending{*this};
  RecordStream out(mapping_, call, sink, guard_);
  snapshot ? read_snapshot(files, out, sink) : read_on(files, progress, out);
  if (const auto summary = mapping_.filtered_summary(); !summary.empty()) host_.info(summary);
}

// Goes on behind what is done.
void FileConnector::read_on(const std::vector<FoundFile>& files, FileProgress& progress, RecordStream& out) {
  for (const auto& file : files) {
    if (progress.done(file)) continue;
    read_whole(file, progress.position(file), out, [&](std::uint64_t position) {
      progress.reach(file, position);
      out.checkpoint(progress.token());
    });
    progress.finish(file);
    out.checkpoint(progress.token());
  }
}

// A snapshot is proof of what is gone only if it was read whole, so it begins anew whenever anything changed
// (what is held already is unchanged). Whether every row could be read is judged by the hub, which counts
// them.
void FileConnector::read_snapshot(const std::vector<FoundFile>& files, RecordStream& out, sdk::Sink& sink) {
  FileProgress progress(mapping_text_);
  progress.resume({}, files);
  sink.begin_snapshot();
  for (const auto& file : files) {
    read_whole(file, 0, out, [&](std::uint64_t) { out.flush(); });
    out.flush();
    progress.finish(file);
  }
  if (const auto* missing = missing_files(files); missing != nullptr) {
    throw sdk::Error(MIZAN_E_DATA,
                     folder_ + ": no file is called \"" + missing->pattern +
                         "\", so the snapshot is incomplete: what there is was taken, and nothing was "
                         "taken for deleted");
  }
  sink.complete_snapshot();
  sink.checkpoint(progress.token());
}

void FileConnector::read_whole(const FoundFile& file, std::uint64_t from, RecordStream& out,
                               const std::function<void(std::uint64_t)>& done) {
  read_file(file, from, out, done);
  if (stamp_of(file.path) != file.stamp)
    throw sdk::Error(MIZAN_E_TRANSIENT, file.path + ": changed while it was read: it is read again");
}

const InputFiles* FileConnector::missing_files(const std::vector<FoundFile>& files) const {
  for (const auto& input : mapping_.input().files) {
    const bool found = std::any_of(files.begin(), files.end(),
                                   [&](const FoundFile& file) { return file.group == input.name; });
    if (!found) return &input;
  }
  return nullptr;
}

}  // namespace mizan::mapping
