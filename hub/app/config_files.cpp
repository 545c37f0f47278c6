#include "app/config_files.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/access_config.hpp"
#include "app/reviewed_file.hpp"
#include "app/session.hpp"
#include "app/text_file.hpp"
#include "base/digest.hpp"
#include "base/json.hpp"

namespace mizan::app {
namespace fs = std::filesystem;
namespace {

/// Files in the order of their paths, each once: as the first who names it says.
class Collecting {
 public:
  void add(const fs::path& named, std::string_view what, TakenIn when) {
    std::error_code lacks;
    const auto file = named.lexically_normal();
    if (file.empty() || !fs::is_regular_file(file, lacks)) return;
    const auto text = read_text(file);
    if (text)
      files_.try_emplace(file.string(),
                         ConfigFile{file, std::string(what), when, base::to_hex(base::sha256(*text))});
  }
  void add_folder(const fs::path& folder, std::string_view ending, std::string_view what, TakenIn when) {
    std::error_code lacks;
    for (const auto& entry : fs::directory_iterator(folder, lacks)) {
      if (entry.path().extension() == ending) add(entry.path(), what, when);
    }
  }
  std::vector<ConfigFile> take() {
    std::vector<ConfigFile> all;
    for (auto& [path, file] : files_) all.push_back(std::move(file));
    return all;
  }

 private:
  std::map<std::string, ConfigFile> files_;
};

void add_access(Collecting& files, const HubConfig& config) {
  files.add(config.access->sharing, "sharing matrix", TakenIn::kAtReload);
  if (config.access->login) files.add(config.access->login->jwks, "keys of log-ins", TakenIn::kAtReload);
  if (!config.tls) return;
  for (const auto& file :
       {config.tls->certificate, config.tls->key, config.tls->client_ca, config.tls->client_crl})
    files.add(file, "certificate", TakenIn::kAtReload);
}

void add_tables(Collecting& files, const fs::path& tables) {
  files.add_folder(tables / "kpis", ".toml", "KPI definition", TakenIn::kAtRestart);
  files.add_folder(tables / "offences", ".csv", "offences", TakenIn::kAtRestart);
  files.add_folder(tables / "deadlines", ".csv", "deadlines", TakenIn::kAtRestart);
  files.add_folder(tables / "places", ".csv", "places", TakenIn::kAtReading);
  files.add_folder(tables / "code-tables", ".csv", "code table", TakenIn::kAtReading);
}

}  // namespace

std::string_view taken_in_name(TakenIn when) {
  switch (when) {
    case TakenIn::kAtReading:
      return "at the next reading";
    case TakenIn::kAtCounting:
      return "at the next counting";
    case TakenIn::kAtReload:
      return "at SIGHUP";
    case TakenIn::kAtRestart:
      return "at a restart";
  }
  return "";
}

std::vector<ConfigFile> config_files(const HubConfig& config, const std::vector<SourceConfig>& sources) {
  Collecting files;
  files.add(config.file, "the hub's config", TakenIn::kAtRestart);
  files.add_folder(config.sources, ".toml", "source file", TakenIn::kAtRestart);
  files.add_folder(config.hubs, ".toml", "another hub", TakenIn::kAtRestart);
  files.add_folder(config.webhooks, ".toml", "webhook", TakenIn::kAtRestart);
  for (const auto& source : sources) files.add(source.mapping, "mapping", TakenIn::kAtReading);
  files.add_folder(config.file.parent_path() / "code-tables", ".csv", "code table", TakenIn::kAtReading);
  files.add_folder(config.places, ".csv", "places", TakenIn::kAtReading);
  files.add(config.links, "reviewed links", TakenIn::kAtCounting);
  files.add(config.adapters.trust, "trust", TakenIn::kAtReading);
  add_access(files, config);
  add_tables(files, config.tables.empty() ? shipped_tables() : config.tables);
  return files.take();
}

TakenFiles::TakenFiles(const HubConfig& config) : file_(config.store.string() + "-config") {}

base::Result<std::map<std::string, std::string>> TakenFiles::read() const {
  std::map<std::string, std::string> digests;
  MIZAN_ASSIGN(const auto text, read_if_there(file_));
  const auto json = base::parse_json(text);
  if (!json.is_object()) return digests;
  for (const auto& [path, digest] : json.items())
    if (digest.is_string()) digests[path] = digest.get<std::string>();
  return digests;
}

base::Result<> TakenFiles::write(const std::map<std::string, std::string>& digests) const {
  return replace_file(file_, base::json_text(nlohmann::json(digests), 1) + "\n");
}

base::Result<> TakenFiles::note_start(const std::vector<ConfigFile>& files) const {
  std::map<std::string, std::string> digests;
  for (const auto& file : files) digests[file.file.string()] = file.digest;
  return write(digests);
}

base::Result<> TakenFiles::note_reload(const std::vector<ConfigFile>& files) const {
  MIZAN_ASSIGN(auto digests, read());
  for (const auto& file : files)
    if (file.when != TakenIn::kAtRestart) digests[file.file.string()] = file.digest;
  return write(digests);
}

std::vector<ChangedFile> changed_files(const std::vector<ConfigFile>& now,
                                       const std::map<std::string, std::string>& taken) {
  std::vector<ChangedFile> changed;
  for (const auto& file : now) {
    const auto found = taken.find(file.file.string());
    if (found == taken.end()) changed.push_back({file, "new"});
    if (found != taken.end() && found->second != file.digest) changed.push_back({file, "other"});
  }
  for (const auto& each : taken) {
    const auto& path = each.first;
    const bool there = std::ranges::any_of(now, [&](const ConfigFile& file) { return file.file == path; });
    if (!there) changed.push_back({{path, "file", TakenIn::kAtRestart, ""}, "gone"});
  }
  return changed;
}

}  // namespace mizan::app
