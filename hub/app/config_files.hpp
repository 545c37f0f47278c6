#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/config.hpp"

namespace mizan::app {

/// When a hub that runs takes a changed file in.
enum class TakenIn {
  kAtReading,   ///< at the next reading of the sources that it is for
  kAtCounting,  ///< when the KPIs are counted next
  kAtReload,    ///< at SIGHUP
  kAtRestart,   ///< when `mizan run` is started anew
};

/// In words, as `mizan plan` prints it.
std::string_view taken_in_name(TakenIn when);

/// A file that a hub's config consists of.
struct ConfigFile {
  std::filesystem::path file;
  std::string what;  ///< "source file", "mapping" …
  TakenIn when = TakenIn::kAtRestart;
  std::string digest;  ///< SHA-256 of its text; empty: it is not there
};

/// All of them as they are now, by their paths. What is not there is left out.
std::vector<ConfigFile> config_files(const HubConfig& config, const std::vector<SourceConfig>& sources);

/// The files as a hub that runs has taken them in, in a file beside its store.
class TakenFiles {
 public:
  explicit TakenFiles(const HubConfig& config);

  /// Of a hub that starts: all of them. kStore: it cannot be written.
  base::Result<> note_start(const std::vector<ConfigFile>& files) const;
  /// Those that were taken in at a reload, too.
  base::Result<> note_reload(const std::vector<ConfigFile>& files) const;
  /// Digests by path; empty: no hub has run by this config.
  base::Result<std::map<std::string, std::string>> read() const;

 private:
  base::Result<> write(const std::map<std::string, std::string>& digests) const;
  std::filesystem::path file_;
};

/// A file that is another than a hub has taken in.
struct ChangedFile {
  ConfigFile file;
  std::string how;  ///< "new", "other", "gone"
};
/// `taken`: as TakenFiles::read() gives it.
std::vector<ChangedFile> changed_files(const std::vector<ConfigFile>& now,
                                       const std::map<std::string, std::string>& taken);

}  // namespace mizan::app
