#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "adapter/file_descriptor.hpp"
#include "base/error.hpp"

namespace mizan::registry {

/// The bytes of a plugin at one moment, copied into memory that nobody can change any more, neither this
/// process. What was hashed is therefore what is loaded, whatever happens to the file.
class PluginBytes {
 public:
  /// An error names the file. Bytes that are no plugin are the loader's affair.
  static base::Result<PluginBytes> read(const std::filesystem::path& file);

  /// 64 hexadecimal digits.
  const std::string& sha256() const { return sha256_; }
  /// The sealed memory, as a file that can be loaded by its /proc/self/fd; above 9.
  const std::shared_ptr<const adapter::FileDescriptor>& image() const { return image_; }
  base::Result<> write_to(const std::filesystem::path& file) const;

 private:
  PluginBytes() = default;
  std::shared_ptr<const adapter::FileDescriptor> image_;
  std::string sha256_;
};

/// A small text file of ours: the error of one that is there and cannot be read names it. More than 1 MiB is
/// none.
base::Result<std::string> read_small_file(const std::filesystem::path& file);

/// Writes a file beside its place and moves it there when it is whole and on disk.
base::Result<> replace_file(const std::filesystem::path& file, std::string_view text);

}  // namespace mizan::registry
