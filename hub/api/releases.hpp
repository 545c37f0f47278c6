#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "api/http.hpp"
#include "api/public_releases.hpp"
#include "release/archive.hpp"
#include "release/document.hpp"

namespace mizan::api {

/// The folder of releases, for reading over HTTP: what the newest signed head of the log covers, and nothing
/// that is only prepared or signed. Read anew when its log or its heads are other files. Any thread.
class ReleaseShelf {
 public:
  /// Empty: this hub gives no releases, which is what it answers.
  explicit ReleaseShelf(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// `/v1/releases`, `/v1/releases/{id}`, `…/{id}/values`, `…/{id}/proof?since=`, `/v1/release-log?size=` and
  /// `/v1/release-log/consistency?from=&to=`. kNotFound: no such page or release; kData: a wrong parameter;
  /// kStore: the folder is not what was published.
  base::Result<Response> answer(const Request& request);

 private:
  // What of a file tells that another was put in its place.
  struct Stamp {
    std::filesystem::file_time_type changed;
    std::uintmax_t size = 0;
    bool operator==(const Stamp&) const = default;
  };
  struct Listed {
    release::Archive::Entry entry;
    release::Summary summary;
  };
  struct Shelf {
    explicit Shelf(release::Archive read) : archive(std::move(read)) {}
    release::Archive archive;
    std::vector<Listed> published;
    std::string root;  // of the newest head, in hex; empty: nothing is published
    Stamp log;
    Stamp heads;
  };
  using Kept = std::shared_ptr<const Shelf>;

  base::Result<std::shared_ptr<const PublicReleases>> public_of(const Shelf& shelf);
  Stamp stamp_of(const char* file) const;
  base::Result<Kept> shelf();
  base::Result<Kept> read_anew(const Stamp& log, const Stamp& heads);

  std::filesystem::path folder_;
  std::mutex mutex_;
  Kept kept_;  // guarded
  std::mutex making_;
  std::shared_ptr<const PublicReleases> public_;  // guarded by making_
  std::string public_root_;                       // of the log that it is of; guarded by making_
};

}  // namespace mizan::api
