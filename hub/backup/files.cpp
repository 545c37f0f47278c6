#include "backup/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <vector>

#include "base/digest.hpp"
#include "base/open_file.hpp"

namespace mizan::backup {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kChunk = 1 << 20;

base::Error cannot(std::string_view what, const fs::path& file) {
  const int why = errno;
  const auto code = why == ENOENT ? base::Code::kNotFound : base::Code::kStore;
  return {code, fmt::format("{} cannot be {}: {}", file.string(), what, std::strerror(why))};
}

/// SHA-256 of what comes piece by piece.
class Digesting {
 public:
  Digesting() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
    require(context_ ? EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) : 0);
  }
  void take(std::string_view bytes) {
    require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()));
    size_ += std::ssize(bytes);
  }
  FileDigest end() {
    base::Sha256 out{};
    require(EVP_DigestFinal_ex(context_.get(), out.data(), nullptr));
    return {size_, base::to_hex(out)};
  }

 private:
  static void require(int ok) {
    if (ok != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
  }

  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
  std::int64_t size_ = 0;
};

// Every piece of a file goes to `take`, which says whether it could use it.
template <class Take>
base::Result<FileDigest> read_through(const fs::path& file, Take take) {
  const base::OpenFile in(file, O_RDONLY);
  if (!in) return cannot("read", file);
  std::vector<char> chunk(kChunk);
  Digesting digest;
  while (true) {
    const auto got = in.read(chunk);
    if (got < 0) return cannot("read", file);
    if (got == 0) return digest.end();
    const std::string_view bytes(chunk.data(), static_cast<std::size_t>(got));
    digest.take(bytes);
    MIZAN_TRY(take(bytes));
  }
}

base::Result<> make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (!failed) return {};
  return base::Error{base::Code::kStore,
                     fmt::format("{} cannot be made: {}", folder.string(), failed.message())};
}

}  // namespace

base::Result<FileDigest> digest_of(const fs::path& file) {
  return read_through(file, [](std::string_view) { return base::Result<>(); });
}

base::Result<FileDigest> copy_for_good(const fs::path& from, const fs::path& to) {
  MIZAN_TRY(make_folder(to.parent_path()));
  const base::OpenFile out(to, O_WRONLY | O_CREAT | O_EXCL);
  if (!out) return cannot("written", to);
  const auto write = [&](std::string_view bytes) -> base::Result<> {
    return out.write(bytes) ? base::Result<>() : base::Result<>(cannot("written", to));
  };
  MIZAN_ASSIGN(auto digest, read_through(from, write));
  if (!out.sync()) return cannot("synced", to);
  MIZAN_TRY(sync_folder(to.parent_path()));
  return digest;
}

base::Result<> put_text(const fs::path& file, std::string_view text) {
  const base::OpenFile out(file, O_WRONLY | O_CREAT | O_EXCL);
  if (!out || !out.write(text) || !out.sync()) return cannot("written", file);
  return sync_folder(file.parent_path());
}

base::Result<> sync_folder(const fs::path& folder) {
  const base::OpenFile opened(folder, O_RDONLY | O_DIRECTORY);
  if (!opened || !opened.sync()) return cannot("synced", folder);
  return {};
}

base::Result<> rename_for_good(const fs::path& from, const fs::path& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return cannot("renamed", from);
  return sync_folder(to.parent_path());
}

}  // namespace mizan::backup
