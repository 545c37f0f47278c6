#include "services/secret_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace mizan::services {
namespace {

constexpr std::size_t kLongest = 64U * 1024U;

struct OpenFile {
  int number;
  ~OpenFile() {
    if (number >= 0) close(number);
  }
};

base::Error refused(std::string_view name, std::string_view why) {
  return {base::Code::kConfig, fmt::format("the secret \"{}\": {}", name, why)};
}

// Into memory that is overwritten when it ends: the buffer never grows, so no copy of it is left behind.
base::Result<base::Secret> read_whole(std::string_view name, const std::string& path, int file) {
  std::string bytes(kLongest + 1, '\0');
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto got = ::read(file, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused(name, fmt::format("{}: cannot be read: {}", path, std::strerror(errno)));
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  const bool fits = size <= kLongest;
  bytes.resize(size);
  base::Secret secret(std::move(bytes));
  if (!fits) return refused(name, fmt::format("{}: is longer than 64 KiB", path));
  return secret;
}

base::Result<base::Secret> from_file(std::string_view name, const std::string& path, bool guarded) {
  const OpenFile file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat about {};
  if (file.number < 0 || fstat(file.number, &about) != 0)
    return refused(name, fmt::format("{}: cannot be opened: {}", path, std::strerror(errno)));
  if (!S_ISREG(about.st_mode)) return refused(name, fmt::format("{}: is no file", path));
  if (!guarded && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return refused(
        name, fmt::format("{}: others than its owner may read or change it; run: chmod 600 {}", path, path));
  }
  return read_whole(name, path, file.number);
}

base::Result<base::Secret> from_environment(std::string_view name, const std::string& variable) {
  const auto* value = std::getenv(variable.c_str());
  if (value == nullptr) return refused(name, fmt::format("the environment has no variable \"{}\"", variable));
  if (std::strlen(value) > kLongest) return refused(name, "is longer than 64 KiB");
  return base::Secret(value);
}

base::Result<base::Secret> from_credential(std::string_view name, const std::string& file) {
  const auto* folder = std::getenv("CREDENTIALS_DIRECTORY");
  if (folder == nullptr || *folder == '\0') {
    return refused(name,
                   "there is no $CREDENTIALS_DIRECTORY: systemd sets it for a unit with LoadCredential=");
  }
  // The folder itself is the unit's own, whatever the modes of its files say.
  return from_file(name, fmt::format("{}/{}", folder, file), /*guarded=*/true);
}

base::Result<base::Secret> from_place(std::string_view name, const SecretPlace& place) {
  switch (place.in) {
    case SecretPlace::In::kFile:
      return from_file(name, place.where, /*guarded=*/false);
    case SecretPlace::In::kEnvironment:
      return from_environment(name, place.where);
    case SecretPlace::In::kCredential:
      return from_credential(name, place.where);
  }
  return refused(name, "has no place");
}

std::string_view without_line_break(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

base::Result<base::Secret> read_secret(std::string_view name, const SecretPlace& place) {
  MIZAN_ASSIGN(const base::Secret whole, from_place(name, place));
  base::Secret secret{std::string(without_line_break(whole.reveal()))};
  if (secret.empty()) return refused(name, "is empty");
  return secret;
}

SecretStore::SecretStore(std::map<std::string, SecretPlace, std::less<>> places, Redactor& redactor,
                         bool stand_in)
    : places_(std::move(places)), redactor_(redactor), stand_in_(stand_in) {}

base::Result<base::Secret> SecretStore::read(std::string_view name) const {
  const auto found = places_.find(name);
  if (found == places_.end())
    return base::Error{base::Code::kConfig,
                       fmt::format("this source has no secret \"{}\"", name.substr(0, 64))};
  if (stand_in_) return base::Secret("[secret]");
  auto secret = read_secret(name, found->second);
  if (secret) redactor_.add(*secret);
  return secret;
}

base::Result<> SecretStore::check() const {
  for (const auto& [name, place] : places_) MIZAN_TRY(read(name));
  return {};
}

}  // namespace mizan::services
