#include "mizan/mapping/file_connector.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

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

// Half-written files are given such names until they are whole.
bool unfinished(std::string_view name) {
  return name.starts_with(".") || name.ends_with(".part") || name.ends_with(".tmp");
}

std::string stamp_of(const fs::path& path) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return {};
  return fmt::format("{}-{}.{:09}", about.st_size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec);
}

// FNV-1a: a checkpoint outlives the program that wrote it, so the number must be the same in every build.
std::string digest_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return fmt::format("{:016x}", hash);
}

Mapping compile(const sdk::Config& config, const char* format) {
  const auto mapping = config.object("mapping");
  auto compiled = Mapping::compile(mapping.text("text"), mapping.text("name"));
  if (compiled.input().format != format) {
    throw sdk::Error(MIZAN_E_CONFIG, mapping.text("name") + ": input.format is \"" + compiled.input().format +
                                         "\", but the source's adapter is \"" + format + "\"");
  }
  return compiled;
}

/// How far reading has come: files done, by stamp, and the one in between.
struct Progress {
  std::map<std::string, std::string> done;
  std::string current;
  std::string stamp;
  std::uint64_t position = 0;

  std::string token() const {
    return nlohmann::json{
        {"v", 1}, {"done", done}, {"current", current}, {"stamp", stamp}, {"position", position}}
        .dump();
  }
  static Progress parse(std::string_view token) {
    Progress out;
    if (token.empty()) return out;
    try {
      const auto json = nlohmann::json::parse(token);
      if (json.at("v") != 1) throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint is of another version");
      json.at("done").get_to(out.done);
      json.at("current").get_to(out.current);
      json.at("stamp").get_to(out.stamp);
      json.at("position").get_to(out.position);
    } catch (const nlohmann::json::exception&) {
      throw sdk::Error(MIZAN_E_CHECKPOINT, "the checkpoint cannot be read");
    }
    return out;
  }
};

}  // namespace

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
    : host_(host), folder_(config.text("folder")), mapping_(compile(config, format)) {
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
  return all.empty() ? all : digest_of(all);
}

// An incremental source goes on behind what is done. A snapshot is proof only if it is read whole, so it
// begins anew whenever anything changed, and what is already held is unchanged.
void FileConnector::read(const sdk::Call& call, std::string_view token, sdk::Sink& sink) {
  check(call);
  auto progress = Progress::parse(token);
  const auto files = list();
  const bool snapshot = mapping_.input().snapshot;
  const auto known = [&](const FoundFile& file) {
    const auto found = progress.done.find(file.name);
    return found != progress.done.end() && found->second == file.version();
  };
  if (std::all_of(files.begin(), files.end(), known) && (!snapshot || progress.done.size() == files.size()))
    return;
  if (snapshot) {
    progress = {};
    sink.begin_snapshot();
  }
  begin(files);
  const struct Ending {
    FileConnector& connector;
    ~Ending() { connector.end(); }
  } ending{*this};
  RecordStream out(mapping_, call, sink);
  for (const auto& file : files) {
    if (known(file)) continue;
    const bool resumed = !snapshot && progress.current == file.name && progress.stamp == file.version();
    if (!resumed) progress.position = 0;
    progress.current = file.name;
    progress.stamp = file.version();
    read_file(file, progress.position, out, [&](std::uint64_t position) {
      progress.position = position;
      snapshot ? out.flush() : out.checkpoint(progress.token());
    });
    progress.done[file.name] = file.version();
    progress.current.clear();
    snapshot ? out.flush() : out.checkpoint(progress.token());
  }
  if (snapshot) {
    sink.complete_snapshot();
    sink.checkpoint(progress.token());
  }
  if (const auto summary = mapping_.filtered_summary(); !summary.empty()) host_.info(summary);
}

}  // namespace mizan::mapping
