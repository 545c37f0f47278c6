#include "registry/installed.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <tuple>

#include "registry/text_record.hpp"

namespace mizan::registry {
namespace fs = std::filesystem;
namespace {

base::Error wrong(const fs::path& file, std::string_view what) {
  return {base::Code::kConfig, fmt::format("{}: {}", file.string(), what)};
}

std::string manifest_text(const Installation& what) {
  return fmt::format(
      "format = 1\nid = {}\nversion = {}\nabi = {}\nsha256 = {}\nsigner = {}\ninstalled_at = {}\n",
      toml_string(what.build.id), toml_string(what.build.version), toml_string(what.abi),
      toml_string(what.build.sha256), toml_string(what.signer), toml_string(what.installed_at));
}

base::Result<Installed> read_manifest(const fs::path& folder) {
  const auto file = folder / "manifest.toml";
  MIZAN_ASSIGN(const auto text, read_small_file(file));
  MIZAN_ASSIGN(const auto table, parse_format_1(text, file.string(), "manifest"));
  TextRecord record(table, file.string());
  record.allow("format");
  Installed out{{record.text("id"), record.text("version"), record.text("sha256")},
                record.text("abi"),
                record.text("signer"),
                record.text("installed_at"),
                folder};
  if (!is_adapter_id(out.build.id)) record.fail("id", "is no adapter's id");
  if (!Version::parse(out.build.version)) record.fail("version", "expected MAJOR.MINOR.PATCH");
  if (!is_sha256(out.build.sha256)) record.fail("sha256", "expected 64 hexadecimal digits");
  MIZAN_TRY(record.finish());
  return out;
}

// A name that begins with a point is of something unfinished.
std::vector<fs::path> folders_of(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(folder, failed)) {
    if (entry.is_directory(failed) && !entry.path().filename().string().starts_with('.'))
      found.push_back(entry.path());
  }
  return found;
}

bool comes_first(const Installed& a, const Installed& b) {
  if (a.build.id != b.build.id) return a.build.id < b.build.id;
  const auto left = *Version::parse(a.build.version);
  const auto right = *Version::parse(b.build.version);
  if (left != right) return right < left;
  return std::tie(b.installed_at, b.build.sha256) < std::tie(a.installed_at, a.build.sha256);
}

bool sync_folder(const fs::path& folder) {
  const adapter::FileDescriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  return opened.get() >= 0 && fsync(opened.get()) == 0;
}

base::Result<> write_build(const fs::path& folder, const PluginBytes& bytes, const Installation& what) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return wrong(folder, "cannot be made: " + failed.message());
  MIZAN_TRY(bytes.write_to(folder / "adapter.so"));
  if (const auto signature = signature_file(what.from); fs::exists(signature, failed)) {
    MIZAN_ASSIGN(const auto text, read_small_file(signature));
    MIZAN_TRY(replace_file(folder / "adapter.so.sig", text));
  }
  return replace_file(folder / "manifest.toml", manifest_text(what));
}

}  // namespace

base::Result<std::vector<Installed>> list_installed(const fs::path& folder) {
  std::vector<Installed> found;
  for (const auto& id : folders_of(folder)) {
    for (const auto& build : folders_of(id)) {
      MIZAN_ASSIGN(auto read, read_manifest(build));
      if (read.build.id != id.filename()) return wrong(build / "manifest.toml", "id: is not its folder's");
      found.push_back(std::move(read));
    }
  }
  std::sort(found.begin(), found.end(), comes_first);
  return found;
}

base::Result<Installed> install(const fs::path& folder, const PluginBytes& bytes, const Installation& what) {
  const auto home = folder / what.build.id;
  const auto place = home / fmt::format("{}-{}", what.build.version, what.build.sha256.substr(0, 16));
  if (fs::exists(fs::symlink_status(place)))
    return wrong(place,
                 fmt::format("this build of {} {} is installed already", what.build.id, what.build.version));
  const auto unfinished = home / fmt::format(".{}", getpid());
  std::error_code failed;
  fs::remove_all(unfinished, failed);
  auto written = write_build(unfinished, bytes, what);
  if (written &&
      (!sync_folder(unfinished) || std::rename(unfinished.c_str(), place.c_str()) != 0 || !sync_folder(home)))
    written = wrong(place, fmt::format("cannot be made: {}", std::strerror(errno)));
  if (!written) {
    fs::remove_all(unfinished, failed);
    return written.error();
  }
  return Installed{what.build, what.abi, what.signer, what.installed_at, place};
}

base::Result<> remove_installed(const Installed& what) {
  const auto leaving = what.folder.parent_path() / fmt::format(".{}", getpid());
  std::error_code failed;
  fs::rename(what.folder, leaving, failed);
  if (failed) return wrong(what.folder, "cannot be removed: " + failed.message());
  fs::remove_all(leaving, failed);
  fs::remove(what.folder.parent_path(), failed);  // if it was the last
  return {};
}

}  // namespace mizan::registry
