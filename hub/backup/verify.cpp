#include "backup/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace mizan::backup {
namespace fs = std::filesystem;
namespace {

base::Error not_as_made(const fs::path& file, std::string_view why) {
  return {base::Code::kData, fmt::format("{}: {}", file.string(), why)};
}

base::Result<Manifest> manifest_in(const fs::path& folder) {
  std::ifstream in(folder / kManifestFile, std::ios::binary);
  if (!in)
    return base::Error{base::Code::kNotFound, folder.string() + ": is no backup: it has no " + kManifestFile};
  const std::string text(std::istreambuf_iterator<char>(in), {});
  auto manifest = read_manifest(text);
  if (!manifest) return base::within(folder.string(), manifest.error());
  return manifest;
}

base::Result<> check_file(const fs::path& folder, const Entry& entry) {
  const auto digest = digest_of(folder / entry.path);
  if (!digest && digest.error().code == base::Code::kNotFound)
    return not_as_made(folder / entry.path, "is missing");
  if (!digest) return digest.error();
  if (*digest == entry.digest) return {};
  return not_as_made(folder / entry.path, "is not the file that was backed up");
}

}  // namespace

base::Result<Manifest> verify_backup(const fs::path& folder) {
  MIZAN_ASSIGN(auto manifest, manifest_in(folder));
  if (std::ranges::find(manifest.files, kStoreFile, &Entry::path) == manifest.files.end())
    return not_as_made(folder / kManifestFile, "names no store");
  for (const auto& entry : manifest.files) MIZAN_TRY(check_file(folder, entry));
  MIZAN_ASSIGN(const auto state, store::check_copy((folder / kStoreFile).string()));
  if (state != manifest.store)
    return not_as_made(folder / kStoreFile, "is of another state than the manifest says");
  return manifest;
}

}  // namespace mizan::backup
